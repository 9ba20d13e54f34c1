import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import type { Detector } from '@watchroom/contract';
import type { Clock } from '../clock.js';
import type { DetectorConfig } from '../config/settings.js';
import { HttpProblem, notFound } from '../http/http-problem.js';
import type { LiveHub } from '../http/live-hub.js';
import type { Handlers } from '../http/route.js';
import type { EventSink } from '../intake/intake-route.js';
import type { Service } from '../service.js';
import type { TimeseriesStore } from '../stores/timeseries/timeseries-store.js';
import { createAnomalyOutbox } from './anomaly-outbox.js';
import { createBandsHandler } from './bands.js';
import { createDetectionMetrics } from './detection-metrics.js';
import { createDetectorRunner, type DetectorRunner } from './detector-runner.js';
import { createScheduler, type Job } from './scheduler.js';

export interface DetectionDeps {
  store: TimeseriesStore;
  sink: EventSink;
  hub: LiveHub;
  detectors: DetectorConfig[];
  clock: Clock;
  logger: Logger;
  registry: Registry;
}

export interface Detection extends Service {
  handlers: Pick<
    Handlers,
    | 'bands'
    | 'listAnomalies'
    | 'anomalyHeatmap'
    | 'getAnomaly'
    | 'giveFeedback'
    | 'listFeedback'
    | 'revertFeedback'
    | 'listDetectors'
    | 'createDetector'
    | 'previewDetector'
    | 'getDetector'
    | 'updateDetector'
    | 'deleteDetector'
    | 'listSources'
  >;
  /** Runs the detectors that are due and waits for them; the timer does the same. */
  tick(): Promise<void>;
}

/** Detection reads go one behind the other on one connection, so more at a time would only hold memory. */
const CONCURRENCY = 2;

type RunHealth = Pick<Detector, 'lastRunAt' | 'lastRunSeconds' | 'lastError'>;

/**
 * The detectors on their schedule, and the handlers that show what they see. The first run of a detector learns from the
 * stored history, so `start` returns at once. A failed run is told by `listDetectors`, log and metrics, and tried again when
 * the detector is next due, over the same points.
 */
export const createDetection = (deps: DetectionDeps): Detection => {
  const { store, sink, hub, clock } = deps;
  const logger = deps.logger.child({ part: 'detection' });
  const metrics = createDetectionMetrics(deps.registry);
  const entries = deps.detectors.map((config) => ({
    runner: createDetectorRunner({ config, store, clock, outbox: createAnomalyOutbox({ store, sink, hub }) }),
    health: { lastRunAt: null, lastRunSeconds: null, lastError: null } as RunHealth,
  }));

  const runOnce = async ({ runner, health }: { runner: DetectorRunner; health: RunHealth }): Promise<void> => {
    const detector = runner.config.name;
    const began = performance.now();
    health.lastRunAt = clock.now();
    try {
      const { points } = await runner.run();
      metrics.points.inc({ detector }, points);
      metrics.runs.inc({ detector, result: 'ok' });
      metrics.lastRun.set({ detector }, clock.now() / 1000);
      health.lastError = null;
    } catch (error) {
      health.lastError = error instanceof Error ? error.message : String(error);
      metrics.runs.inc({ detector, result: 'failed' });
      logger.warn({ detector, err: error }, 'a detector run failed; it will be tried again');
    }
    health.lastRunSeconds = (performance.now() - began) / 1000;
    metrics.runSeconds.observe({ detector }, health.lastRunSeconds);
    metrics.series.set({ detector }, runner.seriesCount);
    metrics.open.set({ detector }, runner.openAnomalies);
  };

  const jobs = entries.map((entry): Job => ({
    intervalMs: entry.runner.config.intervalSeconds * 1000,
    run: () => runOnce(entry),
  }));
  const described = ({ runner, health }: (typeof entries)[number]): Detector => ({
    name: runner.config.name,
    kind: runner.config.kind,
    origin: 'file',
    spec: runner.config,
    matchers: runner.config.matchers,
    intervalSeconds: runner.config.intervalSeconds,
    severity: runner.config.severity,
    ...health,
    seriesCount: runner.seriesCount,
    openAnomalies: runner.openAnomalies,
    anomaliesLastWeek: 0,
    cost: null,
  });
  const notYet = (): Promise<never> => Promise.reject(new HttpProblem(501, 'Not built yet'));
  const scheduler = createScheduler({ clock, jobs, concurrency: CONCURRENCY });

  return {
    start: async () => {
      logger.info({ detectors: entries.length }, 'detection started');
      scheduler.start();
    },
    stop: async () => {
      entries.forEach(({ runner }) => runner.stop());
      await scheduler.stop();
    },
    tick: () => scheduler.tick(),
    handlers: {
      bands: createBandsHandler({ store, clock }),
      listAnomalies: async ({ query }) => {
        if (query.to <= query.from) {
          throw new HttpProblem(400, 'Invalid time range', {
            detail: 'to must be later than from',
            errors: [{ field: 'query.to', message: 'must be later than from' }],
          });
        }
        return { items: await store.listAnomalies(query) };
      },
      listDetectors: async () => ({ items: entries.map(described) }),
      getDetector: async ({ params }) => {
        const entry = entries.find(({ runner }) => runner.config.name === params['name']);
        if (!entry) {
          throw notFound(`detector ${params['name'] ?? ''}`);
        }
        return described(entry);
      },
      listFeedback: async () => ({ items: [] }),
      listSources: async () => ({ items: [] }),
      anomalyHeatmap: notYet,
      getAnomaly: notYet,
      giveFeedback: notYet,
      revertFeedback: notYet,
      createDetector: notYet,
      previewDetector: notYet,
      updateDetector: notYet,
      deleteDetector: notYet,
    },
  };
};
