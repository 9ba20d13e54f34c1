import type { Alert } from '@watchroom/contract';
import { emptyIncident, foldMember, leaveIncident, type OpenIncident } from '../incidents/open-incident.js';
import type { Stages } from './corridor.js';
import type { Cause } from './entry.js';
import {
  incidentId,
  reasonJoined,
  reasonOpened,
  reasonOpenedWith,
  reasonWaits,
  takesMore,
  takesOthers,
  type Place,
} from './correlate.js';
import type { Note, Outcome } from './deduplicate.js';
import type { Desk } from './desk.js';
import type { IncidentChange } from './route.js';

/** Where an alert has come to be, and what that changes. */
export interface Placed {
  alert: Alert;
  open: OpenIncident | null;
  change: IncidentChange;
  /** For the alert and its incident; for the incident alone. */
  notes: Note[];
  incidentNotes: Note[];
  others: { alerts: Alert[]; incidents: OpenIncident[] };
  othersNotes: Array<Note & { of: { alertId: string | null; incidentId: string | null } }>;
}

const nobody: Pick<Placed, 'others' | 'othersNotes'> = { others: { alerts: [], incidents: [] }, othersNotes: [] };

/**
 * Fourth stage of the corridor: the incident that an alert belongs to. In this order: where a person has put it; its own incident while
 * that takes more; the incident of its rule's place; the one that most evidence speaks for; a new one. Occurrences find theirs anew with
 * each event, by bursts in time.
 */
export const correlate = (desk: Desk, alert: Alert, outcome: Outcome, cause: Cause, stages: Stages): Placed => {
  const own = alert.incidentId === null ? undefined : desk.current(alert.incidentId);
  if (own && alert.incidentBy !== undefined) {
    return outcome === 'late' ? unplaced(alert) : stay(own, alert, cause);
  }
  if (alert.occurrence === true && alert.status === 'firing' && outcome !== 'late' && stages.correlator) {
    const place = stages.place(alert);
    if (!place.occurrences) {
      return correlateOccurrence(desk, { alert, own, place }, cause, stages);
    }
  }
  const seeksPlace = alert.incidentId === null || outcome === 'refired' || (!own && alert.status === 'firing');
  if (!seeksPlace) {
    return own && outcome !== 'late' ? stay(own, alert, cause) : unplaced(alert);
  }
  const place = stages.place(alert);
  if (own && (outcome !== 'refired' || takesMore(own.incident, place.windowMs, cause.at))) {
    return known(stay(own, alert, cause), cause, stages);
  }
  const latest = desk.latest(place);
  if (latest && takesOthers(latest, place.windowMs, cause.at)) {
    return known(join(latest, alert, reasonJoined(place), cause), cause, stages);
  }
  if (alert.status !== 'firing') {
    return unplaced(alert);
  }
  const related = stages.correlator?.related(alert, cause.at);
  const relative = related && desk.current(related.incidentId);
  if (relative && relative.incident.stage !== 'closed') {
    return known(join(relative, alert, related.reason, cause), cause, stages);
  }
  return known(openOrWait(desk, alert, place, cause), cause, stages);
};

/** Tells what correlation learns from. */
const known = (placed: Placed, cause: Cause, { correlator }: Stages): Placed => {
  if (placed.open && placed.alert.status === 'firing') {
    correlator?.placed(placed.open.incident.id, placed.alert, cause.at);
  }
  return placed;
};

const unplaced = (alert: Alert): Placed => ({
  alert,
  open: null,
  change: 'none',
  notes: [],
  incidentNotes: [],
  ...nobody,
});

const stay = (own: OpenIncident, unmoved: Alert, cause: Cause): Placed => {
  const { id } = own.incident;
  const alert = unmoved.incidentId === id ? unmoved : { ...unmoved, incidentId: id };
  const { open, notes } = foldMember(own, alert, cause.at);
  return { alert, open, change: changeOf(own, open, 'none'), notes: [], incidentNotes: notes, ...nobody };
};

const placedIn = (alert: Alert, id: string, reason: string): Alert => {
  const { incidentBy: _, ...rest } = alert;
  return { ...rest, incidentId: id, incidentReason: reason };
};

