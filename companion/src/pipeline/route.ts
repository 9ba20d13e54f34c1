import type { Alert } from '@watchroom/contract';
import type { Outcome } from './deduplicate.js';

/** Why something was or was not sent. */
export type RouteReason =
  'first' | 'new_alerts' | 'severity_rise' | 'resolved' | 'repeat' | 'waiting' | 'suppressed' | 'routine' | 'no_route';

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
  if (outcome === 'repeat' || outcome === 'update' || outcome === 'late' || outcome === 'severity_fell') {
    return held('repeat', 'Not sent: people know of it already');
  }
  const suppressors = suppressorsOf(alert);
  if (suppressors.length > 0) {
    return held('suppressed', `Not sent: suppressed by ${suppressors.join(', ')}`, suppressors);
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
  if (outcome === 'resolved') {
    return incident === 'resolved'
      ? sent('resolved', 'Sent: the incident has resolved')
      : held('resolved', 'Not sent: other alerts of the incident still fire');
  }
  if (outcome === 'severity_rose') {
    return sent('severity_rise', `Sent: severity rose to ${alert.severity}`);
  }
  if (incident === 'opened') {
    return sent('first', 'Sent: first alert of the incident');
  }
  return input.notifiedAt !== null && input.now - input.notifiedAt < policy.groupIntervalMs
    ? held('waiting', 'Waits: new alerts of one incident are sent together')
    : sent(
        'new_alerts',
        `Sent: ${incident === 'reopened' ? 'the incident fires again' : 'new alerts in the incident'}`
      );
};

const suppressorsOf = (alert: Alert): string[] => [
  ...alert.suppressedBy.map(({ kind, name }) => `${kind} ${name}`),
  ...(alert.triage === 'snoozed' ? ['snooze'] : []),
];
