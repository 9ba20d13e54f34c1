import type { Alert, TriageAction } from '@watchroom/contract';
import { describe, expect, it } from 'vitest';
import { anAlert, eventOf, t0 } from '../../test/intake/builders.js';
import { deduplicate } from '../pipeline/deduplicate.js';
import { calmAt, calmed, defaultFlapping } from './flapping.js';
import { defaultLifecycle } from './lifecycle-policy.js';
import { applyAction } from './transitions.js';

const minute = 60_000;
const act = (alert: Alert, action: TriageAction, actor = 'bo', id = 'act', now = t0): Alert => {
  const result = applyAction(alert, action, { actor, now, id });
  if ('refused' in result) {
    throw new Error(result.refused);
  }
  return result.alert;
};
const refusal = (alert: Alert, action: TriageAction, actor = 'bo', now = t0): string => {
  const result = applyAction(alert, action, { actor, now, id: 'other' });
  return 'refused' in result ? result.refused : 'not refused';
};
const undo = { action: 'undo' } as const;

describe('undo', () => {
  const before = anAlert({ assignee: 'ada', triage: 'snoozed', triageBy: 'ada', snoozedUntil: t0 + 60 * minute });

  it.each<TriageAction>([
    { action: 'acknowledge' },
    { action: 'close', reason: 'noise' },
    { action: 'snooze', until: null },
    { action: 'unsnooze' },
    { action: 'assign', assignee: null },
    { action: 'runbook', url: 'https://wiki/x' },
  ])('$action brings back what was', (action) => {
    expect(act(act(before, action), undo)).toEqual({ ...before, lastAction: undefined, runbook: undefined });
  });

  it('is for the last one only, once, and for who did it', () => {
    const acted = act(act(before, { action: 'acknowledge' }, 'bo', 'first'), { action: 'close' }, 'bo', 'second');
    expect(refusal(acted, { ...undo, actionId: 'first' })).toBe('you have done something else to it since');
    expect(refusal(acted, undo, 'ada')).toBe('bo has acted on it since');
    expect(act(acted, { ...undo, actionId: 'second' }).triage).toBe('acknowledged');
    expect(refusal(act(acted, undo), undo)).toBe('there is nothing to undo');
  });

  it('leaves a comment out of account', () => {
    const acted = act(act(before, { action: 'close' }), { action: 'comment', text: 'x' }, 'ada');
    expect(act(acted, undo).triage).toBe('snoozed');
  });

  it('is refused where something has happened since', () => {
    const closed = act(anAlert({}), { action: 'close' });
    const [rose, resolved] = [{ severity: 'critical' }, { status: 'resolved', endsAt: t0 + 1000 }] as const;
    expect(refusal(deduplicate(closed, eventOf(1, rose)).alert, undo)).toMatch(/^something has happened since: sev/);
    const gone = deduplicate(closed, eventOf(1, resolved)).alert;
    expect(refusal(gone, undo)).toBe('it has resolved since');
    expect(refusal(deduplicate(gone, eventOf(2)).alert, undo)).toBe('something has happened since: it fires again');
    const reopened = act(act(gone, { action: 'reopen' }), { action: 'comment', text: 'x' });
    expect(refusal(deduplicate(reopened, eventOf(2)).alert, undo)).toBe('it has fired again since');
    expect(refusal(act(before, { action: 'unsnooze' }), undo, 'bo', t0 + 61 * minute)).toBe(
      'the snooze that was there would have ended by now'
    );
  });
});

describe('a snooze until it resolves', () => {
  const snoozed = act(anAlert({}), { action: 'snooze', until: null });
  it('ends when it does, and not before', () => {
    expect(snoozed).toMatchObject({ triage: 'snoozed', snoozedUntil: null });
    expect(deduplicate(snoozed, eventOf(1)).alert.triage).toBe('snoozed');
    const { alert, notes } = deduplicate(snoozed, eventOf(1, { status: 'resolved', endsAt: t0 + 1000 }));
    expect(alert).toMatchObject({ triage: 'open', triageReason: 'The snooze ended: it has resolved' });
    expect(notes.map(({ kind }) => kind)).toEqual(['resolved', 'unsnoozed']);
  });
  it('is refused to what has resolved; one with an end outlasts a resolve', () => {
    expect(refusal(anAlert({ status: 'resolved' }), { action: 'snooze', until: null })).toMatch(/^it has resolved/);
    const timed = act(anAlert({}), { action: 'snooze', until: t0 + minute });
    expect(deduplicate(timed, eventOf(1, { status: 'resolved', endsAt: t0 + 1000 })).alert.triage).toBe('snoozed');
  });
});

