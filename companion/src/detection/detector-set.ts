import { detectorSpec, type Detector, type DetectorSpec } from '@watchroom/contract';
import type { Logger } from 'pino';
import type { Clock } from '../clock.js';
import type { TimeseriesStore } from '../stores/timeseries/timeseries-store.js';
import type { AnomalyOutbox } from './anomaly-outbox.js';
import { createCostMeter, type CostMeter } from './cost-meter.js';
import type { DetectionMetrics } from './detection-metrics.js';
import { createDetectorRunner, type DetectorRunner } from './detector-runner.js';
import { endAnomalies } from './end-anomalies.js';
import type { Heeding } from './heeding.js';
import type { Job, Scheduler } from './scheduler.js';
import type { Sources } from './sources/types.js';

/** How a detector does, without what only the stores and calendars know. */
export type DetectorHealth = Omit<Detector, 'anomaliesLastWeek' | 'quiet'> & {
  /** Its source is away, or its history is still coming: nothing that is wrong with detection. */
  waitsForSource: boolean;
};

/** The detectors that run. Changes take effect at once; what ran before ends its run in the background. */
export interface DetectorSet {
  has(name: string): boolean;
  origin(name: string): Detector['origin'] | null;
  health(name: string): DetectorHealth | null;
  names(): string[];
  specs(): DetectorSpec[];
  /** Takes a detector in, or puts it in the place of the one of that name, from whose last judged point it goes on. */
  put(spec: DetectorSpec, origin: Detector['origin'], delayMs?: number): void;
  /** Ends a detector and, soon, what it has open. */
  remove(name: string): void;
  /** Ends what detectors have open that are no more, as those that left the YAML files. */
  endStrangers(): void;
  /** Feedback on a series changed: it is judged by it at once. */
  reconsider(name: string, seriesId: string): void;
  /** Makes runs end soon. */
  stop(): void;
}

interface Member {
  spec: DetectorSpec;
  origin: Detector['origin'];
  runner: DetectorRunner;
  outbox: AnomalyOutbox;
  job: Job;
  cost: CostMeter;
  lastRunAt: number | null;
  lastRunSeconds: number | null;
  lastError: string | null;
  /** Why it can't be fed; null where it can. */
  fault: string | null;
}

/** How often it is tried again to end what a removed detector left open, ms. */
const LEAVING_EVERY = 10_000;

