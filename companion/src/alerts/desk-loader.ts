import type { Alert, AlertFilter, Incident } from '@watchroom/contract';
import { reopenIncident } from '../incidents/open-incident.js';
import type { Desk } from '../pipeline/desk.js';
import type { AlertStore } from '../stores/alert-store.js';

export interface DeskLoader {
  /** Puts the incidents on the desk that alerts may still join. */
  loadIncidents(since: number): Promise<void>;
  /** Puts those of the alerts on the desk that the store has and the desk has not. */
  loadAlerts(ids: readonly string[]): Promise<void>;
  /** Puts those of the incidents on the desk that the store has and the desk has not. */
  loadMissing(incidentIds: readonly string[]): Promise<void>;
  /** After a refused commit: forgets what it had made of the alerts, and numbers the incidents as they are stored. */
  undo(alertIds: readonly string[], incidentIds: readonly string[]): Promise<void>;
  /** Forgets alerts and incidents altogether and reads the incidents again. */
  reload(alertIds: readonly string[], incidentIds: readonly string[]): Promise<void>;
  eachAlert(filter: AlertFilter, visit: (alert: Alert) => void): Promise<void>;
}

const pageSize = 1000;

/** Fills the desk from the store. */
export const createDeskLoader = (store: AlertStore, desk: Desk): DeskLoader => {
  const eachAlert: DeskLoader['eachAlert'] = async (filter, visit) => {
    let cursor: string | undefined;
    do {
      const page = await store.listAlerts({ ...filter, sort: 'startsAt', order: 'asc', limit: pageSize, cursor });
      page.items.forEach(visit);
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
  };

  const putIncident = async (incident: Incident): Promise<void> => {
    const members = new Map<string, boolean>();
    let toldAt: number | null | undefined;
    await eachAlert({ incidentId: incident.id }, (alert) => {
      members.set(alert.id, alert.status === 'firing');
      toldAt = alert.toldAt === undefined ? toldAt : later(toldAt ?? null, alert.toldAt);
    });
    desk.putIncident(reopenIncident(incident, members, toldAt));
  };

  const reload: DeskLoader['reload'] = async (alertIds, incidentIds) => {
    alertIds.forEach(desk.dropAlert);
    incidentIds.forEach(desk.dropIncident);
    for (const incident of await read(store.getIncidents, incidentIds)) {
      await putIncident(incident);
    }
  };

  return {
    eachAlert,
    reload,
    loadIncidents: async (since) => {
      for (const incident of await store.recentIncidents(since)) {
        await putIncident(incident);
      }
    },
    loadMissing: async (incidentIds) => {
      await reload(
        [],
        incidentIds.filter((id) => !desk.incident(id))
      );
    },
    loadAlerts: async (ids) => {
      const missing = [...new Set(ids)].filter((id) => !desk.alert(id));
      const found = await read(store.getAlerts, missing);
      found.forEach(desk.putAlert);
      if (found.length < missing.length) {
        const there = new Set(found.map(({ id }) => id));
        missing.filter((id) => !there.has(id)).forEach(desk.absentAlert);
      }
    },
    undo: async (alertIds, incidentIds) => {
      alertIds.forEach(desk.dropAlert);
      const stored = new Map((await read(store.getIncidents, incidentIds)).map((one) => [one.id, one.version]));
      for (const id of incidentIds) {
        const open = desk.incident(id);
        const version = stored.get(id) ?? 0;
        if (open && version - open.incident.version >= 0 && version - open.incident.version <= 1) {
          desk.putIncident({ ...open, incident: { ...open.incident, version } });
        } else {
          await reload([], [id]);
        }
      }
    },
  };
};

const later = (a: number | null, b: number | null): number | null =>
  a !== null && b !== null ? Math.max(a, b) : (a ?? b);

const read = async <T>(get: (ids: string[]) => Promise<T[]>, ids: readonly string[]): Promise<T[]> =>
  ids.length === 0 ? [] : await get([...ids]);
