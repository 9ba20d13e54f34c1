import { describe, expect, test } from 'vitest';
import {
  alertListQuery,
  bandsRequest,
  instant,
  liveMessage,
  roleAllows,
  roles,
  severities,
  severityRank,
  triageAction,
  worstSeverity,
} from './index.js';

describe('instant', () => {
  test.each([
    ['2026-11-23T05:00:00Z', '2026-11-23T05:00:00.000Z'],
    ['2026-11-23T06:00:00.5+01:00', '2026-11-23T05:00:00.500Z'],
  ])('%s', (wire, again) => {
    expect(instant.encode(instant.decode(wire))).toBe(again);
  });

  test.each(['2026-11-23', '2026-11-23T05:00:00', 'now', 1795410000000, null])('refuses %j', (wire) => {
    expect(instant.safeDecode(wire as string).success).toBe(false);
  });
});

test('lists in a query stand once, several times or with commas', () => {
  const statuses = (status: string | string[]) => alertListQuery.parse({ status }).status;
  expect(statuses('firing')).toEqual(['firing']);
  expect(statuses('firing,resolved')).toEqual(['firing', 'resolved']);
  expect(statuses(['firing', 'resolved'])).toEqual(['firing', 'resolved']);
  expect(alertListQuery.safeParse({ status: 'x' }).success).toBe(false);
  expect(alertListQuery.parse({})).toEqual({ sort: 'lastSeenAt', order: 'desc', limit: 100 });
});

test('triage is told apart by its action', () => {
  expect(triageAction.decode({ action: 'snooze', until: '1970-01-01T00:00:01Z' })).toEqual({
    action: 'snooze',
    until: 1000,
  });
  expect(triageAction.safeDecode({ action: 'snooze' } as never).success).toBe(false);
});

test('options of bands have defaults', () => {
  const decoded = bandsRequest.decode({ kind: 'supplied', series: [{ name: 'x', times: [1], values: [null] }] });
  expect(decoded).toMatchObject({
    series: [{ labels: {} }],
    options: { sensitivity: 0.5, direction: 'both', season: 'auto' },
  });
});

test('live messages go both ways', () => {
  expect(liveMessage.decode(liveMessage.encode({ type: 'resync' }))).toEqual({ type: 'resync' });
});

test('roles and severities are ordered', () => {
  expect(roles.map((needed) => roleAllows('Editor', needed))).toEqual([true, true, false]);
  expect([...severities].sort((a, b) => severityRank(b) - severityRank(a))).toEqual(severities);
  expect(worstSeverity('warning', 'high')).toBe('high');
});
