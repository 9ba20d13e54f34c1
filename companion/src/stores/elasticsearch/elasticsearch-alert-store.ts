import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import { StoreUnavailable, type AlertStore } from '../alert-store.js';
import { createAlertStoreMetrics } from '../alert-store-metrics.js';
import { systemClock, type Clock } from '../../clock.js';
import { inOrderOf } from '../in-order-of.js';
import { createRetention, type Retention } from '../retention.js';
import { checkStateChange } from '../state-change.js';
import { createAlertQueries, type AlertQueries } from './alert-queries.js';
import { createBulk, type Bulk } from './bulk.js';
import type { Connection, ElasticsearchAccess } from './connection.js';
import { createDocumentCollection, type DocumentCollection } from './document-collection.js';
import { removeExpired } from './expiry.js';
import { createIncidentQueries, type IncidentQueries } from './incident-queries.js';
import { aliasesOf, lastingKinds } from './index-names.js';
import { createJournal, lastUndatedSeq, type Journal } from './journal.js';
import { probeWrites } from './probe.js';
import { createReads, visibilityOf, type Reads } from './reads.js';
import { renewAlerts } from './renew-alerts.js';
import type { DailyIndices } from './daily-indices.js';
import { createStateWrites, type StateWrites } from './state-writes.js';
import { createTallies, type Tallies } from './tallies.js';

export interface ElasticsearchAlertStoreDeps extends ElasticsearchAccess {
  /** First part of every index name, so that several Watchrooms can share a cluster. */
  prefix: string;
  /** How long resolved alerts and incidents, applied events and timelines are kept. */
  retentionDays: number;
  clock?: Clock;
  registry: Registry;
  logger: Logger;
}

interface Opened {
  connection: Connection;
  bulk: Bulk;
  reads: Reads;
  retention: Retention;
  journal: Journal;
  state: StateWrites;
  alerts: AlertQueries;
  incidents: IncidentQueries;
  documents: DocumentCollection;
  tallies: Tallies;
  daily: Record<'events' | 'timeline', DailyIndices>;
}

/**
 * Alert state in Elasticsearch 9. An answer to a write comes after the sync of the translog; events of one event-loop turn
 * share a bulk request. Refused connections, time-outs, 429, 5xx and blocked indices give `StoreUnavailable`.
 */
