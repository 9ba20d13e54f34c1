import type { Alert, Incident, TimelineEntry } from '@watchroom/contract';
import { incidentSearchText } from '../search-text.js';
import { createAlertHeads, headOf, type AlertHead } from './alert-heads.js';
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
    repeats: readonly AlertHead[];
    incidents: ReadonlyArray<Written<Incident>>;
    timeline: ReadonlyArray<Written<TimelineEntry>>;
  }): void;
}

/** What single alerts are looked up by; lists go by the columns in memory. */
const alertColumns = ({ document: alert, json }: Written<Alert>): Record<string, Bindable> => ({
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

const insertInto = (
  database: EmbeddedDatabase,
  table: string,
  id: string,
  columns: Record<string, Bindable>
): boolean => {
  const names = Object.keys(columns);
  const places = names.map(() => '?').join(', ');
  const sql = `INSERT INTO ${table} (id, ${names.join(', ')}) VALUES (?, ${places}) ON CONFLICT DO NOTHING`;
  return database.prepare(sql).run(id, ...Object.values(columns)).changes === 1;
};

const update = (
  database: EmbeddedDatabase,
  table: string,
  columns: Record<string, Bindable>,
  where: Record<string, Bindable>
): boolean => {
  const placed = (names: string[], between: string): string => names.map((name) => `${name} = ?`).join(between);
  const sql = `UPDATE ${table} SET ${placed(Object.keys(columns), ', ')} WHERE ${placed(Object.keys(where), ' AND ')}`;
  return database.prepare(sql).run(...Object.values(columns), ...Object.values(where)).changes === 1;
};

export const createStateWrites = (database: EmbeddedDatabase): StateWrites => {
  const insertEntry = database.prepare(
    'INSERT INTO timeline (id, at, alert_id, incident_id, document) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING'
  );
  const heads = createAlertHeads(database);
  /** Whether the stored version was the one before it. */
  const putAlert = (alert: Written<Alert>): boolean => {
    const { id, version } = alert.document;
    return (
      heads.put(headOf(alert.document)) &&
      (version === 1
        ? insertInto(database, 'alerts', id, alertColumns(alert))
        : update(database, 'alerts', alertColumns(alert), { id }))
    );
  };
  /** Whether the stored version was the one before it. */
  const putIncident = (incident: Written<Incident>): boolean => {
    const { id, version } = incident.document;
    return version === 1
      ? insertInto(database, 'incidents', id, incidentColumns(incident))
      : update(database, 'incidents', incidentColumns(incident), { id, version: version - 1 });
  };
  const putEntry = ({ document: entry, json }: Written<TimelineEntry>): void => {
    insertEntry.run(entry.id, entry.at, entry.alertId, entry.incidentId, json);
  };
  return {
    write: ({ alerts, repeats, incidents, timeline }) => {
      const refused = [
        ...alerts.filter((alert) => !putAlert(alert)).map(({ document }) => document.id),
        ...repeats.filter((head) => !heads.put(head)).map(({ id }) => id),
        ...incidents.filter((incident) => !putIncident(incident)).map(({ document }) => document.id),
      ];
      if (refused.length > 0) {
        throw new ConflictsFound(refused);
      }
      timeline.forEach(putEntry);
    },
  };
};
