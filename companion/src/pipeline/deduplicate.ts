import {
  severityRank,
  worstSeverity,
  type Alert,
  type AlertEvent,
  type AlertSource,
  type Labels,
  type Severity,
  type TimelineEntry,
} from '@watchroom/contract';
import { calmed, withFlapping } from '../alerts/flapping.js';
import { defaultLifecycle, expiryOf, type LifecyclePolicy } from '../alerts/lifecycle-policy.js';
import { applySourceChange, type Transition } from '../alerts/transitions.js';

/**
 * What an event is to its alert. `late`: of a former episode, or about something that does not fire; it counts, and changes nothing.
 * `repeat`: says nothing new; `update`: says the same of it in other words.
 */
export type Outcome =
  | 'first'
  | 'repeat'
  | 'update'
  | 'resolved'
  | 'refired'
  | 'severity_rose'
  | 'severity_fell'
  | 'late'
  /** No event: time or a rule has changed what keeps the alert from people; `back`: nothing does any more, and it still fires. */
  | 'back'
  | 'changed';

/** A line for a timeline, before it has an id. */
export interface Note {
  kind: TimelineEntry['kind'];
  text: string;
}

export interface Deduplicated {
  alert: Alert;
  outcome: Outcome;
  notes: Note[];
}

/** Replicas of one sender see an alert start minutes apart; a start that is older than that is of a former episode. */
const replicaSkewMs = 5 * 60_000;

/**
 * Second stage of the corridor: an event and the alert it is about (undefined where there is none) become the alert as it is now. Pure;
 * `version` and the incident are left as they are. Orders by the sender's own times where events come late, and when in doubt takes a
 * firing event for a firing alert.
 */
export const deduplicate = (
  before: Alert | undefined,
  event: AlertEvent,
  policy: LifecyclePolicy = defaultLifecycle
): Deduplicated => {
  const calm = before && calmed(before, event.receivedAt, policy.flapping);
  const alert = calm?.alert ?? before;
  const result = withFlapping(alert, compare(alert, event, policy), event.receivedAt, policy.flapping);
  return calm ? { ...result, notes: [calm.note, ...result.notes] } : result;
};

const compare = (alert: Alert | undefined, event: AlertEvent, policy: LifecyclePolicy): Deduplicated => {
  const expiresAt = expiryOf(event, policy);
  if (!alert) {
    return first(event, expiresAt);
  }
  if (event.status === 'firing' && alert.status === 'firing') {
    return stillFiring(alert, event, expiresAt);
  }
  const counted: Alert = {
    ...alert,
    eventCount: alert.eventCount + 1,
    lastSeenAt: Math.max(alert.lastSeenAt, event.receivedAt),
    source: { ...sourceOf(alert), lastEventId: event.id },
  };
  if (event.status === 'firing') {
    return refire(alert, counted, event, expiresAt);
  }
  return alert.status === 'firing' ? resolve(alert, counted, event) : { alert: counted, outcome: 'repeat', notes: [] };
};

/**
 * What becomes of an alert whose sender has not said it again in time; null where its word holds. Pure.
 *
 * @param graceMs how much later than announced the sender may be
 */
export const lapse = (
  alert: Alert,
  now: number,
  graceMs: number,
  policy: LifecyclePolicy = defaultLifecycle
): Deduplicated | null => {
  const expiresAt = alert.source?.expiresAt ?? null;
  if (alert.status !== 'firing' || expiresAt === null || expiresAt + graceMs > now) {
    return null;
  }
  const resolved: Alert = {
    ...alert,
    status: 'resolved',
    endsAt: expiresAt,
    source: { ...sourceOf(alert), expiresAt: null, firing: [] },
  };
  return withFlapping(
    alert,
    withSnoozeEnded(resolved, [{ kind: 'resolved', text: `Resolved: ${alert.sender} has stopped sending it` }], now),
    now,
    policy.flapping
  );
};

/** A resolved alert; a snooze that was to last until then is over. */
const withSnoozeEnded = (alert: Alert, notes: Note[], now: number): Deduplicated => {
  const ended = applySourceChange(alert, 'resolved', 'The snooze ended: it has resolved', now);
  return { alert: ended?.alert ?? alert, outcome: 'resolved', notes: [...notes, ...noteOf(ended)] };
};