export const createElasticsearchAlertStore = (deps: ElasticsearchAlertStoreDeps): AlertStore => {
  const { prefix, registry, logger, clock = systemClock } = deps;
  const metrics = createAlertStoreMetrics(registry, 'elasticsearch');
  const indices = aliasesOf(prefix);
  let opened: Opened | null = null;

  const connect = async (): Promise<Opened> => {
    // Loaded here, so that a companion on the embedded store is spared the client's 30 MB and third of a second.
    const [{ createConnection }, { openIndices }, { createDailyIndices }] = await Promise.all([
      import('./connection.js'),
      import('./indices.js'),
      import('./daily-indices.js'),
    ]);
    const connection = createConnection(deps, metrics);
    const visibility = visibilityOf(connection);
    const bulk = createBulk(connection, metrics, visibility);
    const reads = createReads(connection, visibility);
    let undatedUntil = 0;
    try {
      const { hasUndatedEvents } = await openIndices(connection, indices, clock.now());
      undatedUntil = hasUndatedEvents ? await lastUndatedSeq(indices.events, reads) : 0;
    } catch (error) {
      await connection.close();
      throw error;
    }
    const daily = {
      events: createDailyIndices(connection, indices.events),
      timeline: createDailyIndices(connection, indices.timeline),
    };
    const retention = createRetention({
      days: deps.retentionDays,
      clock,
      logger,
      removePortion: (before) => removeExpired(connection, reads, indices, before),
    });
    return {
      connection,
      bulk,
      reads,
      retention,
      journal: createJournal({ index: indices.events, daily: daily.events, undatedUntil, bulk, reads }),
      state: createStateWrites({ indices, timeline: daily.timeline, bulk, reads }),
      alerts: createAlertQueries(indices.alerts, reads),
      incidents: createIncidentQueries(indices, reads),
      documents: createDocumentCollection({ index: indices.documents, bulk, reads }),
      tallies: createTallies({
        index: indices.tallies,
        daily: createDailyIndices(connection, indices.tallies),
        bulk,
        reads,
        onFailure: (error) => logger.warn({ err: error }, 'counts for reports could not be stored; they are kept'),
      }),
      daily,
    };
  };

  const underWay = new Set<Promise<unknown>>();
  const withStore = async <T>(operation: string, call: (store: Opened) => Promise<T>): Promise<T> => {
    const running = metrics.observe(operation, async () => {
      if (!opened) {
        throw new StoreUnavailable('the Elasticsearch alert store is not open');
      }
      return await call(opened);
    });
    underWay.add(running);
    try {
      return await running;
    } finally {
      underWay.delete(running);
    }
  };

  return {
    open: async () => {
      if (opened) {
        return;
      }
      opened = await metrics.observe('open', connect);
      opened.retention.start();
      const { bulk, reads } = opened;
      const isClosed = (): boolean => opened?.bulk !== bulk;
      withStore('renew_alerts', () =>
        renewAlerts({ index: indices.alerts, bulk, reads, logger, stopped: isClosed })
      ).catch((error: unknown) => {
        logger.warn({ error }, 'alerts of an older version could not be renewed; the next start tries again');
      });
      logger.info({ prefix }, 'Elasticsearch alert store open');
    },
    close: async () => {
      const closing = opened;
      opened = null;
      if (!closing) {
        return;
      }
      await closing.retention.stop();
      await Promise.allSettled(underWay);
      await closing.tallies.stop();
      await closing.connection.close();
    },
    ping: () =>
      withStore('ping', async ({ bulk, daily }) => {
        const now = clock.now();
        const today = [daily.events, daily.timeline].map((days) => ({ days, alias: days.at(now) }));
        for (const { days, alias } of today) {
          await days.writing([alias], () => Promise.resolve());
        }
        await probeWrites(bulk, [...lastingKinds.map((kind) => indices[kind]), ...today.map(({ alias }) => alias)]);
      }),

    appendEvents: (events) => withStore('append_events', ({ journal }) => journal.append(events)),
    pendingEvents: (limit) => withStore('pending_events', ({ journal }) => journal.pending(limit)),
    lastSeq: () => withStore('last_seq', ({ journal }) => journal.lastSeq()),

    commit: async (change) => {
      checkStateChange(change);
      return await withStore('commit', async ({ state, journal, tallies }) => {
        const conflicts = await state.write(change);
        if (conflicts.length === 0) {
          tallies.add(change.tallies ?? []);
          await journal.markApplied(change.applied);
        }
        return { conflicts };
      });
    },

    getAlerts: (ids) => withStore('get_alerts', async ({ alerts }) => inOrderOf(ids, await alerts.byIds(ids))),
    getIncidents: (ids) =>
      withStore('get_incidents', async ({ incidents }) => inOrderOf(ids, await incidents.byIds(ids))),
    recentIncidents: (since) => withStore('recent_incidents', ({ incidents }) => incidents.recent(since)),
    listAlerts: (query, asker) => withStore('list_alerts', ({ alerts }) => alerts.list(query, asker)),
    facets: (filter, labels = [], asker) => withStore('facets', ({ alerts }) => alerts.facets(filter, labels, asker)),
    alertValues: (field, prefix, limit) =>
      withStore('alert_values', ({ alerts }) => alerts.values(field, prefix, limit)),
    listIncidents: (query) => withStore('list_incidents', ({ incidents }) => incidents.list(query)),
    timeline: (of, page) => withStore('timeline', ({ incidents }) => incidents.timeline(of, page)),
    eventsOf: (alertId, page) => withStore('events_of', ({ journal }) => journal.eventsOf(alertId, page)),
    snoozeEnded: (now, limit) => withStore('snooze_ended', ({ alerts }) => alerts.snoozeEnded(now, limit)),

    tallies: (query) => withStore('tallies', ({ tallies }) => tallies.sum(query)),

    putDocument: (kind, id, body, expected) =>
      withStore('put_document', ({ documents }) => documents.put(kind, id, body, expected)),
    getDocument: (kind, id) => withStore('get_document', ({ documents }) => documents.get(kind, id)),
    listDocuments: (kind) => withStore('list_documents', ({ documents }) => documents.list(kind)),
    deleteDocument: (kind, id, expected) =>
      withStore('delete_document', ({ documents }) => documents.remove(kind, id, expected)),
  };
};
