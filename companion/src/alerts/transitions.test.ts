import { severities, type Alert, type TriageAction, type TriageState } from '@watchroom/contract';
import { describe, expect, it } from 'vitest';
import {
  actionTable,
  applyAction,
  applySourceChange,
  nextStep,
  sourceTable,
  type MovingAction,
} from './transitions.js';
import { anAlert } from '../../test/intake/builders.js';

const now = Date.UTC(2026, 10, 23, 3);
const bo = { actor: 'bo', now, id: 'act-1' };
const states = Object.keys(actionTable) as TriageState[];
const actions = Object.keys(actionTable.open) as MovingAction[];
const act = (action: MovingAction): TriageAction =>
  action === 'snooze' ? { action, until: now + 60_000 } : { action, reason: 'looking' };

describe('what people do', () => {
  it.each(states.flatMap((triage) => actions.map((action) => [triage, action] as const)))(
    '%s, %s: moves by the table or is refused with a reason',
    (triage, action) => {
      const alert = anAlert({ triage, snoozedUntil: triage === 'snoozed' ? now + 1000 : null, assignee: 'ada' });
      const result = applyAction(alert, act(action), bo);
      const step = nextStep('firing', triage, action);
      if ('refuse' in step) {
        expect(result).toEqual({ refused: step.refuse });
        expect(step.refuse).toMatch(/^it /);
        return;
      }
      expect(result).toMatchObject({
        alert: {
          triage: step.to,
          triageBy: 'bo',
          triageAt: now,
          status: 'firing',
          assignee: 'ada',
          snoozedUntil: action === 'snooze' ? now + 60_000 : null,
        },
      });
    }
  );

  it('acknowledges nothing that has resolved, but closes and snoozes it', () => {
    const alert = anAlert({ status: 'resolved' });
    expect(applyAction(alert, act('acknowledge'), bo)).toEqual({
      refused: 'it has resolved; there is nothing to acknowledge',
    });
    expect(applyAction(alert, act('close'), bo)).toMatchObject({ alert: { triage: 'closed' } });
    expect(applyAction(alert, act('snooze'), bo)).toMatchObject({ alert: { triage: 'snoozed' } });
  });

  it('snoozes into the future only', () => {
    expect(applyAction(anAlert({}), { action: 'snooze', until: now }, bo)).toEqual({
      refused: 'the snooze would end in the past',
    });
  });

  it('assigns, and comments on anything', () => {
    const alert = anAlert({ triage: 'closed', assignee: 'ada' });
    expect(applyAction(alert, { action: 'assign', assignee: 'ada' }, bo)).toHaveProperty('refused');
    expect(applyAction(alert, { action: 'assign', assignee: null }, bo)).toMatchObject({
      alert: { assignee: null, triage: 'closed' },
      text: 'No longer assigned to ada',
    });
    expect(applyAction(alert, { action: 'comment', text: 'seen before' }, bo)).toMatchObject({
      alert,
      kind: 'commented',
      text: 'seen before',
    });
  });
});

describe('what the sender and time do', () => {
  it('a refire reopens what was closed and leaves a snooze and an acknowledgement alone', () => {
    expect(applySourceChange(anAlert({ triage: 'closed' }), 'refired', 'it fires again', now)).toMatchObject({
      alert: { triage: 'open', triageBy: null, triageReason: 'it fires again' },
      kind: 'reopened',
    });
    for (const triage of ['open', 'snoozed', 'acknowledged'] as const) {
      expect(applySourceChange(anAlert({ triage }), 'refired', 'x', now)).toBeNull();
    }
  });

  it('a rise in severity reopens what was acknowledged', () => {
    expect(applySourceChange(anAlert({ triage: 'acknowledged' }), 'severity_rose', 'x', now)?.alert.triage).toBe(
      'open'
    );
    expect(applySourceChange(anAlert({ triage: 'snoozed' }), 'severity_rose', 'x', now)).toBeNull();
  });

  it('keeps the assignee whatever happens', () => {
    for (const change of Object.keys(sourceTable) as Array<keyof typeof sourceTable>) {
      for (const triage of states) {
        const alert: Alert = anAlert({ triage, assignee: 'ada', severity: severities[0] });
        expect(applySourceChange(alert, change, 'x', now)?.alert.assignee ?? 'ada').toBe('ada');
      }
    }
  });

  it('a snooze that ends leaves the alert open', () => {
    const alert = anAlert({ triage: 'snoozed', snoozedUntil: now });
    expect(applySourceChange(alert, 'snooze_ended', 'The snooze ended', now)).toMatchObject({
      alert: { triage: 'open', snoozedUntil: null },
      kind: 'unsnoozed',
    });
  });
});
