import type { Alert } from '@watchroom/contract';
import type { OpenIncident } from '../incidents/open-incident.js';
import type { Place } from './correlate.js';

/** What the corridor has at hand: alerts, and incidents that alerts may still join. In memory; who fills it decides from where. */
export interface Desk {
  alert(id: string): Alert | undefined;
  putAlert(alert: Alert): void;
  /** Forgets it; it may still be stored. */
  dropAlert(id: string): void;
  /** There is no such alert, whatever was put before. */
  absentAlert(id: string): void;
  incident(id: string): OpenIncident | undefined;
  /** The one of this place that was last added to. */
  latest(place: Pick<Place, 'rule' | 'groupKey'>): OpenIncident | undefined;
  putIncident(open: OpenIncident): void;
  dropIncident(id: string): void;
  /** Forgets what was used longest ago, down to the limit; incidents that neither fire nor were seen since `since` (ms). */
  forget(limits: { alerts: number; since: number }): void;
  readonly alertCount: number;
  readonly incidentCount: number;
}

/** Told of alerts as they are put on the desk, and of those that turn out not to be there. */
export interface AlertWatch {
  put(alert: Alert): void;
  gone(id: string): void;
}

const keyOf = ({ rule, groupKey }: Pick<Place, 'rule' | 'groupKey'>): string => `${rule}\n${groupKey}`;

export const createDesk = (watch?: AlertWatch): Desk => {
  /** In order of last use. */
  const alerts = new Map<string, Alert>();
  const incidents = new Map<string, OpenIncident>();
  const idsByPlace = new Map<string, Set<string>>();

  const dropIncident = (id: string): void => {
    const open = incidents.get(id);
    if (!open) {
      return;
    }
    incidents.delete(id);
    const key = keyOf(open.incident);
    const ids = idsByPlace.get(key);
    ids?.delete(id);
    if (ids?.size === 0) {
      idsByPlace.delete(key);
    }
  };

  const latest: Desk['latest'] = (place) => {
    let found: OpenIncident | undefined;
    for (const id of idsByPlace.get(keyOf(place)) ?? []) {
      const open = incidents.get(id);
      if (open && (!found || open.incident.lastSeenAt > found.incident.lastSeenAt)) {
        found = open;
      }
    }
    return found;
  };

  return {
    alert: (id) => alerts.get(id),
    putAlert: (alert) => {
      alerts.delete(alert.id);
      alerts.set(alert.id, alert);
      watch?.put(alert);
    },
    dropAlert: (id) => void alerts.delete(id),
    absentAlert: (id) => {
      alerts.delete(id);
      watch?.gone(id);
    },
    incident: (id) => incidents.get(id),
    latest,
    putIncident: (open) => {
      incidents.set(open.incident.id, open);
      const key = keyOf(open.incident);
      const ids = idsByPlace.get(key);
      if (ids) {
        ids.add(open.incident.id);
      } else {
        idsByPlace.set(key, new Set([open.incident.id]));
      }
    },
    dropIncident,
    forget: ({ alerts: limit, since }) => {
      for (const id of alerts.keys()) {
        if (alerts.size <= limit) {
          break;
        }
        alerts.delete(id);
      }
      for (const { incident } of incidents.values()) {
        if (incident.status === 'resolved' && incident.lastSeenAt < since) {
          dropIncident(incident.id);
        }
      }
    },
    get alertCount() {
      return alerts.size;
    },
    get incidentCount() {
      return incidents.size;
    },
  };
};
