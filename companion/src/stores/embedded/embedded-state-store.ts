import type { Alert, Incident, TimelineEntry } from '@watchroom/contract';
import type { Clock } from '../../clock.js';
import { StoreUnavailable, type CommitResult } from '../alert-store.js';
import type { AlertStoreMetrics } from '../alert-store-metrics.js';
import { inOrderOf } from '../in-order-of.js';
import { createRetention, type Retention } from '../retention.js';
import type { StoreLog } from '../store-log.js';
import { createAlertColumns, type AlertColumns } from './columns/alert-columns.js';
import { createColumnLoader, type ColumnLoader } from './columns/load-columns.js';
import { createAlertQueries, type AlertQueries } from './alert-queries.js';
import { openDatabase, type EmbeddedDatabase } from './database.js';
import { createDocuments, type Documents } from './documents.js';
import { removeExpired } from './expiry.js';
import { createEventRows, type EventRows } from './event-rows.js';
import { createIncidentQueries, type IncidentQueries } from './incident-queries.js';
import type { StateStore, WrittenChange } from './state-store.js';
import { ConflictsFound, createStateWrites, type StateWrites, type Written } from './state-writes.js';
import { createWriteQueue, type WriteQueue } from './write-queue.js';

export interface EmbeddedStateStoreDeps {
  /** Folder of the database; made where it is missing. */
  path: string;
  /** How long resolved alerts and incidents, applied events and timelines are kept; for ever where it is not given. */
  retentionDays?: number;
  clock?: Clock;
  /** Whether lists will be asked for: what they search is read at the start then, not with the first of them. */
  lists?: boolean;
  metrics: AlertStoreMetrics;
  logger: StoreLog;
}

interface Opened {
  database: EmbeddedDatabase;
  queue: WriteQueue;
  retention: Retention;
  events: EventRows;
  state: StateWrites;
  alerts: AlertQueries;
  columns: AlertColumns;
  loader: ColumnLoader;
  incidents: IncidentQueries;
  documents: Documents;
}

const written = <T>(json: string): Written<T> => ({ document: JSON.parse(json) as T, json });

/**
 * Alert state in a libsql (SQLite) file of this machine. Calls of one event-loop turn share a transaction. A full disk, a lock held by
 * another process or a damaged file give `StoreUnavailable`.
 */
