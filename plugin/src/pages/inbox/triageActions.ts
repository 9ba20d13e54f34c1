import type { Alert, TriageAction, TriageState } from '@watchroom/contract';
import type { IconName } from '@grafana/data';

/** What a person does to alerts from a list. */
export type ListAction = 'acknowledge' | 'snooze' | 'close' | 'reopen';

interface Words {
  /** On the button. */
  label: string;
  /** After it was done. */
  done: string;
  icon: IconName;
  shortcut: string;
}

export const actionWords: Record<ListAction, Words> = {
  acknowledge: { label: 'Acknowledge', done: 'Acknowledged', icon: 'check', shortcut: 'e' },
  snooze: { label: 'Snooze', done: 'Snoozed', icon: 'bell-slash', shortcut: 's' },
  close: { label: 'Resolve', done: 'Resolved', icon: 'check-circle', shortcut: 'r' },
  reopen: { label: 'Reopen', done: 'Reopened', icon: 'history', shortcut: 'o' },
};

const allowedIn: Record<ListAction, readonly TriageState[]> = {
  acknowledge: ['open', 'snoozed'],
  snooze: ['open', 'acknowledged', 'snoozed'],
  close: ['open', 'acknowledged', 'snoozed'],
  reopen: ['closed', 'acknowledged', 'snoozed'],
};

/** Whether it makes sense to offer an action for an alert; the companion decides. */
export const mayOffer = (action: ListAction, alert: Alert): boolean => allowedIn[action].includes(alert.triage);

export const snoozeChoices = [
  { label: '30 minutes', ms: 30 * 60_000 },
  { label: '1 hour', ms: 60 * 60_000 },
  { label: '4 hours', ms: 4 * 60 * 60_000 },
  { label: '1 day', ms: 24 * 60 * 60_000 },
  { label: 'Until it resolves', ms: null },
] as const;
export const usualSnooze = snoozeChoices[1].ms;

/** The request of a snooze for so long (ms), or until the alert resolves (null). */
export const snoozeFor = (ms: number | null, now: number): TriageAction => ({
  action: 'snooze',
  until: ms === null ? null : now + ms,
});

/** One request: the same action for some alerts. */
export interface TriagePlan {
  alertIds: string[];
  action: TriageAction;
}

const opened: Record<TriageState, TriageAction> = {
  open: { action: 'reopen' },
  acknowledged: { action: 'unacknowledge' },
  snoozed: { action: 'unsnooze' },
  closed: { action: 'reopen' },
};

/** The requests that an action on these alerts takes: reopening is another request for each state it starts from. */
export const planFor = (
  action: ListAction,
  alerts: readonly Alert[],
  options: { now: number; snoozeMs?: number | null; reason?: string }
): TriagePlan[] => {
  if (action !== 'reopen') {
    const { now, snoozeMs = usualSnooze, reason } = options;
    const request: TriageAction =
      action === 'snooze' ? snoozeFor(snoozeMs, now) : { action, ...(reason !== undefined && { reason }) };
    return alerts.length === 0 ? [] : [{ alertIds: alerts.map(({ id }) => id), action: request }];
  }
  const plans = new Map<TriageAction, string[]>();
  for (const { id, triage } of alerts) {
    plans.set(opened[triage], [...(plans.get(opened[triage]) ?? []), id]);
  }
  return [...plans].map(([request, alertIds]) => ({ alertIds, action: request }));
};

/** The requests that undo what was just done to these alerts: one for each action, so that nothing later is undone instead. */
export const undoPlans = (alerts: readonly Alert[]): TriagePlan[] => {
  const byAction = new Map<string, string[]>();
  for (const { id, lastAction } of alerts) {
    if (lastAction) {
      byAction.set(lastAction.id, [...(byAction.get(lastAction.id) ?? []), id]);
    }
  }
  return [...byAction].map(([actionId, alertIds]) => ({ alertIds, action: { action: 'undo', actionId } }));
};