const sourceOf = (alert: Alert): AlertSource => alert.source ?? { lastEventId: '', expiresAt: null, firing: [] };

/** The sender's own count is kept, also of an event that says nothing else that is new. */
const countOf = ({ senderCount }: AlertEvent): Pick<Alert, 'senderCount'> =>
  senderCount === undefined ? {} : { senderCount };

const content = (event: AlertEvent) => ({
  name: event.name,
  service: event.service,
  summary: event.summary,
  description: event.description,
  labels: event.labels,
  annotations: event.annotations,
  links: event.links,
  enrichedBy: event.enrichedBy,
  ...(event.occurrence !== undefined && { occurrence: event.occurrence }),
  ...countOf(event),
});

const first = (event: AlertEvent, expiresAt: number | null): Deduplicated => {
  const firing = event.status === 'firing';
  const endsAt = firing ? null : (event.endsAt ?? event.receivedAt);
  return {
    alert: {
      id: event.fingerprint,
      sender: event.sender,
      ...content(event),
      status: event.status,
      severity: event.severity,
      triage: 'open',
      triageBy: null,
      triageAt: null,
      triageReason: null,
      snoozedUntil: null,
      assignee: null,
      suppressedBy: [],
      toldAt: null,
      incidentId: null,
      incidentReason: null,
      startsAt: Math.min(event.startsAt, endsAt ?? event.startsAt),
      endsAt,
      firstSeenAt: event.receivedAt,
      lastSeenAt: event.receivedAt,
      eventCount: 1,
      refireCount: 0,
      source: { lastEventId: event.id, expiresAt, firing: firing ? withVariant([], event) : [] },
      version: 0,
    },
    outcome: firing ? 'first' : 'late',
    notes: [
      firing
        ? { kind: 'fired', text: `Fired as ${event.severity}, said by ${event.sender}` }
        : { kind: 'resolved', text: 'Resolved; Watchroom had not seen it fire' },
    ],
  };
};

type Firing = AlertSource['firing'];

const withVariant = (firing: Firing, event: AlertEvent): Firing =>
  event.variant === undefined
    ? []
    : firing.length === 1 && firing[0]?.variant === event.variant && firing[0].severity === event.severity
      ? firing
      : [
          ...firing.filter(({ variant }) => variant !== event.variant),
          { variant: event.variant, severity: event.severity },
        ];

const worstOf = (firing: Firing, otherwise: Severity): Severity =>
  firing.length === 0 ? otherwise : firing.map(({ severity }) => severity).reduce(worstSeverity);

/** Most events come through here: one copy of the alert is made, not one for each thing that may change. */
const stillFiring = (alert: Alert, event: AlertEvent, eventExpiresAt: number | null): Deduplicated => {
  const source = sourceOf(alert);
  const firing = withVariant(source.firing, event);
  const severity = worstOf(firing, event.severity);
  const leads = severityRank(event.severity) >= severityRank(severity);
  const expiresAt = latest(source.expiresAt, eventExpiresAt, event.endsAt === null);
  const same = !leads || saysTheSame(alert, event);
  const next: Alert = {
    ...alert,
    severity,
    startsAt: Math.min(alert.startsAt, event.startsAt),
    lastSeenAt: Math.max(alert.lastSeenAt, event.receivedAt),
    eventCount: alert.eventCount + 1,
    source: { lastEventId: event.id, expiresAt, firing },
  };
  if (event.senderCount !== undefined) {
    next.senderCount = event.senderCount;
  }
  const told = leads && !(same && isPlacedTheSame(alert, event)) ? { ...next, ...content(event) } : next;
  return severity === alert.severity
    ? { alert: told, outcome: same ? 'repeat' : 'update', notes: nothingToNote }
    : withSeverityChange(alert, told, event.receivedAt);
};

const nothingToNote: Note[] = [];

/** A word that holds until resolved outlasts any other, but for one that was given before its sender's timeout was set. */
const latest = (before: number | null, next: number | null, byTimeout: boolean): number | null => {
  if (next === null) {
    return null;
  }
  return before === null ? (byTimeout ? next : null) : Math.max(before, next);
};

