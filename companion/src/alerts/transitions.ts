import type { Alert, AlertStatus, TimelineEntry, TriageAction, TriageState } from '@watchroom/contract';

/** Actions that move `triage`; assigning and commenting leave it as it is. */
export type MovingAction = Exclude<TriageAction['action'], 'assign' | 'comment'>;
/** What the sender's side or time can do to `triage`. */
export type SourceChange = 'refired' | 'severity_rose' | 'snooze_ended';

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
const whileResolved: Partial<Record<MovingAction, Step>> = {
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

const withReason = (text: string, reason: string | undefined): string => (reason ? `${text}: ${reason}` : text);

/** What a person's action makes of an alert, or why it is refused. Pure. `now` in ms. */
export const applyAction = (alert: Alert, action: TriageAction, actor: string, now: number): ActionResult => {
  if (action.action === 'comment') {
    return { alert, kind: 'commented', text: action.text };
  }
  if (action.action === 'assign') {
    return assign(alert, action.assignee, action.reason);
  }
  const step = nextStep(alert.status, alert.triage, action.action);
  if ('refuse' in step) {
    return { refused: step.refuse };
  }
  if (action.action === 'snooze' && action.until <= now) {
    return { refused: 'the snooze would end in the past' };
  }
  const text =
    action.action === 'snooze' ? `Snoozed until ${new Date(action.until).toISOString()}` : words[action.action];
  return {
    alert: {
      ...alert,
      triage: step.to,
      triageBy: actor,
      triageAt: now,
      triageReason: action.reason ?? null,
      snoozedUntil: action.action === 'snooze' ? action.until : null,
    },
    kind: actionKinds[action.action],
    text: withReason(text, action.reason),
  };
};

const assign = (alert: Alert, assignee: string | null, reason: string | undefined): ActionResult => {
  if (alert.assignee === assignee) {
    return { refused: assignee === null ? 'it is assigned to nobody' : `it is assigned to ${assignee} already` };
  }
  const text = assignee === null ? `No longer assigned to ${alert.assignee}` : `Assigned to ${assignee}`;
  return { alert: { ...alert, assignee }, kind: 'assigned', text: withReason(text, reason) };
};

/** What an event or the time makes of people's work; null where it stays. Pure. `now` in ms. */
export const applySourceChange = (
  alert: Alert,
  change: SourceChange,
  reason: string,
  now: number
): Transition | null => {
  const to = sourceTable[change][alert.triage];
  if (to === undefined) {
    return null;
  }
  return {
    alert: { ...alert, triage: to, triageBy: null, triageAt: now, triageReason: reason, snoozedUntil: null },
    kind: change === 'snooze_ended' ? 'unsnoozed' : 'reopened',
    text: change === 'snooze_ended' ? reason : `Reopened: ${reason}`,
  };
};
