import type { Alert, AlertEvent, Suppression, TimelineEntry } from '@watchroom/contract';
import { emptyIncident, foldMember, type OpenIncident } from '../incidents/open-incident.js';
import { incidentId, reasonJoined, reasonOpened, takesMore, type Place } from './correlate.js';
import { deduplicate, lapse, type Deduplicated, type Note, type Outcome } from './deduplicate.js';
import type { Desk } from './desk.js';
import { withContentOf, withSenderTriage } from './sender-words.js';
import { route, type IncidentChange, type RouteDecision, type RoutePolicy } from './route.js';

/** Adds to what an event says, before it is compared with its alert. Pure, and the same for the same event. */
export type Enrich = (event: AlertEvent) => AlertEvent;
/** What keeps an alert from people at a time (ms); each names its rule. Pure. */
export type Suppress = (alert: Alert, now: number) => Suppression[];

/** The stages that differ from one installation to the next. */
export interface Stages {
  enrich: readonly Enrich[];
  suppress: readonly Suppress[];
  place(alert: Alert): Place;
  routing: RoutePolicy;
}

/** What an event has led to. `incident` is null where the alert belongs to none. */
export interface Walked {
  outcome: Outcome;
  alert: Alert;
  incident: OpenIncident | null;
  decision: RouteDecision;
  entries: TimelineEntry[];
}

/** What made the corridor be walked: its id makes ids of timeline entries and incidents. */
interface Cause {
  id: string;
  at: number;
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
    withSenderTriage(deduplicate(alert, event), event),
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
  const lapsed = alert ? lapse(alert, now, graceMs) : null;
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
  const decision = route(
    {
      outcome,
      alert: placed.alert,
      incident: placed.change,
      notifiedAt: placed.open?.notifiedAt ?? null,
      now: cause.at,
    },
    stages.routing
  );
  const incident = placed.open && withDecision(placed.open, decision, cause.at);
  desk.putAlert(placed.alert);
  if (incident) {
    desk.putIncident(incident);
  }
  const ids = { alertId: placed.alert.id, incidentId: placed.alert.incidentId };
  const entry = (note: Note, of: { alertId: string | null; incidentId: string | null }): TimelineEntry => ({
    id: `${cause.id}-${note.kind}`,
    at: cause.at,
    actor: null,
    ...of,
    ...note,
  });
  const told: Note[] = worthTelling(decision, placed.change) ? [{ kind: 'routed', text: decision.text }] : [];
  return {
    outcome,
    alert: placed.alert,
    incident,
    decision,
    entries: [
      ...[...notes, ...suppressed.notes, ...placed.notes, ...told].map((note) => entry(note, ids)),
      ...placed.incidentNotes.map((note) => entry(note, { ...ids, alertId: null })),
    ],
  };
};

const suppress = (alert: Alert, now: number, stages: readonly Suppress[]): { alert: Alert; notes: Note[] } => {
  if (stages.length === 0 && alert.suppressedBy.length === 0) {
    return { alert, notes: [] };
  }
  const suppressedBy = stages.flatMap((stage) => stage(alert, now));
  const names = (of: Suppression[]): string => of.map(({ kind, name }) => `${kind} ${name}`).join(', ');
  const before = names(alert.suppressedBy);
  const after = names(suppressedBy);
  const note: Note =
    after === ''
      ? { kind: 'unsuppressed', text: `No longer suppressed by ${before}` }
      : { kind: 'suppressed', text: `Suppressed by ${after}` };
  return { alert: { ...alert, suppressedBy }, notes: before === after ? [] : [note] };
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

const withDecision = (open: OpenIncident, decision: RouteDecision, now: number): OpenIncident =>
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
