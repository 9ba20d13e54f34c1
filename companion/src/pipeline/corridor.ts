import type { Alert, AlertEvent, Suppression, TimelineEntry } from '@watchroom/contract';
import { defaultLifecycle, type LifecyclePolicy } from '../alerts/lifecycle-policy.js';
import type { Correlator } from '../correlation/correlator.js';
import type { OpenIncident } from '../incidents/open-incident.js';
import { correlate, type Placed } from './correlate-stage.js';
import type { Place } from './correlate.js';
import { deduplicate, lapse, type Deduplicated, type Note, type Outcome } from './deduplicate.js';
import type { Desk } from './desk.js';
import { entryOf, type Cause } from './entry.js';
import { withContentOf, withSenderTriage } from './sender-words.js';
import {
  comesBack,
  knownAlready,
  route,
  suppressorsOf,
  type IncidentChange,
  type RouteDecision,
  type RoutePolicy,
} from './route.js';
import { suppress, type Suppress } from './suppress.js';
import { withTold } from './told.js';

export type { Suppress } from './suppress.js';

/** Adds to what an event says, before it is compared with its alert. Pure, and the same for the same event. */
export type Enrich = (event: AlertEvent) => AlertEvent;
/** The stages that differ from one installation to the next. */
export interface Stages {
  enrich: readonly Enrich[];
  suppress: readonly Suppress[];
  place(alert: Alert): Place;
  /** What is known beyond rules; without it rules alone decide. */
  correlator?: Correlator | undefined;
  routing: RoutePolicy;
  /** How long senders' words hold, and what flaps; the built-in policy where it is left out. */
  lifecycle?: LifecyclePolicy;
}

/** The policy of these stages, or the built-in one. */
export const lifecycleOf = ({ lifecycle }: Stages): LifecyclePolicy => lifecycle ?? defaultLifecycle;

/** What an event has led to. `incident` is null where the alert belongs to none. */
export interface Walked {
  outcome: Outcome;
  alert: Alert;
  incident: OpenIncident | null;
  /** Others that it has changed: the incident that the alert has left, alerts that waited for this one. */
  others: { alerts: Alert[]; incidents: OpenIncident[] };
  decision: RouteDecision;
  entries: TimelineEntry[];
}

/**
 * The corridor that an accepted event walks: enrich, deduplicate, suppress, correlate, route. Changes the desk and nothing else; the
 * same events on the same desk lead to the same.
 */
export const walkEvent = (desk: Desk, accepted: AlertEvent, stages: Stages): Walked => {
  const alert = desk.alert(accepted.fingerprint);
  const event =
    accepted.bare && alert
      ? withContentOf(accepted, alert)
      : stages.enrich.reduce((enriched, enrich) => enrich(enriched), accepted);
  return settle(
    desk,
    withSenderTriage(deduplicate(alert, event, lifecycleOf(stages)), event),
    { id: event.id, at: event.receivedAt },
    stages
  );
};

/**
 * An event that is in its alert already, because a commit was cut off half-way: brings the alert's incident up to it, which that commit
 * may not have reached.
 */
export const walkAgain = (desk: Desk, event: AlertEvent, stages: Stages): Walked | null => {
  const alert = desk.alert(event.fingerprint);
  return alert
    ? settle(desk, { alert, outcome: 'repeat', notes: [] }, { id: event.id, at: event.receivedAt }, stages)
    : null;
};

/** An alert whose sender may have stopped saying it; null where it still holds. */
export const walkLapse = (desk: Desk, alertId: string, now: number, graceMs: number, stages: Stages): Walked | null => {
  const alert = desk.alert(alertId);
  const lapsed = alert ? lapse(alert, now, graceMs, lifecycleOf(stages)) : null;
  return lapsed && settle(desk, lapsed, { id: `${alertId}-lapse-${lapsed.alert.endsAt}`, at: now }, stages);
};

const settle = (
  desk: Desk,
  { alert: deduplicated, outcome, notes }: Deduplicated,
  cause: Cause,
  stages: Stages
): Walked => {
  const suppressed = suppress(deduplicated, cause.at, stages.suppress);
  const placed = correlate(desk, suppressed.alert, outcome, cause, stages);
  const heldBefore = suppressorsOf(desk.alert(deduplicated.id));
  // The event may come before anybody has looked at what its alert was held by: it comes back with this event then.
  const isBack = knownAlready.has(outcome) && comesBack(heldBefore, suppressed.alert);
  const decision = route(
    {
      outcome: isBack ? 'back' : isNewOccurrence(outcome, placed) ? 'refired' : outcome,
      heldBy: heldBefore,
      alert: placed.alert,
      incident: placed.change,
      notifiedAt: placed.open?.notifiedAt ?? null,
      now: cause.at,
      routine: placed.open?.incident.routine === true,
    },
    stages.routing
  );
  const alert = withTold(withSuppressions(placed.alert, suppressed.kept), decision, cause.at);
  const incident = placed.open && withDecision(placed.open, decision, cause.at);
  desk.putAlert(alert);
  if (incident) {
    desk.putIncident(incident);
  }
  placed.others.alerts.forEach(desk.putAlert);
  placed.others.incidents.forEach(desk.putIncident);
  const ids = { alertId: alert.id, incidentId: alert.incidentId };
  const told: Note[] = worthTelling(decision, placed.change) ? [{ kind: 'routed', text: decision.text }] : [];
  return {
    outcome,
    alert,
    incident,
    others: placed.others,
    decision,
    entries: [
      ...[...notes, ...suppressed.notes, ...placed.notes, ...told].map((note) => entryOf(cause, note, ids)),
      ...placed.incidentNotes.map((note) => entryOf(cause, note, { ...ids, alertId: null })),
      ...placed.othersNotes.map(({ of, ...note }) => ({
        ...entryOf(cause, note, of),
        id: `${cause.id}-${of.alertId ?? of.incidentId}-${note.kind}`,
      })),
    ],
  };
};

const withSuppressions = (alert: Alert, kept: Suppression[]): Alert =>
  kept.length === 0 && alert.suppressedBy.length === 0 ? alert : { ...alert, suppressedBy: kept };

/** An occurrence that opens an incident is news, however often it was seen elsewhere. */
const isNewOccurrence = (outcome: Outcome, { alert, change }: Placed): boolean =>
  knownAlready.has(outcome) && alert.status === 'firing' && alert.occurrence === true && change === 'opened';

/** An incident with when people were told of it. */
export const withDecision = (open: OpenIncident, decision: RouteDecision, now: number): OpenIncident =>
  decision.send
    ? { ...open, notifiedAt: now, waiting: false }
    : decision.reason === 'waiting'
      ? { ...open, waiting: true }
      : open;

/** A repeat is no news, nor that nobody is told of an incident for the second time. */
const worthTelling = (decision: RouteDecision, change: IncidentChange): boolean =>
  decision.send ||
  decision.reason === 'suppressed' ||
  decision.reason === 'waiting' ||
  decision.reason === 'routine' ||
  (decision.reason === 'no_route' && change === 'opened');
