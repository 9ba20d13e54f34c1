import { join } from 'node:path';
import type { Alert, AlertEvent, Page } from '@watchroom/contract';
import { StoreUnavailable, type AcceptedEvent, type AlertStore, type PageRequest } from '../alert-store.js';
import type { AlertStoreMetrics } from '../alert-store-metrics.js';
import { decodeCursor, type CursorScope } from '../cursor.js';
import { pageFrom } from '../page.js';
import { checkStateChange } from '../state-change.js';
import type { StoreLog } from '../store-log.js';
import { headOf, isRepeat } from './alert-heads.js';
import { createEventJournal, type EventJournal } from './event-journal.js';
import type { EventRow } from './event-rows.js';
import type { StateStore } from './state-store.js';

const eventOf = ({ document }: EventRow): AlertEvent => JSON.parse(document) as AlertEvent;
/** Alerts that are remembered as they were stored last. */
const maxStored = 50_000;

/** What was stored last of alerts, as the very objects: so a repeat is told from a change at a glance. */
const createLastStored = () => {
  const byId = new Map<string, Alert>();
  return {
    isRepeat: (alert: Alert): boolean => {
      const before = byId.get(alert.id);
      return before !== undefined && isRepeat(before, alert);
    },
    put: (alerts: readonly Alert[]): void => {
      if (byId.size + alerts.length > maxStored) {
        byId.clear();
      }
      alerts.forEach((alert) => byId.set(alert.id, alert));
    },
  };
};

const accepted = (row: EventRow): AcceptedEvent => ({ seq: row.seq, event: eventOf(row) });

/**
 * The alert store of one machine: a journal of accepted events, in files, and their alerts, in a database. An acceptance waits for a write
 * to the journal alone; the events come to the database with what was made of them.
 */
export const createJournaledAlertStore = (deps: {
  /** Folder of both; made where it is missing. */
  path: string;
  state: StateStore;
  metrics: AlertStoreMetrics;
  logger: StoreLog;
}): AlertStore => {
  const { state, metrics, logger } = deps;
  const stored = createLastStored();
  let journal: EventJournal | null = null;

  const current = (): EventJournal => {
    if (!journal) {
      throw new StoreUnavailable('the embedded alert store is not open');
    }
    return journal;
  };

  const openJournal = async (): Promise<EventJournal> => {
    const folder = join(deps.path, 'journal');
    const opening = createEventJournal({ folder, backing: state, batched: metrics.batched, logger });
    try {
      await opening.open();
      return opening;
    } catch (error) {
      await state.close();
      throw error instanceof StoreUnavailable
        ? error
        : new StoreUnavailable(`the journal ${folder} cannot be read`, { cause: error });
    }
  };

  const eventsOf = async (alertId: string, { limit, cursor }: PageRequest): Promise<Page<AlertEvent>> => {
    const scope: CursorScope = { list: `events/${alertId}`, valueType: 'number' };
    const before = cursor === undefined ? Number.MAX_SAFE_INTEGER : Number(decodeCursor(scope, cursor).value);
    const waiting = [...current().pending.values()].filter(({ fingerprint }) => fingerprint === alertId);
    const stored = await state.eventRows(alertId, before, limit + 1);
    const there = new Set(stored.rows.map(({ seq }) => seq));
    // What was pending may have come to the database since.
    const fresh = waiting.filter(({ seq }) => seq < before && !there.has(seq));
    const rows = [...fresh, ...stored.rows].sort((a, b) => b.seq - a.seq).slice(0, limit + 1);
    const total = stored.total + waiting.filter(({ seq }) => !there.has(seq)).length;
    const page = pageFrom(rows, limit, total, scope, ({ seq, id }) => ({ value: seq, id }));
    return { ...page, items: page.items.map(eventOf) };
  };

  return {
    ...state,
    open: async () => {
      if (!journal) {
        await state.open();
        journal = await openJournal();
      }
    },
    close: async () => {
      const closing = journal;
      journal = null;
      await closing?.close();
      await state.close();
    },
    appendEvents: (events) => metrics.observe('append_events', async () => current().append(events)),
    pendingEvents: (limit) =>
      metrics.observe('pending_events', async () =>
        [...current().pending.values()]
          .sort((a, b) => a.seq - b.seq)
          .slice(0, limit)
          .map(accepted)
      ),
    lastSeq: () => metrics.observe('last_seq', async () => current().lastSeq()),
    eventsOf: (alertId, page) => metrics.observe('events_of', () => eventsOf(alertId, page)),
    commit: async (change) => {
      checkStateChange(change);
      const { pending, release } = current();
      const repeats = change.alerts.filter((alert) => stored.isRepeat(alert));
      const others = repeats.length === 0 ? change.alerts : change.alerts.filter((alert) => !stored.isRepeat(alert));
      const result = await state.commit({
        alerts: others.map((alert) => JSON.stringify(alert)),
        repeats: repeats.map(headOf),
        incidents: change.incidents.map((incident) => JSON.stringify(incident)),
        timeline: change.timeline.map((entry) => JSON.stringify(entry)),
        events: change.applied.flatMap((seq) => pending.get(seq) ?? []),
      });
      if (result.conflicts.length === 0) {
        release(change.applied);
        stored.put(change.alerts);
      }
      return result;
    },
  };
};
