import type { Alert, AlertStatus, TimelineEntry, TriageAction, TriageState } from '@watchroom/contract';
import { remember, undo } from './undo.js';

/** Actions that move `triage` by the table; the others leave it as it is, or bring back what was. */
export type MovingAction = Exclude<TriageAction['action'], 'assign' | 'comment' | 'runbook' | 'undo'>;
/** What the sender's side or time can do to `triage`. */
export type SourceChange = 'refired' | 'severity_rose' | 'snooze_ended' | 'resolved';

/** `refuse` is the end of the sentence "It can't be done: ...". */
export type Step = { to: TriageState } | { refuse: string };

const open = { to: 'open' } as const;
const acknowledged = { to: 'acknowledged' } as const;
const snoozed = { to: 'snoozed' } as const;
const closed = { to: 'closed' } as const;
const refuse = (reason: string): Step => ({ refuse: reason });

/** What people may do, by where `triage` stands. Whether the alert fires does not matter, save for `whileResolved`. */
export const actionTable: Record<TriageState, Record<MovingAction, Step>> = {
  open: {
    acknowledge: acknowledged,
    unacknowledge: refuse('it is not acknowledged'),
    snooze: snoozed,
    unsnooze: refuse('it is not snoozed'),
    close: closed,
    reopen: refuse('it is open already'),
  },
  acknowledged: {
    acknowledge: refuse('it is acknowledged already'),
    unacknowledge: open,
    snooze: snoozed,
    unsnooze: refuse('it is not snoozed'),
    close: closed,
    reopen: refuse('it is not closed; take the acknowledgement back instead'),
  },
  snoozed: {
    acknowledge: acknowledged,
    unacknowledge: refuse('it is not acknowledged'),
    snooze: snoozed,
    unsnooze: open,
    close: closed,
    reopen: refuse('it is not closed; end the snooze instead'),
  },
  closed: {
    acknowledge: refuse('it is closed; reopen it first'),
    unacknowledge: refuse('it is closed; reopen it first'),
    snooze: refuse('it is closed; reopen it first'),
    unsnooze: refuse('it is closed; reopen it first'),
    close: refuse('it is closed already'),
    reopen: open,
  },
};

/** What people may not do to an alert that has resolved. */
export const whileResolved: Partial<Record<MovingAction, Step>> = {
  acknowledge: refuse('it has resolved; there is nothing to acknowledge'),
};

/**
 * What events and time do to people's work: as little as can be. Where nothing is named, it stays. An alert that fires again
 * reopens if it was closed, never if it is snoozed; a rise in severity reopens what people had acknowledged or closed.
 */
export const sourceTable: Record<SourceChange, Partial<Record<TriageState, TriageState>>> = {
  refired: { closed: 'open' },
  severity_rose: { acknowledged: 'open', closed: 'open' },
  snooze_ended: { snoozed: 'open' },
  // Only a snooze that was to last until the alert resolves; see `applySourceChange`.
  resolved: { snoozed: 'open' },
};

/** Where an action leads; pure. */
export const nextStep = (status: AlertStatus, triage: TriageState, action: MovingAction): Step =>
  (status === 'resolved' && whileResolved[action]) || actionTable[triage][action];

type EntryKind = TimelineEntry['kind'];
const actionKinds: Record<MovingAction, EntryKind> = {
  acknowledge: 'acknowledged',
  unacknowledge: 'unacknowledged',
  snooze: 'snoozed',
  unsnooze: 'unsnoozed',
  close: 'closed',
  reopen: 'reopened',
};
const words: Record<MovingAction, string> = {
  acknowledge: 'Acknowledged',
  unacknowledge: 'Acknowledgement taken back',
  snooze: 'Snoozed',
  unsnooze: 'Snooze ended',
  close: 'Closed',
  reopen: 'Reopened',
};

/** A change of an alert with the line for its timeline; `version` is left for who stores it. */
export interface Transition {
  alert: Alert;
  kind: EntryKind;
  text: string;
}
export type ActionResult = Transition | { refused: string };

/** Who acts, when (ms), and what the action is called where it is to be undone. */
export interface Act {
  actor: string;
  now: number;
  id: string;
}