const withSeverityChange = (before: Alert, next: Alert, now: number): Deduplicated => {
  const rose = severityRank(next.severity) > severityRank(before.severity);
  const text = `Severity ${rose ? 'rose' : 'fell'} from ${before.severity} to ${next.severity}`;
  const note: Note = { kind: 'severity_changed', text };
  const reopened = rose ? applySourceChange(next, 'severity_rose', lowered(text), now) : null;
  return {
    alert: reopened?.alert ?? next,
    outcome: rose ? 'severity_rose' : 'severity_fell',
    notes: [note, ...noteOf(reopened)],
  };
};

const lowered = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
const noteOf = (transition: Transition | null): Note[] =>
  transition ? [{ kind: transition.kind, text: transition.text }] : [];

const refire = (alert: Alert, counted: Alert, event: AlertEvent, expiresAt: number | null): Deduplicated => {
  if (alert.startsAt - event.startsAt > replicaSkewMs) {
    return { alert: counted, outcome: 'late', notes: [] };
  }
  const next: Alert = {
    ...counted,
    ...content(event),
    status: 'firing',
    severity: event.severity,
    startsAt: event.startsAt,
    endsAt: null,
    refireCount: alert.refireCount + 1,
    source: { lastEventId: event.id, expiresAt, firing: withVariant([], event) },
  };
  const rose = severityRank(event.severity) > severityRank(alert.severity);
  const reopened =
    applySourceChange(next, 'refired', 'it fires again', event.receivedAt) ??
    (rose
      ? applySourceChange(
          next,
          'severity_rose',
          `it fires again, as ${event.severity} after ${alert.severity}`,
          event.receivedAt
        )
      : null);
  return {
    alert: reopened?.alert ?? next,
    outcome: 'refired',
    notes: [{ kind: 'refired', text: `Fired again as ${event.severity}` }, ...noteOf(reopened)],
  };
};

const resolve = (alert: Alert, counted: Alert, event: AlertEvent): Deduplicated => {
  const endsAt = event.endsAt ?? event.receivedAt;
  const source = sourceOf(alert);
  const others = source.firing.filter(({ variant }) => variant !== event.variant);
  const ofFormerEpisode = endsAt < alert.startsAt && event.startsAt < alert.startsAt;
  const ofUnknownVariant = event.variant !== undefined && others.length > 0 && others.length === source.firing.length;
  if (ofFormerEpisode || ofUnknownVariant) {
    return { alert: counted, outcome: 'late', notes: [] };
  }
  if (event.variant !== undefined && others.length > 0) {
    const severity = worstOf(others, alert.severity);
    const next: Alert = { ...counted, severity, source: { ...source, lastEventId: event.id, firing: others } };
    return severity === alert.severity
      ? { alert: next, outcome: 'update', notes: [] }
      : withSeverityChange(alert, next, event.receivedAt);
  }
  return withSnoozeEnded(
    {
      ...counted,
      ...content(event),
      status: 'resolved',
      endsAt: Math.max(endsAt, alert.startsAt),
      source: { lastEventId: event.id, expiresAt: null, firing: [] },
    },
    [{ kind: 'resolved', text: `Resolved, said by ${event.sender}` }],
    event.receivedAt
  );
};

const saysTheSame = (alert: Alert, event: AlertEvent): boolean =>
  alert.name === event.name &&
  alert.summary === event.summary &&
  alert.description === event.description &&
  sameMap(alert.labels, event.labels) &&
  sameMap(alert.annotations, event.annotations) &&
  alert.links.length === event.links.length &&
  alert.links.every(({ title, url }, at) => event.links[at]?.title === title && event.links[at].url === url);

/** Whether rules make the same of it as before, as far as can be told at a glance. */
const isPlacedTheSame = (alert: Alert, event: AlertEvent): boolean =>
  alert.service === event.service &&
  alert.occurrence === event.occurrence &&
  alert.enrichedBy === undefined &&
  event.enrichedBy === undefined;

const sameMap = (a: Labels, b: Labels): boolean => {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name]);
};
