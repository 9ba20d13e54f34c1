import { describe, expect, it } from 'vitest';
import { anAlert } from '../../test/kit/fixtures';
import { compareAlerts, filterParams, matchesFilter } from './alertFilter';
import { belongsAbove } from './useWaitingAlerts';

const alert = anAlert('a', { name: 'Disk full', service: 'cart', labels: { host: 'db-1.example' } });

describe('matchesFilter', () => {
  it.each([
    [{}, true],
    [{ status: ['resolved' as const] }, false],
    [{ status: [] }, true],
    [{ triage: ['open' as const, 'snoozed' as const] }, true],
    [{ service: ['checkout'] }, false],
    [{ suppressed: true }, false],
    [{ suppressed: false }, true],
    [{ incidentId: 'i' }, false],
    [{ text: 'disk DB-1' }, true],
    [{ text: 'disk db-2' }, false],
    [{ text: '  ' }, true],
  ])('%j: %s', (filter, expected) => {
    expect(matchesFilter(alert, filter)).toBe(expected);
  });

  it('has no service among services where there is none', () => {
    expect(matchesFilter({ ...alert, service: null }, { service: ['cart'] })).toBe(false);
  });
});

it('orders by severity, worst first when descending', () => {
  const list = [anAlert('i', { severity: 'info' }), anAlert('c', { severity: 'critical' })];
  expect(list.toSorted((a, b) => compareAlerts(a, b, 'severity', 'desc')).map(({ id }) => id)).toEqual(['c', 'i']);
  expect(list.toSorted((a, b) => compareAlerts(a, b, 'severity', 'asc')).map(({ id }) => id)).toEqual(['i', 'c']);
});

it('writes a filter as parameters', () => {
  expect(filterParams({ suppressed: false, text: ' x ' })).toMatchObject({ suppressed: 'false', text: 'x' });
  expect(filterParams({ text: ' ' }).text).toBeUndefined();
});

describe('belongsAbove', () => {
  const query = { filter: { status: ['firing' as const] }, sort: 'lastSeenAt' as const, order: 'desc' as const };
  const shown = { alerts: [anAlert('x', { lastSeenAt: 10 }), anAlert('y', { lastSeenAt: 5 })], hasMore: true };

  it('is so for what stands before the last that is loaded', () => {
    expect(belongsAbove(anAlert('n', { lastSeenAt: 7 }), query, shown)).toBe(true);
    expect(belongsAbove(anAlert('n', { lastSeenAt: 3 }), query, shown)).toBe(false);
    expect(belongsAbove(anAlert('n', { lastSeenAt: 3 }), query, { ...shown, hasMore: false })).toBe(true);
  });

  it('is not so for what is shown or filtered out', () => {
    expect(belongsAbove(anAlert('x', { lastSeenAt: 99 }), query, shown)).toBe(false);
    expect(belongsAbove(anAlert('n', { lastSeenAt: 99, status: 'resolved' }), query, shown)).toBe(false);
  });
});