const join = (latest: OpenIncident, unjoined: Alert, reason: string, cause: Cause): Placed => {
  const alert = placedIn(unjoined, latest.incident.id, reason);
  const { open, notes } = foldMember(latest, alert, cause.at);
  return {
    alert,
    open,
    change: changeOf(latest, open, 'joined'),
    notes: [{ kind: 'joined_incident', text: reason }],
    incidentNotes: notes,
    ...nobody,
  };
};

const openNew = (
  unplacedAlert: Alert,
  place: Pick<Place, 'rule' | 'groupKey'> & { routine?: boolean; title?: string | null; absorbed?: Place[] },
  id: string,
  reason: string,
  cause: Cause
): Placed => {
  const alert = placedIn(unplacedAlert, id, reason);
  const { open } = foldMember(emptyIncident(id, place, alert, cause.at), alert, cause.at);
  return {
    alert,
    open,
    change: 'opened',
    notes: [{ kind: 'joined_incident', text: reason }],
    incidentNotes: [{ kind: 'incident_opened', text: `Opened by ${alert.name}` }],
    ...nobody,
  };
};

/** A critical alert waits for nobody. */
const openOrWait = (desk: Desk, alert: Alert, place: Place, cause: Cause): Placed => {
  if (place.minAlerts <= 1 || alert.severity === 'critical') {
    return openNew(alert, place, incidentId(place, cause.id), reasonOpened(place), cause);
  }
  const waiting = desk.hold(place, alert.id, cause.at);
  if (waiting.length < place.minAlerts) {
    const reason = reasonWaits(place, waiting.length);
    return { ...unplaced({ ...alert, incidentId: null, incidentReason: reason }), change: 'held' };
  }
  desk.release(place);
  const reason = reasonOpenedWith(place, waiting.length);
  let placed = openNew(alert, place, incidentId(place, cause.id), reason, cause);
  for (const id of waiting) {
    const other = id === alert.id ? undefined : desk.alert(id);
    if (other && other.incidentId === null && placed.open) {
      const joined = placedIn(other, placed.open.incident.id, reason);
      placed = {
        ...placed,
        open: foldMember(placed.open, joined, cause.at).open,
        others: { ...placed.others, alerts: [...placed.others.alerts, joined] },
        othersNotes: [
          ...placed.othersNotes,
          { kind: 'joined_incident', text: reason, of: { alertId: id, incidentId: placed.open.incident.id } },
        ],
      };
    }
  }
  return placed;
};

const correlateOccurrence = (
  desk: Desk,
  { alert, own, place: byRule }: { alert: Alert; own: OpenIncident | undefined; place: Place },
  cause: Cause,
  { correlator }: Stages
): Placed => {
  const found = correlator?.occurrence(alert, cause.at);
  if (!found) {
    return unplaced(alert);
  }
  const target = found.incidentId === null ? undefined : desk.current(found.incidentId);
  if (target && target === own) {
    return stay(own, alert, cause);
  }
  const rule = found.routine ? 'routine' : 'burst';
  const place = {
    rule,
    groupKey: `alertname=${alert.name}`,
    routine: found.routine,
    // Alerts with a state that a rule would put beside the first of a burst belong to it; routine glues nothing.
    ...(found.routine ? { title: `Routine: ${alert.name}` } : { absorbed: [byRule] }),
  };
  const id = found.incidentId ?? incidentId(place, cause.id);
  const placed = target ? join(target, alert, found.reason, cause) : openNew(alert, place, id, found.reason, cause);
  if (!target) {
    found.opened(id);
  }
  return own ? withLeft(placed, leaveIncident(own, alert.id, cause.at, false)) : placed;
};

const withLeft = (placed: Placed, left: ReturnType<typeof leaveIncident>): Placed => ({
  ...placed,
  others: { alerts: [], incidents: [left.open] },
  othersNotes: left.notes.map((note) => ({ ...note, of: { alertId: null, incidentId: left.open.incident.id } })),
});

const changeOf = (before: OpenIncident, after: OpenIncident, otherwise: IncidentChange): IncidentChange => {
  if (before.incident.status === after.incident.status) {
    return otherwise;
  }
  return after.incident.status === 'resolved' ? 'resolved' : 'reopened';
};
