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
  /** The incident that this one is now, where it was merged into another. */
  current(id: string): OpenIncident | undefined;
  /** The one of this place that was last added to; the one that took it in where it was merged. */
  latest(place: Pick<Place, 'rule' | 'groupKey'>): OpenIncident | undefined;
  putIncident(open: OpenIncident): void;
  dropIncident(id: string): void;
  /** Alerts that wait at a place for others, this one with them; those that came longer ago than the place's window wait no more. */
  hold(place: Place, alertId: string, at: number): string[];
  /** They have an incident now. */
  release(place: Pick<Place, 'rule' | 'groupKey'>): void;
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

const keysOf = ({ incident }: OpenIncident): string[] => [incident, ...(incident.absorbed ?? [])].map(keyOf);

/** A merge of a merge, so often. */
const maxMerges = 20;
/** Alerts that wait at one place; as many as a rule may ask for. */
const maxHeld = 1000;

export const createDesk = (watch?: AlertWatch): Desk => {
  /** In order of last use. */
  const alerts = new Map<string, Alert>();
  const incidents = new Map<string, OpenIncident>();
  const idsByPlace = new Map<string, Set<string>>();

  const held = new Map<string, Map<string, number>>();

  const dropIncident = (id: string): void => {
    const open = incidents.get(id);
    if (!open) {
      return;
    }
    incidents.delete(id);
    for (const key of keysOf(open)) {
      const ids = idsByPlace.get(key);
      ids?.delete(id);
      if (ids?.size === 0) {
        idsByPlace.delete(key);
      }
    }
  };

  const current: Desk['current'] = (id) => {
    let open = incidents.get(id);
    for (let hops = 0; hops < maxMerges && open?.incident.mergedInto !== undefined; hops++) {
      open = incidents.get(open.incident.mergedInto);
    }
    return open;
  };

  const latest: Desk['latest'] = (place) => {
    let found: OpenIncident | undefined;
    for (const id of idsByPlace.get(keyOf(place)) ?? []) {
      const open = incidents.get(id);
      if (
        open &&
        open.incident.mergedInto === undefined &&
        (!found || open.incident.lastSeenAt > found.incident.lastSeenAt)
      ) {
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
    current,
    latest,
    hold: (place, alertId, at) => {
      const key = keyOf(place);
      const waiting = held.get(key) ?? new Map<string, number>();
      held.set(key, waiting.set(alertId, at));
      for (const [id, since] of waiting) {
        if (at - since > place.windowMs || waiting.size > maxHeld) {
          waiting.delete(id);
        }
      }
      return [...waiting.keys()];
    },
    release: (place) => void held.delete(keyOf(place)),
    putIncident: (open) => {
      incidents.set(open.incident.id, open);
      for (const key of keysOf(open)) {
        const ids = idsByPlace.get(key);
        if (ids) {
          ids.add(open.incident.id);
        } else {
          idsByPlace.set(key, new Set([open.incident.id]));
        }
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
      for (const [key, waiting] of held) {
        if ([...waiting.values()].every((at) => at < since)) {
          held.delete(key);
        }
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