const withReason = (text: string, reason: string | undefined): string => (reason ? `${text}: ${reason}` : text);

/** What a person's action makes of an alert, or why it is refused. Pure. */
export const applyAction = (alert: Alert, action: TriageAction, act: Act): ActionResult => {
  if (action.action === 'comment') {
    return { alert, kind: 'commented', text: action.text };
  }
  if (action.action === 'undo') {
    return undo(alert, action.actionId, act);
  }
  const result = change(alert, action, act);
  return 'refused' in result
    ? result
    : { ...result, alert: { ...result.alert, lastAction: remember(alert, action.action, act) } };
};

type ChangingAction = Exclude<TriageAction, { action: 'comment' | 'undo' }>;

const change = (alert: Alert, action: ChangingAction, { actor, now }: Act): ActionResult => {
  if (action.action === 'assign') {
    return assign(alert, action.assignee, action.reason);
  }
  if (action.action === 'runbook') {
    return attachRunbook(alert, action.url, action.title, actor);
  }
  const step = nextStep(alert.status, alert.triage, action.action);
  if ('refuse' in step) {
    return { refused: step.refuse };
  }
  const refused = action.action === 'snooze' ? snoozeProblem(alert, action.until, now) : null;
  if (refused !== null) {
    return { refused };
  }
  const until = action.action === 'snooze' ? action.until : null;
  const text =
    action.action !== 'snooze'
      ? words[action.action]
      : until === null
        ? 'Snoozed until it resolves'
        : `Snoozed until ${new Date(until).toISOString()}`;
  return {
    alert: {
      ...alert,
      triage: step.to,
      triageBy: actor,
      triageAt: now,
      triageReason: action.reason ?? null,
      snoozedUntil: until,
    },
    kind: actionKinds[action.action],
    text: withReason(text, action.reason),
  };
};

const snoozeProblem = (alert: Alert, until: number | null, now: number): string | null => {
  if (until === null) {
    return alert.status === 'resolved' ? 'it has resolved already; a snooze until it resolves would never end' : null;
  }
  return until <= now ? 'the snooze would end in the past' : null;
};

const assign = (alert: Alert, assignee: string | null, reason: string | undefined): ActionResult => {
  if (alert.assignee === assignee) {
    return { refused: assignee === null ? 'it is assigned to nobody' : `it is assigned to ${assignee} already` };
  }
  const text = assignee === null ? `No longer assigned to ${alert.assignee}` : `Assigned to ${assignee}`;
  return { alert: { ...alert, assignee }, kind: 'assigned', text: withReason(text, reason) };
};

const attachRunbook = (alert: Alert, url: string | null, title: string | undefined, actor: string): ActionResult => {
  const kind = 'runbook_attached';
  if (url === null) {
    return alert.runbook
      ? { alert: { ...alert, runbook: undefined }, kind, text: `Runbook taken away: ${alert.runbook.url}` }
      : { refused: 'it has no runbook' };
  }
  return alert.runbook?.url === url && alert.runbook.title === (title ?? 'Runbook')
    ? { refused: 'it has this runbook already' }
    : { alert: { ...alert, runbook: { title: title ?? 'Runbook', url, by: actor } }, kind, text: `Runbook: ${url}` };
};

/** What an event or the time makes of people's work; null where it stays. Pure. `now` in ms. */
export const applySourceChange = (
  alert: Alert,
  change: SourceChange,
  reason: string,
  now: number
): Transition | null => {
  const to = sourceTable[change][alert.triage];
  if (to === undefined || (change === 'resolved' && alert.snoozedUntil !== null)) {
    return null;
  }
  const unsnoozed = change === 'snooze_ended' || change === 'resolved';
  return {
    alert: {
      ...alert,
      triage: to,
      triageBy: null,
      triageAt: now,
      triageReason: reason,
      snoozedUntil: null,
      lastAction: undefined,
    },
    kind: unsnoozed ? 'unsnoozed' : 'reopened',
    text: unsnoozed ? reason : `Reopened: ${reason}`,
  };
};