describe('a runbook', () => {
  it('is attached, and taken away', () => {
    const withOne = act(anAlert({}), { action: 'runbook', url: 'https://wiki/x', title: 'Cart' });
    expect(withOne.runbook).toEqual({ title: 'Cart', url: 'https://wiki/x', by: 'bo' });
    expect(refusal(withOne, { action: 'runbook', url: 'https://wiki/x', title: 'Cart' })).toBe(
      'it has this runbook already'
    );
    expect(deduplicate(withOne, eventOf(5, { summary: 'other' })).alert.runbook?.title).toBe('Cart');
    expect(act(withOne, { action: 'runbook', url: null }).runbook).toBeUndefined();
    expect(refusal(anAlert({}), { action: 'runbook', url: null })).toBe('it has no runbook');
  });
});

describe("a sender's timeout", () => {
  const policy = { ...defaultLifecycle, timeoutMs: (sender: string) => (sender === 'test' ? 10 * minute : null) };
  it('runs from the last word, and yields to an end that is named', () => {
    const first = deduplicate(undefined, eventOf(0), policy).alert;
    expect(first.source?.expiresAt).toBe(t0 + 10 * minute);
    expect(deduplicate(first, eventOf(60), policy).alert.source?.expiresAt).toBe(t0 + 11 * minute);
    const named = deduplicate(undefined, eventOf(0, { endsAt: t0 + minute }), policy).alert;
    expect(named.source?.expiresAt).toBe(t0 + minute);
  });
  it('holds from the next word on where it is set later', () => {
    const old = deduplicate(undefined, eventOf(0)).alert;
    expect(old.source?.expiresAt).toBeNull();
    expect(deduplicate(old, eventOf(60), policy).alert.source?.expiresAt).toBe(t0 + 11 * minute);
  });
});

describe('flapping', () => {
  const change = (alert: Alert | undefined, atMinute: number, with_: Parameters<typeof eventOf>[1] = {}) =>
    deduplicate(alert, eventOf(atMinute * 60, { startsAt: t0 + atMinute * minute, ...with_ }));
  const resolved = (atMinute: number) => ({ status: 'resolved', endsAt: t0 + atMinute * minute }) as const;
  /** Fires, and resolves or fires again each minute. */
  const bounce = (changes: number): Alert => {
    let { alert } = change(undefined, 0);
    for (let n = 1; n <= changes; n++) {
      alert = change(alert, n, n % 2 === 1 ? resolved(n) : {}).alert;
    }
    return alert;
  };

  it('begins with the fifth change in half an hour', () => {
    expect(bounce(4).flapping).toBeUndefined();
    expect(bounce(5).flapping).toEqual({ since: t0 + 5 * minute, changes: 5, severity: 'warning' });
    expect(bounce(7).flapping).toMatchObject({ since: t0 + 5 * minute, changes: 7 });
  });

  it('counts changes of severity; repeats and slow changes make nothing flap', () => {
    let { alert } = change(undefined, 0);
    for (let n = 1; n <= 5; n++) {
      alert = change(alert, n, { severity: n % 2 === 1 ? 'critical' : 'warning' }).alert;
      alert = change(alert, n, { severity: n % 2 === 1 ? 'critical' : 'warning' }).alert;
    }
    expect(alert.flapping?.changes).toBe(5);
    let slow = change(undefined, 0).alert;
    for (let n = 1; n <= 9; n++) {
      slow = change(slow, n * 10, n % 2 === 1 ? resolved(n * 10) : {}).alert;
    }
    expect(slow.flapping).toBeUndefined();
    expect(slow.source?.changes?.length).toBeLessThanOrEqual(5);
  });

  it('ends after a quarter of an hour without a change, by itself or with the next event', () => {
    const flaps = bounce(5);
    expect(calmAt(flaps, defaultFlapping)).toBe(t0 + 20 * minute);
    expect(calmed(flaps, t0 + 20 * minute - 1, defaultFlapping)).toBeNull();
    expect(calmed(flaps, t0 + 20 * minute, defaultFlapping)?.alert.flapping).toBeUndefined();
    const later = change(flaps, 40);
    expect(later.alert.flapping).toBeUndefined();
    expect(later.notes.map(({ kind }) => kind)).toEqual(['flapping_ended', 'refired']);
  });
});
