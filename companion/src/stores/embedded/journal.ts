import type { AlertEvent, Page } from '@watchroom/contract';
import { SequenceTaken, type AcceptedEvent, type PageRequest } from '../alert-store.js';
import { decodeCursor, type CursorScope } from '../cursor.js';
import { pageFrom } from '../page.js';
import type { EmbeddedDatabase } from './database.js';

interface EventRow {
  seq: number;
  document: string;
}

export interface Journal {
  /** Inside a transaction. */
  append(events: AcceptedEvent[]): void;
  /** Inside a transaction. */
  markApplied(seqs: number[]): void;
  pending(limit: number): AcceptedEvent[];
  lastSeq(): number;
  eventsOf(alertId: string, page: PageRequest): Page<AlertEvent>;
}

const accepted = ({ seq, document }: EventRow): AcceptedEvent => ({ seq, event: JSON.parse(document) as AlertEvent });

/** Accepted events, the newest of which may still wait to be accounted for in alerts. */
export const createJournal = (database: EmbeddedDatabase): Journal => {
  const insert = database.prepare(
    `INSERT INTO events (seq, id, fingerprint, received_at, document) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`
  );
  const holderOf = database.prepare<{ id: string }>('SELECT id FROM events WHERE id = ?');
  const mark = database.prepare('UPDATE events SET applied = 1 WHERE seq = ? AND applied = 0');
  const selectPending = database.prepare<EventRow>(
    'SELECT seq, document FROM events WHERE applied = 0 ORDER BY seq LIMIT CAST(? AS INTEGER)'
  );
  const selectLast = database.prepare<{ seq: number | null }>('SELECT max(seq) AS seq FROM events');
  const selectOf = database.prepare<EventRow>(
    'SELECT seq, document FROM events WHERE fingerprint = ? AND seq < ? ORDER BY seq DESC LIMIT CAST(? AS INTEGER)'
  );
  const countOf = database.prepare<{ total: number }>('SELECT count(*) AS total FROM events WHERE fingerprint = ?');

  const appendOne = ({ seq, event }: AcceptedEvent): void => {
    const { changes } = insert.run(seq, event.id, event.fingerprint, event.receivedAt, JSON.stringify(event));
    if (changes === 0 && !holderOf.get(event.id)) {
      throw new SequenceTaken(`event "${event.id}": seq ${seq} belongs to another event`);
    }
  };

  return {
    append: (events) => events.forEach(appendOne),
    markApplied: (seqs) => seqs.forEach((seq) => mark.run(seq)),
    pending: (limit) => selectPending.all(limit).map(accepted),
    lastSeq: () => selectLast.get()?.seq ?? 0,
    eventsOf: (alertId, { limit, cursor }) => {
      const scope: CursorScope = { list: `events/${alertId}`, valueType: 'number' };
      const before = cursor === undefined ? Number.MAX_SAFE_INTEGER : Number(decodeCursor(scope, cursor).value);
      const rows = selectOf.all(alertId, before, limit + 1).map(accepted);
      const total = countOf.get(alertId)?.total ?? 0;
      const page = pageFrom(rows, limit, total, scope, ({ seq, event }) => ({ value: seq, id: event.id }));
      return { ...page, items: page.items.map(({ event }) => event) };
    },
  };
};
