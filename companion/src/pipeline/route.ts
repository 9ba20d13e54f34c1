import { severityRank, type Alert } from '@watchroom/contract';
import type { Outcome } from './deduplicate.js';
import { suppressionText } from './suppress.js';

/** Why something was or was not sent. */
export type RouteReason =
  | 'first'
  | 'new_alerts'
  | 'severity_rise'
  | 'resolved'
  | 'repeat'
  | 'waiting'
  | 'suppressed'
  | 'routine'
  | 'no_route'
  | 'flapping'
  | 'back';

export interface RouteDecision {
  send: boolean;
  reason: RouteReason;
  /** What suppressed it; empty for other reasons. */
  suppressedBy: string[];
  /** One sentence for people. */
  text: string;
}

/** What became of the incident by this event; `held`: the alert waits for others before one opens. */
export type IncidentChange = 'opened' | 'joined' | 'reopened' | 'resolved' | 'held' | 'none';

export interface RouteInput {
  outcome: Outcome;
  alert: Alert;
  incident: IncidentChange;
  /** When people were last told of the incident, ms; null for never. */
  notifiedAt: number | null;
  now: number;
  /** Of an alert that comes back: what had held it, in words. */
  heldBy?: string[];
  /** Whether the incident is what comes all the time. */
  routine?: boolean;
}

export interface RoutePolicy {
  /** Whether anybody is to be told at all. */
  hasRoute: boolean;
  /** Alerts that join an incident are told together, at most once in this time. */
  groupIntervalMs: number;
}

const held = (reason: RouteReason, text: string, suppressedBy: string[] = []): RouteDecision => ({
  send: false,
  reason,
  suppressedBy,
  text,
});
const sent = (reason: RouteReason, text: string): RouteDecision => ({ send: true, reason, suppressedBy: [], text });

/**
 * Last stage of the corridor: whether people are told, and why or why not. Pure. Who is told and through which channel is decided
 * where notifications are made.
 */
export const route = (input: RouteInput, policy: RoutePolicy): RouteDecision => {
  const { outcome, alert, incident } = input;
  if (knownAlready.has(outcome)) {
    return held('repeat', 'Not sent: people know of it already');
  }
  const suppressors = suppressorsOf(alert);
  const holding = exempt(input) ? suppressors.filter((name) => name !== 'flapping') : suppressors;
  const lost = outcome === 'resolved' && incident === 'resolved' && input.notifiedAt !== null;
  if (holding.length > 0 && (!lost || holding.includes('flapping'))) {
    return held('suppressed', `Not sent: suppressed by ${holding.join(', ')}`, holding);
  }
  if (input.routine && alert.severity !== 'critical') {
    return held('routine', 'Not sent: this comes all the time');
  }
  if (incident === 'held' && alert.severity !== 'critical') {
    return held('waiting', 'Waits: too few alerts for an incident');
  }
  if (!policy.hasRoute) {
    return held('no_route', 'Nobody was notified: no route is configured');
  }
  if (alert.flapping && holding.length < suppressors.length) {
    return alert.flapping.since === input.now
      ? sent('flapping', 'Sent once: it flaps; further changes are held until it is calm')
      : sent('severity_rise', `Sent although it flaps: it is ${alert.severity} now`);
  }
  if (outcome === 'resolved') {
    return resolved(input, holding);
  }
  if (outcome === 'back') {
    return back(input, policy);
  }
  if (outcome === 'severity_rose') {
    return sent('severity_rise', `Sent: severity rose to ${alert.severity}`);
  }
  if (incident === 'opened') {
    return sent('first', 'Sent: first alert of the incident');
  }
  return waits(input, policy)
    ? held('waiting', waitText)
    : sent(
        'new_alerts',
        `Sent: ${incident === 'reopened' ? 'the incident fires again' : 'new alerts in the incident'}`
      );
};

/** Outcomes that are no news to people. */
export const knownAlready: ReadonlySet<Outcome> = new Set(['repeat', 'update', 'late', 'severity_fell', 'changed']);
const waitText = 'Waits: new alerts of one incident are sent together';

const waits = ({ notifiedAt, now }: RouteInput, { groupIntervalMs }: RoutePolicy): boolean =>
  notifiedAt !== null && now - notifiedAt < groupIntervalMs;

/** What flapping does not hold: that it begins, and what is worse than people have been told of. */
const exempt = ({ alert: { flapping, severity, status }, now }: RouteInput): boolean =>
  flapping !== undefined &&
  (flapping.since === now || (status === 'firing' && severityRank(severity) > severityRank(flapping.severity)));

/** Who was told that it fires is told that it has resolved, whatever has come to suppress it since. */
const resolved = ({ incident, notifiedAt }: RouteInput, holding: string[]): RouteDecision => {
  if (incident !== 'resolved') {
    return held('resolved', 'Not sent: other alerts of the incident still fire');
  }
  if (notifiedAt === null) {
    return held('resolved', 'Not sent: nobody had been told that it fired');
  }
  return sent(
    'resolved',
    holding.length > 0
      ? `Sent although suppressed by ${holding.join(', ')}: people had been told that it fires, and it has resolved`
      : 'Sent: the incident has resolved'
  );
};

const back = (input: RouteInput, policy: RoutePolicy): RouteDecision => {
  const { triage, triageBy } = input.alert;
  if (triage === 'acknowledged' || triage === 'closed') {
    return held('repeat', `Not sent: ${triageBy ?? 'somebody'} has ${triage} it`);
  }
  const ended = (input.heldBy ?? []).join(', ');
  return waits(input, policy)
    ? held('waiting', `${waitText}. It still fires and is no longer held by ${ended}`)
    : sent('back', `Sent: it still fires, and is no longer held by ${ended}`);
};

/** What keeps people from hearing of an alert, in words. */
export const suppressorsOf = (alert: Alert | undefined): string[] =>
  alert ? [...alert.suppressedBy.map(suppressionText), ...(alert.triage === 'snoozed' ? ['snooze'] : [])] : [];

/** Whether an alert fires that was held until now. */
export const comesBack = (heldBefore: readonly string[], alert: Alert): boolean =>
  heldBefore.length > 0 && alert.status === 'firing' && suppressorsOf(alert).length === 0;

/** Whether a decision's text says that people were told. */
export const saysSent = (text: string): boolean => text.startsWith('Sent');
