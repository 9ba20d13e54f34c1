import { parseMatchers, type Alert, type InhibitionRuleSpec } from '@watchroom/contract';
import { describe, expect, it } from 'vitest';
import { anAlert } from '../../test/intake/builders.js';
import { createBoard } from './board.js';
import { matcherProblems } from './check-matchers.js';
import { createWindowTimes, scheduleProblem } from './window-times.js';
import type { TimedRule } from './timed-rule.js';

const firing = (id: string, labels: Record<string, string>, with_: Partial<Alert> = {}): Alert =>
  anAlert({ id, name: labels['alertname'] ?? 'A', service: null, labels, ...with_ });
const gone = (alert: Alert): Alert => ({ ...alert, status: 'resolved' });

describe('matchers', () => {
  it.each<[string, RegExp | null]>([
    ['{team="x"}', null],
    ['{team=~"a|b"}', null],
    ['{team=~".+"}', null],
    ['{team=~"(web|db)-.*[0-9]+"}', null],
    ['{team=~".*"}', /would match every alert/],
    ['{team!="x"}', /would match every alert/],
    ['{team=~"(a+)+"}', /repeats a group/],
    ['{team=~"(?:(a|aa)b)*"}', /repeats a group/],
    ['{team=~"(a*){2,}x"}', /repeats a group/],
    ['{team=~"[(+]+\\\\(x+"}', null],
    ['{team=~".*a.*b.*c.*d.*e.*f.*g.*h.*"}', /more than 8/],
  ])('%s', (text, wrong) => {
    const [problem] = matcherProblems(parseMatchers(text));
    if (wrong) {
      expect(problem?.message).toMatch(wrong);
    } else {
      expect(problem).toBeUndefined();
    }
  });
});

it('a regular expression that is none is no matcher', () => {
  expect(matcherProblems([{ label: 'team', op: '=~', value: '(' }])).toMatchObject([
    { index: 0, message: expect.stringMatching(/^Not a regular expression/) },
  ]);
});

