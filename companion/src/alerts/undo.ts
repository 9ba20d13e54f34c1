import type { Alert, LastAction, WorkOfPeople } from '@watchroom/contract';
import type { Act, ActionResult } from './transitions.js';

const workOf = (alert: Alert): WorkOfPeople => ({
  triage: alert.triage,
  triageBy: alert.triageBy,
  triageAt: alert.triageAt,
  triageReason: alert.triageReason,
  snoozedUntil: alert.snoozedUntil,
  assignee: alert.assignee,
  runbook: alert.runbook ?? null,
});

const seenIn = ({ status, severity, refireCount }: Alert): LastAction['seen'] => ({ status, severity, refireCount });

/** What an alert keeps of an action, so that it can be undone. */
export const remember = (before: Alert, action: string, { actor, now, id }: Act): LastAction => ({
  id,
  action,
  by: actor,
  at: now,
  before: workOf(before),
  seen: seenIn(before),
});

const words: Record<string, string> = {
  acknowledge: 'the acknowledgement',
  unacknowledge: 'taking back the acknowledgement',
  snooze: 'the snooze',
  unsnooze: 'the end of the snooze',
  close: 'the closing',
  reopen: 'the reopening',
  assign: 'the assignment',
  runbook: 'the change of the runbook',
};

/** What keeps an action from being undone; null where nothing does. */
const obstacle = (alert: Alert, actionId: string | undefined, { actor, now }: Act): string | null => {
  const last = alert.lastAction;
  if (!last) {
    return alert.triageBy === null && alert.triageReason !== null
      ? `something has happened since: ${alert.triageReason}`
      : 'there is nothing to undo';
  }
  if (last.by !== actor) {
    return `${last.by} has acted on it since`;
  }
  if (actionId !== undefined && last.id !== actionId) {
    return 'you have done something else to it since';
  }
  const { status, severity, refireCount } = last.seen;
  if (alert.status !== status) {
    return alert.status === 'resolved' ? 'it has resolved since' : 'it has fired again since';
  }
  if (alert.refireCount !== refireCount) {
    return 'it has fired again since';
  }
  if (alert.severity !== severity) {
    return `its severity has changed since, from ${severity} to ${alert.severity}`;
  }
  const { triage, snoozedUntil } = last.before;
  return triage === 'snoozed' && snoozedUntil !== null && snoozedUntil <= now
    ? 'the snooze that was there would have ended by now'
    : null;
};

/**
 * Brings back what was before a person's own last action; refused where anybody or anything has changed the alert since. What is undone
 * can't be undone again. Pure.
 */
export const undo = (alert: Alert, actionId: string | undefined, act: Act): ActionResult => {
  const refused = obstacle(alert, actionId, act);
  const last = alert.lastAction;
  if (refused !== null || !last) {
    return { refused: refused ?? 'there is nothing to undo' };
  }
  const { runbook, ...before } = last.before;
  return {
    alert: { ...alert, ...before, runbook: runbook ?? undefined, lastAction: undefined },
    kind: 'undone',
    text: `Undone: ${words[last.action] ?? last.action}`,
  };
};
