import { setTimeout as delay } from 'node:timers/promises';
import type { Alert } from '@watchroom/contract';
import pRetry from 'p-retry';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import type { Clock } from '../clock.js';
import type { LiveHub } from '../http/live-hub.js';
import { lifecycleOf, type Stages } from '../pipeline/corridor.js';
import { createDesk, type Desk } from '../pipeline/desk.js';
import { sameSuppressions, suppress } from '../pipeline/suppress.js';
import type { Service } from '../service.js';
import type { Board } from '../suppression/board.js';
import { StoreUnavailable, type AcceptedEvent, type AlertStore } from '../stores/alert-store.js';
import { createBacklog } from './backlog.js';
import { alertIdsOf, type Edit, type Work } from './batch.js';
import { createCommitBatch, lapseGraceMs, TooManyConflicts } from './commit-batch.js';
import { createDeskLoader } from './desk-loader.js';
import { calmAt } from './flapping.js';
import { createDeadlines, createLapses } from './lapses.js';
import { createPipelineMetrics } from './pipeline-metrics.js';

export interface ProcessorDeps {
  store: AlertStore;
  hub: LiveHub;
  stages: Stages;
  /** Incidents that were not seen for so long take no more alerts, ms. */
  windowMs: number;
  clock: Clock;
  logger: Logger;
  registry: Registry;
  /** All firing alerts and what suppresses them. */
  board?: Board;
  /** Alerts kept in memory. */
  maxAlerts?: number;
}

export interface Processor extends Service {
  /** Takes durable events to be applied, soon and in order. */
  push(events: readonly AcceptedEvent[]): void;
  /** As `Backlog.room`, before more is accepted. */
  room(): Promise<void> | null;
  /** Takes alerts that someone else has just stored. */
  refresh(alerts: readonly Alert[]): void;
  /** Does what a person wants, in its turn; rejects with what `run` throws, or where the store refuses it. */
  edit(edit: Pick<Edit, 'alertIds' | 'incidentIds' | 'run'>): Promise<void>;
  /** Resolves alerts whose senders have stopped saying them, and looks again at those that time or a rule has changed. */
  sweep(): Promise<void>;
  /** Whether every firing alert is known, and what was accepted before the start is applied. */
  readonly ready: boolean;
  /** What the corridor has at hand. */
  readonly desk: Pick<Desk, 'incident'>;
}

const batchSize = 500;
const defaultMaxAlerts = 50_000;
const forgetEveryMs = 30_000;
const recoveryPage = 1000;
const snoozePage = 500;
/** After a start or an outage senders first need the time to say again what fires. */
const lapseSettleMs = 3 * 60_000;
const stumbleMs = 1000;
/** Under load events gather, so that one commit serves many: for so long after the last commit, the longer the more there was in it. */
const gatherMs = { least: 20, perWork: 2, most: 200 };

/**
 * Walks accepted events through the corridor and stores what comes of them: many in one commit, one commit at a time, in order of
 * acceptance. While the store is away it waits and tries again; what it holds is in the journal as well, so a crash loses nothing.
 */
