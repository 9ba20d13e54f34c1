import type { Logger } from 'pino';
import { Counter, Gauge, type Registry } from 'prom-client';
import type { Clock } from '../clock.js';
import type { TimeseriesStore } from '../stores/timeseries/timeseries-store.js';
import type { Job } from './scheduler.js';

const EVERY = 30_000;
/** Statements of about this length leave room for those of the detectors, which wait for the same connection, ms. */
const AIM = 500;
/** A run ends after so many ms; a long backlog takes many runs. */
const LONGEST = 2000;
const MOST_GROWTH = 4;
const MOST_HOURS = 7 * 24;

/**
 * The job that makes the hours that detection learns older history from (`TimeseriesStore.makeHours`), soon after each is over, and again
 * where points or anomalies came late. A failure waits for the next run. `elapsed` tells the time that work takes, ms.
 */
export const createHoursRefresher = (deps: {
  store: Pick<TimeseriesStore, 'makeHours'>;
  clock: Clock;
  logger: Pick<Logger, 'warn'>;
  registry: Registry;
  elapsed?: () => number;
}): Job => {
  const { store, clock, logger, registry, elapsed = () => performance.now() } = deps;
  const made = new Counter({
    name: 'watchroom_baseline_hours_made_total',
    help: 'Hours of points made into quantiles, again where points or anomalies came late',
    registers: [registry],
  });
  const failures = new Counter({
    name: 'watchroom_baseline_hours_failures_total',
    help: 'Runs of making hours that failed',
    registers: [registry],
  });
  const left = new Gauge({
    name: 'watchroom_baseline_hours_left',
    help: 'Parts of hours (64 an hour) that changed and are still to be made into quantiles',
    registers: [registry],
  });
  let most = 1;

  return {
    intervalMs: EVERY,
    run: async () => {
      const began = elapsed();
      try {
        for (let lastAt = began; lastAt - began < LONGEST;) {
          const step = await store.makeHours(clock.now(), Math.ceil(most));
          made.inc(step.hours);
          left.set(step.left);
          if (step.left === 0) {
            return;
          }
          const took = elapsed() - lastAt;
          lastAt += took;
          const change = Math.min(MOST_GROWTH, Math.max(1 / MOST_GROWTH, AIM / Math.max(1, took)));
          most = Math.min(MOST_HOURS, Math.max(1, most * change));
        }
      } catch (error) {
        failures.inc();
        logger.warn({ err: error }, 'hours could not be made; it is tried again');
      }
    },
  };
};
