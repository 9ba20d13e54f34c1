import type { Alert, AlertEvent, TimelineEntry } from '@watchroom/contract';
import { defaultLifecycle, type LifecyclePolicy } from '../alerts/lifecycle-policy.js';
import { emptyIncident, foldMember, type OpenIncident } from '../incidents/open-incident.js';
import { incidentId, reasonJoined, reasonOpened, takesMore, type Place } from './correlate.js';
import { deduplicate, lapse, type Deduplicated, type Note, type Outcome } from './deduplicate.js';
import type { Desk } from './desk.js';
import { entryOf, type Cause } from './entry.js';
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
  decision: RouteDecision;
  entries: TimelineEntry[];
}

/**
 * The corridor that an accepted event walks: enrich, deduplicate, suppress, correlate, route. Changes the desk and nothing else; the
 * same events on the same desk lead to the same.
 */
export const walkEvent = (desk: Desk, accepted: AlertEvent, stages: Stages): Walked => {
  const event = stages.enrich.reduce((enriched, enrich) => enrich(enriched), accepted);
  return settle(
    desk,
    deduplicate(desk.alert(event.fingerprint), event, lifecycleOf(stages)),
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
      outcome: isBack ? 'back' : outcome,
      heldBy: heldBefore,
      alert: placed.alert,
      incident: placed.change,
      notifiedAt: placed.open?.notifiedAt ?? null,
      now: cause.at,
    },
    stages.routing
  );
  const alert = withTold({ ...placed.alert, suppressedBy: suppressed.kept }, decision, cause.at);
  const incident = placed.open && withDecision(placed.open, decision, cause.at);
  desk.putAlert(alert);
  if (incident) {
    desk.putIncident(incident);
  }
  const ids = { alertId: alert.id, incidentId: alert.incidentId };
  const told: Note[] = worthTelling(decision, placed.change) ? [{ kind: 'routed', text: decision.text }] : [];
  return {
    outcome,
    alert,
    incident,
    decision,
    entries: [
      ...[...notes, ...suppressed.notes, ...placed.notes, ...told].map((note) => entryOf(cause, note, ids)),
      ...placed.incidentNotes.map((note) => entryOf(cause, note, { ...ids, alertId: null })),
    ],
  };
};

interface Placed {
  alert: Alert;
  open: OpenIncident | null;
  change: IncidentChange;
  /** For the alert and its incident; for the incident alone. */
  notes: Note[];
  incidentNotes: Note[];
}

const correlate = (desk: Desk, alert: Alert, outcome: Outcome, cause: Cause, stages: Stages): Placed => {
  const own = alert.incidentId === null ? undefined : desk.incident(alert.incidentId);
  const seeksPlace = alert.incidentId === null || outcome === 'refired' || (!own && alert.status === 'firing');
  if (!seeksPlace) {
    return own && outcome !== 'late' ? stay(own, alert, cause) : { ...unplaced(alert), open: null };
  }
  const place = stages.place(alert);
  if (own && (outcome !== 'refired' || takesMore(own.incident, place.windowMs, cause.at))) {
    return stay(own, alert, cause);
  }
  const latest = desk.latest(place);
  if (latest && takesMore(latest.incident, place.windowMs, cause.at)) {
    return join(latest, alert, place, cause);
  }
  return alert.status === 'firing' ? openNew(alert, place, cause) : unplaced(alert);
};

const unplaced = (alert: Alert): Placed => ({ alert, open: null, change: 'none', notes: [], incidentNotes: [] });

const stay = (own: OpenIncident, alert: Alert, cause: Cause): Placed => {
  const { open, notes } = foldMember(own, alert, cause.at);
  return { alert, open, change: changeOf(own, open, 'none'), notes: [], incidentNotes: notes };
};

const join = (latest: OpenIncident, unjoined: Alert, place: Place, cause: Cause): Placed => {
  const alert = { ...unjoined, incidentId: latest.incident.id, incidentReason: reasonJoined(place) };
  const { open, notes } = foldMember(latest, alert, cause.at);
  return {
    alert,
    open,
    change: changeOf(latest, open, 'joined'),
    notes: [{ kind: 'joined_incident', text: alert.incidentReason }],
    incidentNotes: notes,
  };
};

const openNew = (unplacedAlert: Alert, place: Place, cause: Cause): Placed => {
  const id = incidentId(place, cause.id);
  const alert = { ...unplacedAlert, incidentId: id, incidentReason: reasonOpened(place) };
  const { open } = foldMember(emptyIncident(id, place, alert, cause.at), alert, cause.at);
  return {
    alert,
    open,
    change: 'opened',
    notes: [{ kind: 'joined_incident', text: alert.incidentReason }],
    incidentNotes: [{ kind: 'incident_opened', text: `Opened by ${alert.name}` }],
  };
};

const changeOf = (before: OpenIncident, after: OpenIncident, otherwise: IncidentChange): IncidentChange => {
  if (before.incident.status === after.incident.status) {
    return otherwise;
  }
  return after.incident.status === 'resolved' ? 'resolved' : 'reopened';
};

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
  (decision.reason === 'no_route' && change === 'opened');
