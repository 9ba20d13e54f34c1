/**
 * Steps of the schema; `user_version` counts those that were taken. Steps are only ever added.
 *
 * Documents are kept whole as JSON, in the last column so that scans stop short of them; the other columns are there to
 * filter and sort by.
 */
export const migrations: readonly string[] = [
  `
  CREATE TABLE events (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    fingerprint TEXT NOT NULL,
    received_at INTEGER NOT NULL,
    applied INTEGER NOT NULL DEFAULT 0,
    document TEXT NOT NULL
  );
  CREATE INDEX events_pending ON events (seq) WHERE applied = 0;
  CREATE INDEX events_by_alert ON events (fingerprint, seq);

  CREATE TABLE alerts (
    id TEXT PRIMARY KEY,
    version INTEGER NOT NULL,
    status TEXT NOT NULL,
    triage TEXT NOT NULL,
    severity TEXT NOT NULL,
    sender TEXT NOT NULL,
    service TEXT,
    suppressed INTEGER NOT NULL,
    incident_id TEXT,
    snoozed_until INTEGER,
    severity_rank INTEGER NOT NULL,
    name_sort TEXT NOT NULL,
    starts_at INTEGER NOT NULL,
    last_seen_at INTEGER NOT NULL,
    event_count INTEGER NOT NULL,
    search TEXT NOT NULL,
    document TEXT NOT NULL
  );
  CREATE INDEX alerts_facets ON alerts (status, triage, severity, sender, service, suppressed, incident_id);
  CREATE INDEX alerts_by_incident ON alerts (incident_id) WHERE incident_id IS NOT NULL;
  CREATE INDEX alerts_snoozed ON alerts (snoozed_until, id) WHERE triage = 'snoozed';
  CREATE INDEX alerts_by_last_seen ON alerts (last_seen_at, id);
  CREATE INDEX alerts_by_start ON alerts (starts_at, id);
  CREATE INDEX alerts_by_severity ON alerts (severity_rank, id);
  CREATE INDEX alerts_by_name ON alerts (name_sort, id);
  CREATE INDEX alerts_by_event_count ON alerts (event_count, id);

  CREATE TABLE incidents (
    id TEXT PRIMARY KEY,
    version INTEGER NOT NULL,
    status TEXT NOT NULL,
    severity TEXT NOT NULL,
    starts_at INTEGER NOT NULL,
    last_seen_at INTEGER NOT NULL,
    search TEXT NOT NULL,
    document TEXT NOT NULL
  );
  CREATE INDEX incidents_by_start ON incidents (starts_at, id);
  CREATE INDEX incidents_by_last_seen ON incidents (last_seen_at);
  CREATE INDEX incidents_firing ON incidents (id) WHERE status = 'firing';

  CREATE TABLE timeline (
    id TEXT PRIMARY KEY,
    at INTEGER NOT NULL,
    alert_id TEXT,
    incident_id TEXT,
    document TEXT NOT NULL
  );
  CREATE INDEX timeline_by_alert ON timeline (alert_id, at, id) WHERE alert_id IS NOT NULL;
  CREATE INDEX timeline_by_incident ON timeline (incident_id, at, id) WHERE incident_id IS NOT NULL;
  CREATE INDEX timeline_by_time ON timeline (at);

  CREATE TABLE pings (id INTEGER PRIMARY KEY CHECK (id = 1), count INTEGER NOT NULL);
  INSERT INTO pings VALUES (1, 0);
  `,
  // AUTOINCREMENT: a version is never given twice.
  `
  CREATE TABLE documents (
    version INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    document TEXT NOT NULL,
    UNIQUE (kind, id)
  );
  `,
  // Lists and facets go by columns in memory (columns/): what served them alone goes, with the time that it cost each write.
  `
  CREATE TABLE alert_documents (
    id TEXT PRIMARY KEY,
    version INTEGER NOT NULL,
    status TEXT NOT NULL,
    triage TEXT NOT NULL,
    incident_id TEXT,
    snoozed_until INTEGER,
    last_seen_at INTEGER NOT NULL,
    document TEXT NOT NULL
  );
  INSERT INTO alert_documents
    SELECT id, version, status, triage, incident_id, snoozed_until, last_seen_at, document FROM alerts ORDER BY rowid;
  DROP TABLE alerts;
  ALTER TABLE alert_documents RENAME TO alerts;
  CREATE INDEX alerts_by_incident ON alerts (incident_id) WHERE incident_id IS NOT NULL;
  CREATE INDEX alerts_snoozed ON alerts (snoozed_until, id) WHERE triage = 'snoozed';
  CREATE INDEX alerts_resolved ON alerts (last_seen_at) WHERE status = 'resolved';
  `,
  // A repeat of a firing alert writes some numbers (alert_heads), not the document. Events are appended, each with the seq of the alert's
  // event before it: an index by alert cost each of them a page of its own.
  `
  CREATE TABLE alert_heads (
    id TEXT PRIMARY KEY,
    version INTEGER NOT NULL,
    last_seen_at INTEGER NOT NULL,
    event_count INTEGER NOT NULL,
    expires_at INTEGER,
    last_event_id TEXT,
    last_seq INTEGER,
    events INTEGER NOT NULL DEFAULT 0
  ) WITHOUT ROWID;
  INSERT INTO alert_heads (id, version, last_seen_at, event_count, expires_at, last_event_id)
    SELECT id, version, last_seen_at, document ->> '$.eventCount', document ->> '$.source.expiresAt', document ->> '$.source.lastEventId'
    FROM alerts;
  INSERT INTO alert_heads (id, version, last_seen_at, event_count, last_seq, events)
    SELECT fingerprint, 0, 0, 0, max(seq), count(*) FROM events WHERE applied = 1 GROUP BY fingerprint
    ON CONFLICT (id) DO UPDATE SET last_seq = excluded.last_seq, events = excluded.events;
  ALTER TABLE alerts DROP COLUMN version;

  CREATE TABLE linked_events (
    seq INTEGER PRIMARY KEY,
    earlier INTEGER,
    id TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    received_at INTEGER NOT NULL,
    document TEXT NOT NULL
  );
  INSERT INTO linked_events
    SELECT seq, lag(seq) OVER (PARTITION BY fingerprint ORDER BY seq), id, fingerprint, received_at, document
    FROM events WHERE applied = 1 ORDER BY seq;
  CREATE TABLE waiting_events AS SELECT seq, id, fingerprint, received_at, document FROM events WHERE applied = 0;
  DROP TABLE events;
  ALTER TABLE linked_events RENAME TO events;
  `,
];
