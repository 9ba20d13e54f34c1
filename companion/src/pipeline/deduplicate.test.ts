import type { Alert, AlertEvent } from '@watchroom/contract';
import { describe, expect, it } from 'vitest';
import { eventOf, t0 } from '../../test/intake/builders.js';
import { deduplicate, lapse, type Outcome } from './deduplicate.js';

const walk = (...events: AlertEvent[]): { alert: Alert; outcomes: Outcome[]; kinds: string[] } => {
  let alert: Alert | undefined;
  const outcomes: Outcome[] = [];
  const kinds: string[] = [];
  for (const event of events) {
    const result = deduplicate(alert, event);
    alert = result.alert;
    outcomes.push(result.outcome);
    kinds.push(...result.notes.map(({ kind }) => kind));
  }
  if (!alert) {
    throw new Error('no events');
  }
  return { alert, outcomes, kinds };
};
const at = (seconds: number) => t0 + seconds * 1000;

describe('deduplicate', () => {
  it('counts repeats and changes nothing else', () => {
    const { alert, outcomes, kinds } = walk(eventOf(0), eventOf(60), eventOf(120));
    expect(outcomes).toEqual(['first', 'repeat', 'repeat']);
    expect(kinds).toEqual(['fired']);
    expect(alert).toMatchObject({ eventCount: 3, firstSeenAt: at(0), lastSeenAt: at(120), refireCount: 0 });
  });

  it("keeps the sender's newest count, also of a repeat, and through words without one", () => {
    const { alert, outcomes } = walk(
      eventOf(0, { senderCount: 3 }),
      eventOf(60, { senderCount: 7 }),
      eventOf(90, { summary: 'slower' }),
      eventOf(120, { status: 'resolved', endsAt: at(110) })
    );
    expect(outcomes).toEqual(['first', 'repeat', 'update', 'resolved']);
    expect(alert.senderCount).toBe(7);
  });

  it('takes over new words without making a new alert', () => {
    const { alert, outcomes } = walk(eventOf(0), eventOf(60, { summary: 'slower' }));
    expect(outcomes).toEqual(['first', 'update']);
    expect(alert.summary).toBe('slower');
  });

  it('resolves and fires again', () => {
    const { alert, outcomes, kinds } = walk(
      eventOf(0),
      eventOf(60, { status: 'resolved', endsAt: at(55) }),
      eventOf(90, { status: 'resolved', endsAt: at(55) }),
      eventOf(300, { startsAt: at(290) })
    );
    expect(outcomes).toEqual(['first', 'resolved', 'repeat', 'refired']);
    expect(kinds).toEqual(['fired', 'resolved', 'refired']);
    expect(alert).toMatchObject({ status: 'firing', refireCount: 1, startsAt: at(290), endsAt: null, eventCount: 4 });
  });

  it('a rise in severity reopens an acknowledged alert; a fall does not', () => {
    const acknowledged: Alert = { ...walk(eventOf(0)).alert, triage: 'acknowledged', triageBy: 'ada', assignee: 'ada' };
    const rose = deduplicate(acknowledged, eventOf(60, { severity: 'critical' }));
    expect(rose).toMatchObject({
      outcome: 'severity_rose',
      alert: { severity: 'critical', triage: 'open', triageBy: null, assignee: 'ada' },
    });
    expect(rose.notes.map(({ text }) => text)).toEqual([
      'Severity rose from warning to critical',
      'Reopened: severity rose from warning to critical',
    ]);
    expect(deduplicate(acknowledged, eventOf(60, { severity: 'info' }))).toMatchObject({
      outcome: 'severity_fell',
      alert: { severity: 'info', triage: 'acknowledged', triageBy: 'ada' },
    });
  });

  it('events never wipe what people did', () => {
    const worked: Alert = {
      ...walk(eventOf(0)).alert,
      triage: 'snoozed',
      triageBy: 'ada',
      snoozedUntil: at(9000),
      assignee: 'bo',
    };
    const resolved = deduplicate(worked, eventOf(60, { status: 'resolved', endsAt: at(60) })).alert;
    const refired = deduplicate(resolved, eventOf(120, { startsAt: at(110) })).alert;
    expect(refired).toMatchObject({ triage: 'snoozed', triageBy: 'ada', snoozedUntil: at(9000), assignee: 'bo' });
    expect(deduplicate({ ...resolved, triage: 'closed' }, eventOf(120, { startsAt: at(110) })).alert.triage).toBe(
      'open'
    );
  });

  it('a resolve of a former episode comes late and changes nothing', () => {
    const { outcomes, alert } = walk(
      eventOf(0, { startsAt: at(0) }),
      eventOf(10, { status: 'resolved', startsAt: at(0), endsAt: at(8) }),
      eventOf(20, { startsAt: at(18) }),
      eventOf(25, { status: 'resolved', startsAt: at(0), endsAt: at(8) })
    );
    expect(outcomes).toEqual(['first', 'resolved', 'refired', 'late']);
    expect(alert.status).toBe('firing');
  });

  it('a firing event of a former episode comes late, one of another replica does not', () => {
    const resolved = walk(eventOf(0), eventOf(10, { status: 'resolved', endsAt: at(10) })).alert;
    expect(deduplicate(resolved, eventOf(20, { startsAt: at(-3600) }))).toMatchObject({
      outcome: 'late',
      alert: { status: 'resolved', eventCount: 3 },
    });
    expect(deduplicate(resolved, eventOf(20, { startsAt: at(-30) })).outcome).toBe('refired');
  });

  it('a resolve of what nobody saw firing is kept', () => {
    expect(walk(eventOf(0, { status: 'resolved', endsAt: at(-1) }))).toMatchObject({
      outcomes: ['late'],
      alert: { status: 'resolved', endsAt: at(-1), startsAt: at(-1) },
    });
  });

  it('is as severe as the worst variant that fires and resolves with the last', () => {
    const warning = { variant: 'warning', severity: 'warning' } as const;
    const critical = { variant: 'critical', severity: 'critical' } as const;
    const { outcomes, alert } = walk(
      eventOf(0, warning),
      eventOf(10, critical),
      eventOf(20, { ...warning, summary: 'less' }),
      eventOf(30, { ...critical, status: 'resolved', endsAt: at(30) }),
      eventOf(35, { ...critical, status: 'resolved', endsAt: at(30) })
    );
    expect(outcomes).toEqual(['first', 'severity_rose', 'repeat', 'severity_fell', 'late']);
    expect(alert).toMatchObject({ status: 'firing', severity: 'warning', summary: 'slow' });
    expect(deduplicate(alert, eventOf(40, { ...warning, status: 'resolved', endsAt: at(40) }))).toMatchObject({
      outcome: 'resolved',
      alert: { status: 'resolved' },
    });
  });

  it('leaves its input as it is', () => {
    const event = eventOf(0);
    const frozen = Object.freeze(walk(event).alert);
    expect(() => deduplicate(frozen, Object.freeze(eventOf(10)))).not.toThrow();
  });
});

describe('lapse', () => {
  it('resolves what its sender stopped saying, after a grace', () => {
    const { alert } = walk(eventOf(0, { endsAt: at(240) }), eventOf(60, { endsAt: at(300) }));
    expect(lapse(alert, at(359), 60_000)).toBeNull();
    expect(lapse(alert, at(360), 60_000)).toMatchObject({
      outcome: 'resolved',
      alert: { status: 'resolved', endsAt: at(300), eventCount: 2 },
      notes: [{ text: 'Resolved: test has stopped sending it' }],
    });
    expect(lapse(walk(eventOf(0)).alert, at(1e9), 0)).toBeNull();
  });
});