export const createProcessor = (deps: ProcessorDeps): Processor => {
  const { store, clock, logger } = deps;
  const queue: Work[] = [];
  const desk = createDesk(deps.board?.watch);
  const loader = createDeskLoader(store, desk);
  const lapses = createLapses();
  const calms = createDeadlines((alert) => calmAt(alert, lifecycleOf(deps.stages).flapping));
  const deadlines = [lapses, calms];
  const metrics = createPipelineMetrics(deps.registry, () => queue.length);
  const backlog = createBacklog(() => queuedEvents);
  const commitBatch = createCommitBatch({ ...deps, desk, loader, deadlines, metrics });
  const stopping = new AbortController();
  let queuedEvents = 0;
  let started = false;
  let recovered = false;
  let running: Promise<void> | null = null;
  let steadySince = clock.now();
  let forgottenAt = clock.now();
  let committed = { at: Number.NEGATIVE_INFINITY, works: 0 };

  const persistently = <T>(work: () => Promise<T>): Promise<T> =>
    pRetry(work, {
      retries: Number.POSITIVE_INFINITY,
      minTimeout: 100,
      maxTimeout: 10_000,
      randomize: true,
      signal: stopping.signal,
      shouldRetry: ({ error }) => error instanceof StoreUnavailable || error instanceof TooManyConflicts,
      onFailedAttempt: ({ error, attemptNumber }) => {
        if (stopping.signal.aborted) {
          return;
        }
        metrics.storeFailed();
        steadySince = clock.now();
        if (attemptNumber === 1 || attemptNumber % 10 === 0) {
          logger.warn(
            { err: error, attemptNumber, queued: queue.length },
            'Alert state cannot be stored now; trying again'
          );
        }
      },
    });

  /** Applies works; where the store refuses them for good, finds the one that it refuses and leaves that one out. */
  const apply = async (works: readonly Work[]): Promise<void> => {
    try {
      await persistently(() => commitBatch(works));
    } catch (error) {
      if (stopping.signal.aborted) {
        throw error;
      }
      if (works.length === 1) {
        await leaveOut(works, error);
        return;
      }
      const half = Math.ceil(works.length / 2);
      await apply(works.slice(0, half));
      await apply(works.slice(half));
    }
  };

  const leaveOut = async (works: readonly Work[], error: unknown): Promise<void> => {
    const edit = works[0];
    if (edit?.kind === 'edit') {
      edit.failed(error);
      return;
    }
    metrics.eventFailed();
    logger.error(
      { err: error, alerts: works.flatMap(alertIdsOf) },
      'An event cannot be applied; it stays in the journal'
    );
    const applied = works.flatMap((work) => (work.kind === 'event' ? [work.accepted.seq] : []));
    await persistently(() => store.commit({ alerts: [], incidents: [], timeline: [], applied }));
  };

  /** Gets to know all that fires or flaps; what a crash or a change of rules has left behind is looked at again. */
  const takeStock = async (): Promise<void> => {
    const now = clock.now();
    const firing: Alert[] = [];
    await loader.eachAlert({ status: ['firing'] }, (alert) => {
      deadlines.forEach(({ track }) => track(alert));
      deps.board?.watch.put(alert);
      firing.push(alert);
    });
    await loader.eachAlert({ status: ['resolved'], suppressed: true }, calms.track);
    deps.board?.takeAffected();
    for (const alert of firing) {
      if (!sameSuppressions(alert.suppressedBy, suppress(alert, now, deps.stages.suppress).kept)) {
        deps.board?.affect(alert.id);
      }
    }
  };

  const recover = async (): Promise<void> => {
    await persistently(() => loader.loadIncidents(clock.now() - deps.windowMs));
    await persistently(takeStock);
    const seen = new Set<number>();
    for (;;) {
      const page = await persistently(() => store.pendingEvents(recoveryPage));
      const pending = page.filter(({ seq }) => !seen.has(seq));
      if (pending.length === 0) {
        break;
      }
      pending.forEach(({ seq }) => seen.add(seq));
      for (let at = 0; at < pending.length; at += batchSize) {
        await apply(pending.slice(at, at + batchSize).map((accepted) => eventWork(accepted, true)));
      }
    }
    const unseen = queue.filter((work) => work.kind !== 'event' || !seen.has(work.accepted.seq));
    queue.splice(0, queue.length, ...unseen);
    queuedEvents = eventsIn(queue);
    if (seen.size > 0) {
      logger.info({ events: seen.size }, 'Applied events from before the start');
    }
    steadySince = clock.now();
    recovered = true;
  };

  const run = async (): Promise<void> => {
    if (!recovered) {
      await recover();
    }
    while (queue.length > 0 && !stopping.signal.aborted) {
      await gather();
      const works = queue.splice(0, batchSize);
      queuedEvents -= eventsIn(works);
      await apply(works);
      committed = { at: performance.now(), works: works.length };
      backlog.shrunk();
      reconsider(deps.board?.takeAffected() ?? []);
      forget();
    }
  };

  const reconsider = (alertIds: readonly string[]): void => {
    const now = clock.now();
    queue.push(...alertIds.map((alertId): Work => ({ kind: 'reconsider', alertId, now, entries: [] })));
  };

  const gather = async (): Promise<void> => {
    const gathering = Math.min(Math.max(gatherMs.least, committed.works * gatherMs.perWork), gatherMs.most);
    const pause = committed.at + gathering - performance.now();
    if (pause > 0 && queue.length < batchSize) {
      await delay(pause, undefined, { signal: stopping.signal });
    }
  };

  const forget = (): void => {
    const now = clock.now();
    const maxAlerts = deps.maxAlerts ?? defaultMaxAlerts;
    if (desk.alertCount > maxAlerts || now - forgottenAt >= forgetEveryMs) {
      desk.forget({ alerts: maxAlerts, since: now - deps.windowMs });
      forgottenAt = now;
    }
  };

  const wake = (): void => {
    if (!started || running || stopping.signal.aborted) {
      return;
    }
    running = run()
      .catch(async (error: unknown) => {
        if (!stopping.signal.aborted) {
          logger.error({ err: error }, 'The pipeline stumbled; it goes on shortly');
          await delay(stumbleMs, undefined, { signal: stopping.signal }).catch(() => undefined);
        }
      })
      .finally(() => {
        running = null;
        if (queue.length > 0 || !recovered) {
          wake();
        }
      });
  };

  return {
    start: () => {
      started = true;
      wake();
      return Promise.resolve();
    },
    stop: async () => {
      stopping.abort(new Error('The companion stops'));
      await running;
    },
    push: (events) => {
      for (const accepted of events) {
        queue.push(eventWork(accepted, false));
      }
      queuedEvents += events.length;
      wake();
    },
    room: backlog.room,
    refresh: (alerts) => {
      for (const alert of alerts) {
        const held = desk.alert(alert.id);
        if (held && held.version < alert.version) {
          desk.putAlert(alert);
        }
      }
    },
    edit: (edit) =>
      new Promise<void>((done, failed) => {
        queue.push({ kind: 'edit', ...edit, done, failed });
        wake();
      }),
    sweep: async () => {
      const now = clock.now();
      if (!recovered) {
        return;
      }
      deps.board?.tick(now);
      reconsider(deps.board?.takeAffected() ?? []);
      wake();
      // The others are found again as long as they are due, so they wait for their turn.
      if (queue.length > 0) {
        return;
      }
      if (now - steadySince >= lapseSettleMs) {
        const lapsed = lapses.due(now - lapseGraceMs);
        queue.push(...lapsed.map((alertId): Work => ({ kind: 'lapse', alertId, now, entries: [] })));
      }
      reconsider(calms.due(now));
      reconsider((await store.snoozeEnded(now, snoozePage)).map(({ id }) => id));
      wake();
    },
    get ready() {
      return recovered;
    },
    desk,
  };
};

const eventsIn = (works: readonly Work[]): number =>
  works.reduce((sum, { kind }) => (kind === 'event' ? sum + 1 : sum), 0);
const eventWork = (accepted: AcceptedEvent, again: boolean): Work => ({ kind: 'event', accepted, again, entries: [] });
