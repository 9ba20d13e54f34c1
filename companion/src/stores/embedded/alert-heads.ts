import type { Alert } from '@watchroom/contract';
import type { EmbeddedDatabase } from './database.js';

/** What a repeat of a firing alert changes in it. */
export interface AlertHead {
  id: string;
  version: number;
  /** ms */
  lastSeenAt: number;
  eventCount: number;
  /** ms; null where its sender's word holds until resolved, or where nothing is remembered of the sender. */
  expiresAt: number | null;
  lastEventId: string | null;
}

/** An alert's document as it was last written in full, and its head. */
export interface HeadedRow extends Omit<AlertHead, 'id'> {
  row: number;
  document: string;
}

/** Reads alerts: `WHERE` and more can follow. */
export const selectAlerts = `SELECT alerts.rowid AS row, alerts.document, head.version, head.last_seen_at AS lastSeenAt,
  head.event_count AS eventCount, head.expires_at AS expiresAt, head.last_event_id AS lastEventId
  FROM alerts CROSS JOIN alert_heads AS head ON head.id = alerts.id`;

export const headOf = ({ id, version, lastSeenAt, eventCount, source }: Alert): AlertHead => ({
  id,
  version,
  lastSeenAt,
  eventCount,
  expiresAt: source?.expiresAt ?? null,
  lastEventId: source?.lastEventId ?? null,
});

export const alertOf = ({ document, version, lastSeenAt, eventCount, expiresAt, lastEventId }: HeadedRow): Alert => {
  const alert = JSON.parse(document) as Alert;
  const source = alert.source && { ...alert.source, expiresAt, lastEventId: lastEventId ?? '' };
  return { ...alert, lastSeenAt, eventCount, ...(source && { source }), version };
};

const headFields: ReadonlySet<string> = new Set<keyof Alert>(['version', 'lastSeenAt', 'eventCount', 'source']);

const sameButForHead = (before: object, after: object, head: ReadonlySet<string>): boolean => {
  const names = Object.keys(after) as Array<keyof typeof after>;
  return (
    names.length === Object.keys(before).length && names.every((name) => head.has(name) || before[name] === after[name])
  );
};
const sourceFields: ReadonlySet<string> = new Set<keyof NonNullable<Alert['source']>>(['lastEventId', 'expiresAt']);

/** Whether the alert, firing before and after, differs in nothing but its head; what is equal but another object counts as different. */
export const isRepeat = (before: Alert, after: Alert): boolean =>
  after.status === 'firing' &&
  before.version + 1 === after.version &&
  sameButForHead(before, after, headFields) &&
  before.source !== undefined &&
  after.source !== undefined &&
  sameButForHead(before.source, after.source, sourceFields);

export interface AlertHeads {
  /** Inside a transaction; false where the stored version is not the one before. */
  put(head: AlertHead): boolean;
}

export const createAlertHeads = (database: EmbeddedDatabase): AlertHeads => {
  // An event may have come before its alert.
  const insert = database.prepare(
    `INSERT INTO alert_heads (id, version, last_seen_at, event_count, expires_at, last_event_id) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET version = excluded.version, last_seen_at = excluded.last_seen_at, event_count = excluded.event_count,
       expires_at = excluded.expires_at, last_event_id = excluded.last_event_id WHERE version = 0`
  );
  const update = database.prepare(
    `UPDATE alert_heads SET version = ?, last_seen_at = ?, event_count = ?, expires_at = ?, last_event_id = ?
     WHERE id = ? AND version = ?`
  );
  return {
    put: ({ id, version, lastSeenAt, eventCount, expiresAt, lastEventId }) => {
      const { changes } =
        version === 1
          ? insert.run(id, version, lastSeenAt, eventCount, expiresAt, lastEventId)
          : update.run(version, lastSeenAt, eventCount, expiresAt, lastEventId, id, version - 1);
      return changes === 1;
    },
  };
};