describe('maintenance windows', () => {
  const iso = (ms: number | null | undefined) => (ms === null || ms === undefined ? ms : new Date(ms).toISOString());
  const weekly = { start: '2026-01-04T02:30', timezone: 'Europe/Berlin', rrule: 'FREQ=WEEKLY', durationMinutes: 60 };

  it('stay at their wall clock where clocks change, later where the hour is skipped', () => {
    const { next, activeUntil } = createWindowTimes(weekly);
    expect(next(Date.parse('2026-03-20T00:00Z'), 3).map(iso)).toEqual([
      '2026-03-22T01:30:00.000Z',
      '2026-03-29T01:30:00.000Z',
      '2026-04-05T00:30:00.000Z',
    ]);
    const at = (time: string) => iso(activeUntil(Date.parse(time)));
    expect(at('2026-03-22T01:29:59.999Z')).toBeNull();
    expect(at('2026-03-22T01:30Z')).toBe('2026-03-22T02:30:00.000Z');
    expect(at('2026-03-22T02:30Z')).toBeNull();
    expect(at('2026-03-29T02:00Z')).toBe('2026-03-29T02:30:00.000Z');
    expect(at('2026-03-22T02:00Z')).toBe('2026-03-22T02:30:00.000Z');
    expect(iso(next(Date.parse('2026-10-24T00:00Z'), 1)[0])).toBe('2026-10-25T00:30:00.000Z');
  });

  it('come once without a rule, and end with COUNT and UNTIL', () => {
    const once = createWindowTimes({ ...weekly, rrule: null, timezone: 'UTC' });
    expect(iso(once.activeUntil(Date.parse('2026-01-04T03:00Z')))).toBe('2026-01-04T03:30:00.000Z');
    expect(once.activeUntil(Date.parse('2026-01-04T03:30Z'))).toBeNull();
    expect(once.next(Date.parse('2026-01-04T02:30Z'), 5)).toEqual([]);
    const starts = (rrule: string) =>
      createWindowTimes({ ...weekly, rrule })
        .next(0, 9)
        .map(iso);
    expect(starts('FREQ=DAILY;COUNT=2')).toEqual(['2026-01-04T01:30:00.000Z', '2026-01-05T01:30:00.000Z']);
    expect(starts('FREQ=DAILY;UNTIL=20260105T013000Z')).toHaveLength(2);
    expect(starts('FREQ=DAILY;UNTIL=20260105T012959Z')).toHaveLength(1);
    expect(starts('FREQ=DAILY;UNTIL=20260105')).toHaveLength(2);
  });

  it.each([
    [{ rrule: 'FREQ=HOURLY' }, 'rrule'],
    [{ rrule: 'every sunday' }, 'rrule'],
    [{ rrule: 'FREQ=WEEKLY;BYDAY=XX' }, 'rrule'],
    [{ rrule: 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30' }, 'rrule'],
    [{ rrule: 'RRULE:FREQ=DAILY' }, 'rrule'],
    [{ rrule: 'FREQ=DAILY;BYHOUR=1,2,3' }, 'rrule'],
    [{ rrule: 'FREQ=DAILY;COUNT=401' }, 'rrule'],
    [{ timezone: 'Mars/Base' }, 'timezone'],
    [{ start: '2026-13-01T00:00' }, 'start'],
  ])('%j is refused', (wrong, field) => {
    expect(scheduleProblem({ ...weekly, ...wrong })?.field).toBe(field);
  });
});

describe('the board', () => {
  const silence = (selector: string, with_: Partial<TimedRule> = {}): TimedRule => ({
    kind: 'silence',
    id: 's',
    name: 'deploy',
    matchers: parseMatchers(selector),
    monitorOnly: false,
    activeUntil: (now) => (now < 100 ? 100 : null),
    ...with_,
  });
  const rule = (with_: Partial<InhibitionRuleSpec> = {}): InhibitionRuleSpec => ({
    name: 'down',
    comment: '',
    source: parseMatchers('{alertname="HostDown"}'),
    target: parseMatchers('{alertname!="HostDown"}'),
    equal: ['host'],
    mode: 'enforce',
    ...with_,
  });

  it('names the alerts that a rule concerns as it comes, ends and goes', () => {
    const board = createBoard();
    const [a, b] = [firing('a', { team: 'x' }), firing('b', { team: 'y' })];
    [a, b].forEach(board.watch.put);
    expect(board.takeAffected()).toEqual([]);
    const rules = [silence('{team="x"}')];
    board.setTimed(rules);
    expect(board.takeAffected()).toEqual(['a']);
    expect(board.stage(a, 50)).toEqual([{ kind: 'silence', id: 's', name: 'deploy', until: 100 }]);
    expect(board.stage(b, 50)).toEqual([]);
    board.tick(50);
    board.takeAffected();
    expect([board.tick(60), board.tick(100)]).toEqual([false, true]);
    expect(board.takeAffected()).toEqual(['a']);
    expect(board.stage(a, 100)).toEqual([]);
    board.setTimed([]);
    expect(board.takeAffected()).toEqual(['a']);
    expect(board.stage(a, 50)).toEqual([]);
  });

  it('sees name, sender, severity and service as labels', () => {
    const board = createBoard();
    board.setTimed([silence('{alertname="A",sender="alertmanager",severity=~"warn.*",service="cart"}')]);
    expect(board.stage(firing('a', {}, { service: 'cart' }), 1)).toHaveLength(1);
    expect(board.stage(firing('a', {}, { service: 'cart', severity: 'critical' }), 1)).toHaveLength(0);
  });

  it('inhibits targets with the same labels while a source fires; a missing label is empty', () => {
    const board = createBoard();
    board.setInhibitions([rule()]);
    const target = firing('t', { alertname: 'Slow', host: 'h' });
    const [other, bare] = [firing('o', { alertname: 'Slow', host: 'z' }), firing('n', { alertname: 'Slow' })];
    [target, other, bare].forEach(board.watch.put);
    board.takeAffected();
    const source = firing('s', { alertname: 'HostDown', host: 'h' });
    board.watch.put(source);
    expect(board.takeAffected()).toEqual(['t']);
    expect(board.stage(target, 1)).toEqual([{ kind: 'inhibition', id: 'down', name: 'down' }]);
    expect([other, bare, source].map((alert) => board.stage(alert, 1).length)).toEqual([0, 0, 0]);
    const second = firing('s2', { alertname: 'HostDown', host: 'h' });
    board.watch.put(second);
    board.watch.put(gone(source));
    expect(board.takeAffected()).toEqual([]);
    board.watch.put(gone(second));
    expect(board.takeAffected()).toEqual(['t']);
    expect(board.stage(target, 1)).toEqual([]);
    board.watch.put(firing('s3', { alertname: 'HostDown' }));
    expect(board.takeAffected()).toEqual(['n']);
  });

  it('an alert that matches both sides is inhibited by others only that do not', () => {
    const board = createBoard();
    const both = rule({ source: parseMatchers('{tier=~".+"}'), target: parseMatchers('{noisy="yes"}'), equal: [] });
    board.setInhibitions([both]);
    const [one, two] = ['1', '2'].map((id) => firing(id, { tier: 'a', noisy: 'yes' })) as [Alert, Alert];
    [one, two].forEach(board.watch.put);
    expect(board.stage(one, 1)).toEqual([]);
    const pure = firing('3', { tier: 'b' });
    board.watch.put(pure);
    expect([one, two, pure].map((alert) => board.stage(alert, 1).length)).toEqual([1, 1, 0]);
    board.watch.put(gone(pure));
    expect(board.takeAffected().sort()).toEqual(['1', '2']);
    expect(board.stage(one, 1)).toEqual([]);
  });

  it('follows labels that change, and alerts that turn out not to be there', () => {
    const board = createBoard();
    board.setInhibitions([rule()]);
    const target = firing('t', { alertname: 'Slow', host: 'h' });
    board.watch.put(target);
    board.watch.put(firing('s', { alertname: 'HostDown', host: 'h' }));
    board.watch.put(firing('s', { alertname: 'HostDown', host: 'other' }));
    expect(board.stage(target, 1)).toEqual([]);
    board.watch.put(firing('s', { alertname: 'HostDown', host: 'h' }));
    expect(board.stage(target, 1)).toHaveLength(1);
    board.takeAffected();
    board.watch.gone('s');
    expect(board.takeAffected()).toEqual(['t']);
    expect(board.stage(target, 1)).toEqual([]);
    expect(board.countsOf(rule())).toEqual({ sources: 0, targets: 0 });
  });
});
