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
  /** Inside a transaction: stores events that alerts account for now; what is stored already stays as it is. */
  putApplied(rows: readonly EventRow[]): void;
  /** Events that an older Watchroom, which journalled in this database, left pending. */
  pending(): EventRow[];
  /** The highest seq, 0 where there is none. */
  lastSeq(): number;
  idsOf(seqs: readonly number[]): Array<{ seq: number; id: string }>;
  /** Of one alert, newest first, below a seq; `total` counts all of its events. */
  of(alertId: string, before: number, limit: number): { rows: EventRow[]; total: number };
  /** Inside a transaction: removes some of the oldest that were received before that moment (ms); gives their number. */
  removeOldest(before: number, limit: number): number;
}

interface Linked extends EventRow {
  /** Seq of the alert's event before this one; that may be gone. */
  earlier: number | null;
}

const columns = 'seq, id, fingerprint, received_at AS receivedAt, document';

/** The events that alerts account for. Each knows the one before it of its alert, and the alert's head knows the last. */
export const createEventRows = (database: EmbeddedDatabase): EventRows => {
  const insert = database.prepare(
    'INSERT INTO events (seq, earlier, id, fingerprint, received_at, document) VALUES (?, ?, ?, ?, ?, ?)'
  );
  const select = database.prepare<Linked>(`SELECT ${columns}, earlier FROM events WHERE seq = ?`);
  const selectHead = database.prepare<{ lastSeq: number | null; events: number }>(
    'SELECT last_seq AS lastSeq, events FROM alert_heads WHERE id = ?'
  );
  const putHead = database.prepare(
    `INSERT INTO alert_heads (id, version, last_seen_at, event_count, last_seq, events) VALUES (?, 0, 0, 0, ?, ?)
     ON CONFLICT (id) DO UPDATE SET last_seq = excluded.last_seq, events = excluded.events`
  );
  const relink = database.prepare('UPDATE events SET earlier = ? WHERE seq = ?');
  const selectWaiting = database.prepare<EventRow>(`SELECT ${columns} FROM waiting_events ORDER BY seq`);
  const dropWaiting = database.prepare('DELETE FROM waiting_events WHERE seq = ?');
  const selectLast = database.prepare<{ seq: number | null }>('SELECT max(seq) AS seq FROM events');
  const selectIds = database.prepare<{ seq: number; id: string }>(
    'SELECT seq, id FROM events WHERE seq IN (SELECT value FROM json_each(?))'
  );
  // The last event stays, as it holds lastSeq.
  const removeOldest = database.prepare<{ fingerprint: string }>(
    `DELETE FROM events WHERE seq IN (
       SELECT seq FROM (SELECT seq, received_at FROM events ORDER BY seq LIMIT CAST(? AS INTEGER))
       WHERE received_at < ? AND seq < (SELECT max(seq) FROM events)) RETURNING fingerprint`
  );
  const countDown = database.prepare('UPDATE alert_heads SET events = events - 1 WHERE id = ?');
  const removeBare = database.prepare('DELETE FROM alert_heads WHERE id = ? AND version = 0 AND events = 0');
  let waiting: Set<number> | null = null;

  const put = ({ seq, id, fingerprint, receivedAt, document }: EventRow, earlier: number | null): void => {
    insert.run(seq, earlier, id, fingerprint, receivedAt, document);
  };

  /** Puts an event below later ones of its alert; false where it is there. */
  const putBelow = (row: EventRow, lastSeq: number): boolean => {
    if (select.get(row.seq)) {
      return false;
    }
    let later = select.get(lastSeq);
    let next = later;
    while (next && next.seq > row.seq) {
      later = next;
      next = next.earlier === null ? undefined : select.get(next.earlier);
    }
    put(row, next?.seq ?? null);
    if (later) {
      relink.run(row.seq, later.seq);
    }
    return true;
  };

  const putOf = (fingerprint: string, rows: readonly EventRow[]): void => {
    const head = selectHead.get(fingerprint);
    let last = head?.lastSeq ?? null;
    let events = head?.events ?? 0;
    for (const row of rows) {
      if (last === null || row.seq > last) {
        put(row, last);
        last = row.seq;
        events += 1;
      } else if (putBelow(row, last)) {
        events += 1;
      }
    }
    putHead.run(fingerprint, last, events);
  };

  return {
    putApplied: (rows) => {
      waiting ??= new Set(selectWaiting.all().map(({ seq }) => seq));
      const byAlert = new Map<string, EventRow[]>();
      for (const row of rows) {
        const others = byAlert.get(row.fingerprint);
        if (others) {
          others.push(row);
        } else {
          byAlert.set(row.fingerprint, [row]);
        }
        if (waiting.has(row.seq)) {
          dropWaiting.run(row.seq);
        }
      }
      byAlert.forEach((of, fingerprint) => putOf(fingerprint, of));
    },
    pending: () => selectWaiting.all(),
    lastSeq: () => selectLast.get()?.seq ?? 0,
    idsOf: (seqs) => selectIds.all(JSON.stringify(seqs)),
    of: (alertId, before, limit) => {
      const head = selectHead.get(alertId);
      const rows: EventRow[] = [];
      const from = select.get(before);
      let next = from?.fingerprint === alertId ? from.earlier : (head?.lastSeq ?? null);
      while (next !== null && rows.length < limit) {
        const row = select.get(next);
        if (!row) {
          break;
        }
        const { earlier, ...event } = row;
        if (event.seq < before) {
          rows.push(event);
        }
        next = earlier;
      }
      return { rows, total: head?.events ?? 0 };
    },
    removeOldest: (before, limit) => {
      const removed = removeOldest.all(limit, before);
      for (const { fingerprint } of removed) {
        countDown.run(fingerprint);
        removeBare.run(fingerprint);
      }
      return removed.length;
    },
  };
};
