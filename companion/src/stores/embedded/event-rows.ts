import type { EmbeddedDatabase } from './database.js';

/** An accepted event as it is stored; `document` is its JSON. */
export interface EventRow {
  seq: number;
  id: string;
  fingerprint: string;
  /** ms */
  receivedAt: number;
  document: string;
}

export interface EventRows {
  /** Inside a transaction: stores events that alerts account for now. */
  putApplied(rows: readonly EventRow[]): void;
  /** Events that an older Watchroom, which journalled in this database, left pending. */
  pending(): EventRow[];
  /** The highest seq, 0 where there is none. */
  lastSeq(): number;
  idsOf(seqs: readonly number[]): Array<{ seq: number; id: string }>;
  /** Of one alert, newest first, below a seq. */
  of(alertId: string, before: number, limit: number): { rows: EventRow[]; total: number };
}

const columns = 'seq, id, fingerprint, received_at AS receivedAt, document';

/** The events that alerts account for. */
export const createEventRows = (database: EmbeddedDatabase): EventRows => {
  const put = database.prepare(
    `INSERT INTO events (seq, id, fingerprint, received_at, applied, document) VALUES (?, ?, ?, ?, 1, ?)
     ON CONFLICT (seq) DO UPDATE SET applied = 1`
  );
  const selectPending = database.prepare<EventRow>(`SELECT ${columns} FROM events WHERE applied = 0 ORDER BY seq`);
  const selectLast = database.prepare<{ seq: number | null }>('SELECT max(seq) AS seq FROM events');
  const selectIds = database.prepare<{ seq: number; id: string }>(
    'SELECT seq, id FROM events WHERE seq IN (SELECT value FROM json_each(?))'
  );
  const selectOf = database.prepare<EventRow>(
    `SELECT ${columns} FROM events WHERE fingerprint = ? AND seq < ? ORDER BY seq DESC LIMIT CAST(? AS INTEGER)`
  );
  const countOf = database.prepare<{ total: number }>('SELECT count(*) AS total FROM events WHERE fingerprint = ?');
  return {
    putApplied: (rows) => {
      for (const { seq, id, fingerprint, receivedAt, document } of rows) {
        put.run(seq, id, fingerprint, receivedAt, document);
      }
    },
    pending: () => selectPending.all(),
    lastSeq: () => selectLast.get()?.seq ?? 0,
    idsOf: (seqs) => selectIds.all(JSON.stringify(seqs)),
    of: (alertId, before, limit) => ({
      rows: selectOf.all(alertId, before, limit),
      total: countOf.get(alertId)?.total ?? 0,
    }),
  };
};
