import type { Alert } from '@watchroom/contract';
import { notFound } from '../http/http-problem.js';
import type { Desk } from '../pipeline/desk.js';
import { openOf, put, refused, type EditNote, type Edited, type Hand } from './edits.js';
import { emptyIncident, foldMember, leaveIncident } from './open-incident.js';

/** Puts an alert into an incident by hand: it stays there, whatever correlation would have made of it. */
const place = (desk: Desk, alert: Alert, into: string, reason: string, { actor, at }: Hand): Set<string> => {
  const touched = new Set([into]);
  const from = alert.incidentId === null || alert.incidentId === into ? undefined : desk.incident(alert.incidentId);
  if (from) {
    desk.putIncident(leaveIncident(from, alert.id, at, true).open);
    touched.add(from.incident.id);
  }
  const target = desk.incident(into);
  const moved: Alert = { ...alert, incidentId: into, incidentReason: reason, incidentBy: actor };
  if (target) {
    // Its window runs from its last alert, not from when people put things in order.
    desk.putIncident(foldMember(target, moved, target.incident.lastSeenAt).open);
  }
  desk.putAlert(moved);
  return touched;
};

const alertsOf = (desk: Desk, ids: readonly string[]): Alert[] =>
  ids.map((id) => {
    const alert = desk.alert(id);
    if (!alert) {
      throw notFound(`alert ${id}`);
    }
    return alert;
  });

const placeAll = (desk: Desk, alerts: readonly Alert[], into: string, reason: string, hand: Hand): Edited => {
  const incidents = new Set([into]);
  const notes: EditNote[] = [];
  for (const alert of alerts) {
    if (alert.incidentId !== null && alert.incidentId !== into) {
      notes.push({ kind: 'left_incident', text: reason, alertId: alert.id, incidentId: alert.incidentId });
    }
    place(desk, alert, into, reason, hand).forEach((id) => incidents.add(id));
    notes.push({ kind: 'joined_incident', text: reason, alertId: alert.id, incidentId: into });
  }
  return { alerts: alerts.map(({ id }) => id), incidents: [...incidents], notes };
};

/** Moves alerts, of whatever incident, into this one. */
export const moveAlerts = (desk: Desk, id: string, alertIds: readonly string[], hand: Hand): Edited => {
  openOf(desk, id);
  return placeAll(desk, alertsOf(desk, alertIds), id, `Moved here by ${hand.actor}`, hand);
};

/** Makes an incident of its own of some of an incident's alerts. */
export const splitIncident = (
  desk: Desk,
  id: string,
  { alertIds, title }: { alertIds: readonly string[]; title?: string | undefined },
  newId: string,
  hand: Hand
): Edited => {
  const source = openOf(desk, id);
  const alerts = alertsOf(desk, alertIds);
  const stranger = alerts.find(({ incidentId }) => incidentId !== id && incidentId !== newId);
  if (stranger) {
    throw refused(`Alert ${stranger.id} ("${stranger.name}") is not in this incident`);
  }
  const [first] = alerts;
  if (!first || (!desk.incident(newId) && alerts.length >= source.members.size)) {
    throw refused('At least one alert must stay in it and one must leave');
  }
  const own = { rule: 'by hand', groupKey: `split=${newId}`, title: title ?? null };
  desk.putIncident(desk.incident(newId) ?? emptyIncident(newId, own, first, first.lastSeenAt));
  const edited = placeAll(desk, alerts, newId, `Split off by ${hand.actor}`, hand);
  return {
    ...edited,
    notes: [
      {
        kind: 'incident_opened',
        text: `Split off "${source.incident.title}" by ${hand.actor}`,
        alertId: null,
        incidentId: newId,
      },
      {
        kind: 'incident_split',
        text: `${hand.actor} split ${alerts.length} ${alerts.length === 1 ? 'alert' : 'alerts'} off`,
        alertId: null,
        incidentId: id,
      },
      ...edited.notes,
    ],
  };
};

/** Makes an incident of alerts that a person has picked, of whatever incident or of none. */
export const gatherAlerts = (
  desk: Desk,
  { alertIds, title }: { alertIds: readonly string[]; title?: string | undefined },
  newId: string,
  hand: Hand
): Edited => {
  const alerts = alertsOf(desk, alertIds);
  const [first] = alerts;
  if (!first) {
    throw refused('An incident needs at least one alert');
  }
  const own = { rule: 'by hand', groupKey: `picked=${newId}`, title: title ?? null };
  desk.putIncident(desk.incident(newId) ?? emptyIncident(newId, own, first, first.lastSeenAt));
  const edited = placeAll(desk, alerts, newId, `Picked by ${hand.actor}`, hand);
  const opened = {
    kind: 'incident_opened' as const,
    text: `Opened by ${hand.actor}`,
    alertId: null,
    incidentId: newId,
  };
  return { ...edited, notes: [opened, ...edited.notes] };
};

/** Makes incidents part of this one: their alerts come here, and what would have joined them joins this one from now on. */
export const mergeIncidents = (desk: Desk, id: string, incidentIds: readonly string[], hand: Hand): Edited => {
  const target = openOf(desk, id);
  if (incidentIds.includes(id)) {
    throw refused('It cannot be merged into itself');
  }
  const others = incidentIds.map((other) => {
    const open = desk.incident(other);
    return open?.incident.mergedInto === id ? open : openOf(desk, other);
  });
  const edited: Edited = { alerts: [], incidents: [id], notes: [] };
  for (const other of others) {
    const { incident } = other;
    const alerts = [...other.members.keys()].flatMap((member) => desk.alert(member) ?? []);
    const mine = alerts.filter(({ incidentId }) => incidentId === incident.id);
    const placed = placeAll(desk, mine, id, `Merged by ${hand.actor} from "${incident.title}"`, hand);
    edited.alerts.push(...placed.alerts);
    edited.incidents.push(incident.id);
    edited.notes.push(
      ...placed.notes.filter(({ kind }) => kind !== 'left_incident'),
      {
        kind: 'incident_merged',
        text: `${hand.actor} merged "${incident.title}" into this`,
        alertId: null,
        incidentId: id,
      },
      {
        kind: 'incident_merged',
        text: `${hand.actor} merged this into "${target.incident.title}"`,
        alertId: null,
        incidentId: incident.id,
      }
    );
    const left = desk.incident(incident.id) ?? other;
    put(desk, left, {
      status: 'resolved',
      firingCount: 0,
      resolvedAt: left.incident.resolvedAt ?? hand.at,
      mergedInto: id,
    });
    const now = desk.incident(id);
    if (now) {
      const places = [incident, ...(incident.absorbed ?? [])].map(({ rule, groupKey }) => ({ rule, groupKey }));
      const held = now.incident.absorbed ?? [];
      const added = places.filter(
        (place) => !held.some((one) => one.rule === place.rule && one.groupKey === place.groupKey)
      );
      put(desk, now, {
        absorbed: [...held, ...added],
        lastSeenAt: Math.max(now.incident.lastSeenAt, incident.lastSeenAt),
        startsAt: Math.min(now.incident.startsAt, incident.startsAt),
      });
    }
  }
  return edited;
};
