import type { Clock } from '../clock.js';
import type { Logger } from 'pino';
import type { TimeseriesStore } from '../stores/timeseries/timeseries-store.js';
import { inTime } from './in-time.js';

const WEEK = 7 * 86_400_000;
const KEPT = 15_000;
const PATIENCE = 3000;

/** Anomalies of the last seven days by detector, by one query for all who ask within 15 s; the last answer where it fails. */
export const createAnomalyCounts = (deps: {
  store: Pick<TimeseriesStore, 'countAnomalies'>;
  clock: Clock;
  logger: Logger;
}): (() => Promise<ReadonlyMap<string, number>>) => {
  const { store, clock, logger } = deps;
  let counts: ReadonlyMap<string, number> = new Map();
  let askedAt = -Infinity;
  let asking: Promise<void> | null = null;

  const ask = async (now: number): Promise<void> => {
    askedAt = now;
    try {
      counts = await inTime(store.countAnomalies(now - WEEK), PATIENCE, 'counting anomalies');
    } catch (error) {
      logger.warn({ err: error }, 'anomalies could not be counted');
    } finally {
      asking = null;
    }
  };

  return async () => {
    const now = clock.now();
    if (now - askedAt >= KEPT) {
      asking ??= ask(now);
    }
    await asking;
    return counts;
  };
};
