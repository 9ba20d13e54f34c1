import type { Alert, AlertEvent, Suppression, TimelineEntry } from '@watchroom/contract';
import type { Correlator } from '../correlation/correlator.js';
import type { OpenIncident } from '../incidents/open-incident.js';
import { correlate, type Placed } from './correlate-stage.js';
import type { Place } from './correlate.js';
import { deduplicate, lapse, type Deduplicated, type Note, type Outcome } from './deduplicate.js';
import type { Desk } from './desk.js';
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
  /** What is known beyond rules; without it rules alone decide. */
  correlator?: Correlator | undefined;
  routing: RoutePolicy;
}

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

/** What made the corridor be walked: its id makes ids of timeline entries and incidents. */
export interface Cause {
  id: string;
  at: number;
}

/**
 * The corridor that an accepted event walks: enrich, deduplicate, suppress, correlate, route. Changes the desk and nothing else; the
 * same events on the same desk lead to the same.
 */
export const walkEvent = (desk: Desk, accepted: AlertEvent, stages: Stages): Walked => {
  const event = stages.enrich.reduce((enriched, enrich) => enrich(enriched), accepted);
  return settle(
    desk,
    deduplicate(desk.alert(event.fingerprint), event),
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
      outcome: saysNothing(outcome) && isNews(deduplicated, placed) ? 'refired' : outcome,
      alert: placed.alert,
      incident: placed.change,
      notifiedAt: placed.open?.notifiedAt ?? null,
      now: cause.at,
      routine: placed.open?.incident.routine === true,
    },
    stages.routing
  );
  const incident = placed.open && withDecision(placed.open, decision, cause.at);
  desk.putAlert(placed.alert);
  if (incident) {
    desk.putIncident(incident);
  }
  placed.others.alerts.forEach(desk.putAlert);
  placed.others.incidents.forEach(desk.putIncident);
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
    others: placed.others,
    decision,
    entries: [
      ...[...notes, ...suppressed.notes, ...placed.notes, ...told].map((note) => entry(note, ids)),
      ...placed.incidentNotes.map((note) => entry(note, { ...ids, alertId: null })),
      ...placed.othersNotes.map(({ of, ...note }) => ({
        ...entry(note, of),
        id: `${cause.id}-${of.alertId ?? of.incidentId}-${note.kind}`,
      })),
    ],
  };
};

const saysNothing = (outcome: Outcome): boolean => outcome === 'repeat' || outcome === 'update';

/**
 * Whether people are to hear of an alert though its event says nothing new: an occurrence that opens an incident, however often it was seen
 * elsewhere, and what still fires when its suppression ends.
 */
const isNews = (before: Alert, { alert, change }: Placed): boolean =>
  alert.status === 'firing' &&
  ((alert.occurrence === true && change === 'opened') ||
    (before.suppressedBy.length > 0 && alert.suppressedBy.length === 0));

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