export const createEmbeddedStateStore = (deps: EmbeddedStateStoreDeps): StateStore => {
  const { path, metrics, logger } = deps;
  let opened: Opened | null = null;

  const connect = (): Opened => {
    const database = openDatabase(path);
    const queue = createWriteQueue(database, metrics.batched);
    const columns = createAlertColumns();
    const events = createEventRows(database);
    const removePortion = async (before: number): Promise<number> => {
      const { rows, alertIds } = await queue.write({
        rows: 1000,
        durable: false,
        apply: () => removeExpired(database, events, before),
      });
      alertIds.forEach(columns.remove);
      return rows;
    };
    return {
      database,
      queue,
      retention: createRetention({ days: deps.retentionDays ?? Infinity, clock: deps.clock, logger, removePortion }),
      events,
      state: createStateWrites(database),
      alerts: createAlertQueries(database, columns),
      columns,
      loader: createColumnLoader(database, columns),
      incidents: createIncidentQueries(database),
      documents: createDocuments(database),
    };
  };

  const current = (): Opened => {
    if (!opened) {
      throw new StoreUnavailable('the embedded alert store is not open');
    }
    return opened;
  };
  /** Reads are immediate: the connection sees every committed write. */
  const read = <T>(operation: string, query: (store: Opened) => T): Promise<T> =>
    metrics.observe(operation, () => Promise.resolve().then(() => query(current())));
  /** Lists and facets wait until the columns are filled after a start. */
  const search = <T>(operation: string, query: (store: Opened) => T): Promise<T> =>
    metrics.observe(operation, async () => {
      const store = current();
      await store.loader.ready();
      return query(store);
    });
  const write = <T>(operation: string, rows: number, apply: (store: Opened) => T, durable = true): Promise<T> =>
    metrics.observe(operation, async () => {
      const store = current();
      return await store.queue.write({ rows, durable, apply: () => apply(store) });
    });

  const commit = async (change: WrittenChange): Promise<CommitResult> => {
    const alerts = change.alerts.map(written<Alert>);
    const incidents = change.incidents.map(written<Incident>);
    const timeline = change.timeline.map(written<TimelineEntry>);
    const { repeats } = change;
    const rows = alerts.length + repeats.length + incidents.length + timeline.length + change.events.length;
    // What comes of accepted events can be made again: the journal has them until a sync to disk has this.
    const durable = change.events.length === 0;
    try {
      const { columns } = current();
      await write(
        'commit',
        rows,
        (store) => {
          store.state.write({ alerts, repeats, incidents, timeline });
          store.events.putApplied(change.events);
        },
        durable
      );
      alerts.forEach(({ document }) => columns.put(document));
      repeats.forEach(columns.repeated);
      return { conflicts: [] };
    } catch (error) {
      if (error instanceof ConflictsFound) {
        return { conflicts: error.ids };
      }
      throw error;
    }
  };

  return {
    open: async () => {
      if (opened) {
        return;
      }
      const connected = await metrics.observe('open', () => Promise.resolve().then(connect));
      connected.retention.start();
      opened = connected;
      if (deps.lists !== false) {
        // A failure shows where the first list is asked for.
        connected.loader.ready().catch(() => undefined);
      }
      logger.info({ path }, 'embedded alert store open');
    },
    close: async () => {
      const closing = opened;
      opened = null;
      if (!closing) {
        return;
      }
      closing.loader.stop();
      await closing.retention.stop();
      await closing.queue.drain();
      closing.database.close();
    },
    ping: () => write('ping', 1, ({ database }) => void database.prepare('UPDATE pings SET count = count + 1').run()),

    commit,
    sync: () => write('sync', 1, ({ database }) => void database.prepare('UPDATE pings SET count = count + 1').run()),
    lastSeq: () => read('last_seq', ({ events }) => events.lastSeq()),
    eventIds: (seqs) => read('event_ids', ({ events }) => events.idsOf(seqs)),
    pendingEvents: () => read('pending_events', ({ events }) => events.pending()),
    eventRows: (alertId, before, limit) => read('event_rows', ({ events }) => events.of(alertId, before, limit)),

    getAlerts: (ids) => read('get_alerts', ({ alerts }) => inOrderOf(ids, alerts.byIds(ids))),
    getIncidents: (ids) => read('get_incidents', ({ incidents }) => inOrderOf(ids, incidents.byIds(ids))),
    recentIncidents: (since) => read('recent_incidents', ({ incidents }) => incidents.recent(since)),
    listAlerts: (query, asker) => search('list_alerts', ({ alerts }) => alerts.list(query, asker)),
    facets: (filter, labels = [], asker) => search('facets', ({ alerts }) => alerts.facets(filter, labels, asker)),
    alertValues: (field, prefix, limit) => search('alert_values', ({ alerts }) => alerts.values(field, prefix, limit)),
    listIncidents: (query) => read('list_incidents', ({ incidents }) => incidents.list(query)),
    timeline: (of, page) => read('timeline', ({ incidents }) => incidents.timeline(of, page)),
    snoozeEnded: (now, limit) => read('snooze_ended', ({ alerts }) => alerts.snoozeEnded(now, limit)),

    putDocument: (kind, id, body, expected) =>
      write('put_document', 1, ({ documents }) => documents.put(kind, id, body, expected)),
    getDocument: (kind, id) => read('get_document', ({ documents }) => documents.get(kind, id)),
    listDocuments: (kind) => read('list_documents', ({ documents }) => documents.list(kind)),
    deleteDocument: (kind, id, expected) =>
      write('delete_document', 1, ({ documents }) => documents.remove(kind, id, expected)),
  };
};