export const createDetectorSet = (deps: {
  scheduler: Scheduler;
  store: TimeseriesStore;
  clock: Clock;
  logger: Logger;
  metrics: DetectionMetrics;
  sources: Sources | null;
  createOutbox: () => AnomalyOutbox;
  heedingOf: (spec: DetectorSpec) => Heeding;
}): DetectorSet => {
  const { scheduler, store, clock, logger, metrics, sources } = deps;
  const members = new Map<string, Member>();
  /** Ended detectors whose anomalies are still to be ended. */
  const leaving = new Map<string, Job>();

  const runOnce = async (member: Member): Promise<void> => {
    const { runner, spec } = member;
    const detector = spec.name;
    if (member.fault !== null || (sources && !sources.status(detector).ready)) {
      return;
    }
    const learns = runner.judgedUntil === null;
    const began = performance.now();
    member.lastRunAt = clock.now();
    try {
      const { points } = await runner.run();
      metrics.points.inc({ detector }, points);
      metrics.runs.inc({ detector, result: 'ok' });
      metrics.lastRun.set({ detector }, clock.now() / 1000);
      member.lastError = null;
    } catch (error) {
      member.lastError = error instanceof Error ? error.message : String(error);
      metrics.runs.inc({ detector, result: 'failed' });
      logger.warn({ detector, err: error }, 'a detector run failed; it will be tried again');
    }
    member.lastRunSeconds = (performance.now() - began) / 1000;
    member.cost.add(clock.now(), member.lastRunSeconds, learns);
    metrics.runSeconds.observe({ detector }, member.lastRunSeconds);
    metrics.series.set({ detector }, runner.seriesCount);
    metrics.open.set({ detector }, runner.openAnomalies);
  };

  /** Ends a member's runs; resolves when none is under way. */
  const retire = (member: Member): Promise<void> => {
    member.runner.stop();
    return scheduler.remove(member.job);
  };

  const leave = (spec: DetectorSpec, outbox: AnomalyOutbox, retired: Promise<void>): void => {
    const { name } = spec;
    const job: Job = {
      intervalMs: LEAVING_EVERY,
      run: async () => {
        try {
          await retired;
          // What the last run found goes out first: it may have opened more.
          await outbox.flush();
          // A detector of that name may have come back meanwhile: what is open is its own then.
          if (leaving.get(name) === job) {
            await endAnomalies({ spec, store, outbox, clock });
            metrics.forget(name);
            leaving.delete(name);
          }
          void scheduler.remove(job);
        } catch (error) {
          logger.warn(
            { detector: name, err: error },
            'anomalies of a removed detector could not be ended; trying again'
          );
        }
      },
    };
    leaving.set(name, job);
    scheduler.add(job);
  };

  const put: DetectorSet['put'] = (spec, origin, delayMs = 0) => {
    const before = members.get(spec.name);
    const retired = before ? retire(before) : Promise.resolve();
    leaving.delete(spec.name);
    const outbox = before?.outbox ?? deps.createOutbox();
    const runner = createDetectorRunner({
      config: spec,
      store,
      clock,
      outbox,
      heeding: deps.heedingOf(spec),
      fetchedUntil: () => sources?.status(spec.name).fetchedUntil ?? null,
      ...(before && { judgedBefore: () => before.runner.judgedUntil }),
    });
    const job: Job = {
      intervalMs: spec.intervalSeconds * 1000,
      run: async () => {
        await retired;
        await runOnce(member);
      },
    };
    const member: Member = {
      spec,
      origin,
      runner,
      outbox,
      job,
      cost: createCostMeter(job.intervalMs),
      lastRunAt: null,
      lastRunSeconds: null,
      lastError: null,
      fault: null,
    };
    members.set(spec.name, member);
    sources?.removeDetector(spec.name);
    try {
      sources?.addDetector(spec);
    } catch (error) {
      // Its source may have left the configuration since it was made.
      member.fault = error instanceof Error ? error.message : String(error);
      logger.warn({ detector: spec.name, err: error }, 'a detector cannot be fed');
    }
    scheduler.add(job, delayMs);
  };

  const endStrangers = (): void => {
    const job: Job = {
      intervalMs: LEAVING_EVERY,
      run: async () => {
        try {
          const names = (await store.openAnomalies()).map(({ detector }) => detector);
          for (const name of new Set(names.filter((one) => !members.has(one) && !leaving.has(one)))) {
            logger.info({ detector: name }, 'ending the anomalies of a detector that is no more');
            leave(detectorSpec.parse({ kind: 'baseline', name }), deps.createOutbox(), Promise.resolve());
          }
          void scheduler.remove(job);
        } catch (error) {
          logger.warn({ err: error }, 'anomalies of removed detectors could not be looked for; trying again');
        }
      },
    };
    scheduler.add(job);
  };

  return {
    has: (name) => members.has(name),
    origin: (name) => members.get(name)?.origin ?? null,
    names: () => [...members.keys()],
    specs: () => [...members.values()].map(({ spec }) => spec),
    health: (name) => {
      const member = members.get(name);
      if (!member) {
        return null;
      }
      const { spec, origin, runner, cost, lastRunAt, lastRunSeconds } = member;
      const { kind, matchers, intervalSeconds, severity } = spec;
      const { ready, lastError: sourceError } = sources?.status(name) ?? { ready: true, lastError: null };
      return {
        name,
        kind,
        origin,
        spec,
        matchers,
        intervalSeconds,
        severity,
        lastRunAt,
        lastRunSeconds,
        seriesCount: runner.seriesCount,
        openAnomalies: runner.openAnomalies,
        cost: cost.cost(clock.now()),
        lastError: member.fault ?? member.lastError ?? sourceError,
        waitsForSource: member.fault !== null || (member.lastError === null && (!ready || sourceError !== null)),
      };
    },
    put,
    endStrangers,
    remove: (name) => {
      const member = members.get(name);
      if (member) {
        members.delete(name);
        sources?.removeDetector(name);
        leave(member.spec, member.outbox, retire(member));
      }
    },
    reconsider: (name, seriesId) => {
      const member = members.get(name);
      if (member) {
        member.runner.reconsider(seriesId);
        scheduler.hurry(member.job);
      }
    },
    stop: () => members.forEach(({ runner }) => runner.stop()),
  };
};
