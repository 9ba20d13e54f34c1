import { systemClock, type Clock } from '../clock.js';
import type { StoreLog } from './store-log.js';

export interface RetentionOptions {
  /** How long what is over is kept; Infinity for ever. */
  days: number;
  clock?: Clock | undefined;
  logger: StoreLog;
  /** Removes a bounded portion of what was over before that moment (ms); gives the number of documents removed. */
  removePortion(before: number): Promise<number>;
}

export interface Retention {
  start(): void;
  /** Waits for the portion under way. */
  stop(): Promise<void>;
}

const dayMs = 86_400_000;
const firstAfterMs = 60_000;
const everyMs = 3_600_000;

/**
 * Removes, every hour and a portion at a time, what was over so many days ago: applied events, timeline entries, resolved
 * alerts and incidents. What fires or is pending stays, however old. A failure waits for the next hour.
 */
export const createRetention = ({ days, clock = systemClock, logger, removePortion }: RetentionOptions): Retention => {
  let timer: NodeJS.Timeout | undefined;
  let stopped = true;
  let underWay: Promise<void> = Promise.resolve();

  const removeAll = async (): Promise<void> => {
    const before = clock.now() - days * dayMs;
    let total = 0;
    let removed = 0;
    try {
      do {
        removed = await removePortion(before);
        total += removed;
      } while (removed > 0 && !stopped);
      if (total > 0) {
        logger.info({ documents: total, days }, 'removed what was over and past its retention');
      }
    } catch (error) {
      logger.warn({ error }, 'retention could not remove old documents; it tries again in an hour');
    }
  };

  const schedule = (delay: number): void => {
    timer = setTimeout(() => {
      underWay = removeAll().then(() => {
        if (!stopped) {
          schedule(everyMs);
        }
      });
    }, delay);
    timer.unref();
  };

  return {
    start: () => {
      if (!Number.isFinite(days)) {
        return;
      }
      stopped = false;
      schedule(firstAfterMs);
    },
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      await underWay;
    },
  };
};
