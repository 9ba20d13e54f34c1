import { hostname } from 'node:os';
import type { Logger } from 'pino';
import { Counter, type Registry } from 'prom-client';
import type { Clock } from '../clock.js';
import type { Service } from '../service.js';
import type { SeriesSamples, TimeseriesStore } from '../stores/timeseries/timeseries-store.js';
import { companionReadings } from './host-collector-companion.js';
import { machineReadings } from './host-collector-machine.js';

export interface Measurement {
  name: string;
  unit: string;
  labels?: Record<string, string>;
  /** NaN, infinite or null: left out. */
  value: number | null | undefined;
}

/** One thing to read, on its own: where it fails or hangs, the others go on. */
export interface HostReading {
  name: string;
  read(): Promise<Measurement[]>;
  /** Ends what runs behind it, at the stop of the collector. */
  stop?(): void;
}

export interface HostCollectorDeps {
  store: Pick<TimeseriesStore, 'insert'>;
  clock: Clock;
  logger: Pick<Logger, 'warn' | 'info'>;
  registry: Registry;
  /** Default 5. */
  intervalSeconds?: number;
  /** What is read instead of this machine; for tests. */
  read?: HostReading[];
}

/** A command such as `df` hangs on a dead network mount; its reading is then skipped until it comes back. */
const readingTimeoutMs = 4000;
/** Rounds that are kept while the store is away, ten minutes of them. */
const keptRounds = 120;

/**
 * Stores this machine's CPU, memory, disks and network and the companion's own load as series with the label `host`. A round starts
 * `intervalSeconds` after the start of the last, never before that one has ended.
 */
export const createHostCollector = (deps: HostCollectorDeps): Service => {
  const { store, clock, logger, registry, intervalSeconds = 5 } = deps;
  const host = hostname();
  const stillReading = new Set<string>();
  let readings: HostReading[] = [];
  let kept: SeriesSamples[][] = [];
  let storeFails = false;
  let timer: NodeJS.Timeout | undefined;
  let round: Promise<void> = Promise.resolve();
  let running = false;

  const failures = new Counter({
    name: 'watchroom_host_collector_failures_total',
    help: "Readings of this machine's figures that failed, hung or could not be stored",
    labelNames: ['reading'],
    registers: [registry],
  });

  const readOne = async (reading: HostReading): Promise<Measurement[]> => {
    if (stillReading.has(reading.name)) {
      failures.inc({ reading: reading.name });
      return [];
    }
    stillReading.add(reading.name);
    const work = reading.read().finally(() => stillReading.delete(reading.name));
    let timeout: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timeout = setTimeout(() => reject(new Error(`no answer within ${readingTimeoutMs / 1000} s`)), readingTimeoutMs);
    });
    try {
      return await Promise.race([work, late]);
    } catch (error) {
      failures.inc({ reading: reading.name });
      logger.warn({ err: error, reading: reading.name }, 'A reading of this machine failed');
      return [];
    } finally {
      clearTimeout(timeout);
    }
  };

  const storeRounds = async (): Promise<void> => {
    try {
      await store.insert(kept.flat());
      kept = [];
      if (storeFails) {
        storeFails = false;
        logger.info('Figures of this machine are stored again');
      }
    } catch (error) {
      failures.inc({ reading: 'store' });
      kept = kept.slice(-keptRounds);
      if (!storeFails) {
        storeFails = true;
        logger.warn({ err: error }, 'Figures of this machine cannot be stored; they are kept for ten minutes');
      }
    }
  };

  const runRound = async (): Promise<void> => {
    const at = clock.now();
    const measured = (await Promise.all(readings.map(readOne))).flat();
    const samples = measured.flatMap(({ name, unit, labels, value }) =>
      typeof value === 'number' && Number.isFinite(value)
        ? [{ name, unit, labels: { host, ...labels }, times: [at], values: [value] }]
        : []
    );
    if (samples.length > 0) {
      kept.push(samples);
      await storeRounds();
    }
  };

  const next = (): void => {
    const startedAt = performance.now();
    round = runRound().finally(() => {
      if (running) {
        timer = setTimeout(next, Math.max(0, intervalSeconds * 1000 - (performance.now() - startedAt)));
      }
    });
  };

  return {
    start: () => {
      if (!running) {
        running = true;
        readings = deps.read ?? [...machineReadings(), ...companionReadings()];
        next();
      }
      return Promise.resolve();
    },
    stop: async () => {
      running = false;
      clearTimeout(timer);
      await round;
      readings.forEach((reading) => reading.stop?.());
    },
  };
};
