import type { Alert, Incident, TimelineEntry } from '@watchroom/contract';
import { incidentSearchText } from '../search-text.js';
import type { Bindable, EmbeddedDatabase } from './database.js';

/** Rolls the change back; carries the ids that were in the way. */
export class ConflictsFound extends Error {
  override name = 'ConflictsFound';
  constructor(readonly ids: string[]) {
    super(`changed meanwhile: ${ids.join(', ')}`);
  }
}

/** A document with its JSON, which is what is stored. */
export interface Written<T> {
  document: T;
  json: string;
}

export interface StateWrites {
  /** Inside a transaction. Throws `ConflictsFound` after having looked at every document. */
  write(change: {
    alerts: ReadonlyArray<Written<Alert>>;
    incidents: ReadonlyArray<Written<Incident>>;
    timeline: ReadonlyArray<Written<TimelineEntry>>;
  }): void;
}

/** What single alerts are looked up by; lists go by the columns in memory. */
const alertColumns = ({ document: alert, json }: Written<Alert>): Record<string, Bindable> => ({
  version: alert.version,
  status: alert.status,
  triage: alert.triage,
  incident_id: alert.incidentId,
  snoozed_until: alert.snoozedUntil,
  last_seen_at: alert.lastSeenAt,
  document: json,
});

const incidentColumns = ({ document: incident, json }: Written<Incident>): Record<string, Bindable> => ({
  version: incident.version,
  status: incident.status,
  severity: incident.severity,
  starts_at: incident.startsAt,
  last_seen_at: incident.lastSeenAt,
  search: incidentSearchText(incident),
  document: json,
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
  const putEntry = ({ document: entry, json }: Written<TimelineEntry>): void => {
    insertEntry.run(entry.id, entry.at, entry.alertId, entry.incidentId, json);
  };
  return {
    write: ({ alerts, incidents, timeline }) => {
      const refused = [
        ...alerts.filter((alert) => !putVersioned(database, 'alerts', alert.document, alertColumns(alert))),
        ...incidents.filter((one) => !putVersioned(database, 'incidents', one.document, incidentColumns(one))),
      ];
      if (refused.length > 0) {
        throw new ConflictsFound(refused.map(({ document }) => document.id));
      }
      timeline.forEach(putEntry);
    },
  };
};
