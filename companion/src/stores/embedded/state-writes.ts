import type { Alert, Incident, TimelineEntry } from '@watchroom/contract';
import type { StateChange } from '../alert-store.js';
import { incidentSearchText } from '../search-text.js';
import type { Bindable, EmbeddedDatabase } from './database.js';

/** Rolls the change back; carries the ids that were in the way. */
export class ConflictsFound extends Error {
  override name = 'ConflictsFound';
  constructor(readonly ids: string[]) {
    super(`changed meanwhile: ${ids.join(', ')}`);
  }
}

export interface StateWrites {
  /** Inside a transaction. Throws `ConflictsFound` after having looked at every document. */
  write(change: StateChange): void;
}

/** What single alerts are looked up by; lists go by the columns in memory. */
const alertColumns = (alert: Alert): Record<string, Bindable> => ({
  version: alert.version,
  status: alert.status,
  triage: alert.triage,
  incident_id: alert.incidentId,
  snoozed_until: alert.snoozedUntil,
  last_seen_at: alert.lastSeenAt,
  document: JSON.stringify(alert),
});

const incidentColumns = (incident: Incident): Record<string, Bindable> => ({
  version: incident.version,
  status: incident.status,
  severity: incident.severity,
  starts_at: incident.startsAt,
  last_seen_at: incident.lastSeenAt,
  search: incidentSearchText(incident),
  document: JSON.stringify(incident),
});

/** Writes a versioned document; false where the stored version is not the one before it. */
const putVersioned = (
  database: EmbeddedDatabase,
  table: 'alerts' | 'incidents',
  { id, version }: { id: string; version: number },
  columns: Record<string, Bindable>
): boolean => {
  const names = Object.keys(columns);
  const values = Object.values(columns);
  if (version === 1) {
    const places = names.map(() => '?').join(', ');
    const sql = `INSERT INTO ${table} (id, ${names.join(', ')}) VALUES (?, ${places}) ON CONFLICT DO NOTHING`;
    return database.prepare(sql).run(id, ...values).changes === 1;
  }
  const sql = `UPDATE ${table} SET ${names.map((name) => `${name} = ?`).join(', ')} WHERE id = ? AND version = ?`;
  return database.prepare(sql).run(...values, id, version - 1).changes === 1;
};

export const createStateWrites = (database: EmbeddedDatabase): StateWrites => {
  const insertEntry = database.prepare(
    'INSERT INTO timeline (id, at, alert_id, incident_id, document) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING'
  );
  const putEntry = (entry: TimelineEntry): void => {
    insertEntry.run(entry.id, entry.at, entry.alertId, entry.incidentId, JSON.stringify(entry));
  };
  return {
    write: ({ alerts, incidents, timeline }) => {
      const refused = [
        ...alerts.filter((alert) => !putVersioned(database, 'alerts', alert, alertColumns(alert))),
        ...incidents.filter((incident) => !putVersioned(database, 'incidents', incident, incidentColumns(incident))),
      ];
      if (refused.length > 0) {
        throw new ConflictsFound(refused.map(({ id }) => id));
      }
      timeline.forEach(putEntry);
    },
  };
};
