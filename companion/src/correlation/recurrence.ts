import { decayed, trim } from './decay.js';

/** How often something came back after quiet, and how dense it was. */
export interface Recurring {
  /** When it was last seen, ms. */
  last: number;
  /** Earlier episodes, the older the less. */
  episodes: number;
  episodeAt: number;
  /** A second, over the last ten; the most of this episode; the most of earlier ones. */
  rate: number;
  top: number;
  peak: number;
}

export interface RecurrenceSettings {
  episodeQuietMs: number;
  memoryMs: number;
}

/** Rates are over about so long. */
const rateMs = 10_000;
const maxKeys = 50_000;

export interface Recurrences {
  /** Counts one that has come at `at` (ms); what is known with it. */
  observe(key: string, at: number): Recurring;
  /** The most telling, for keeping. */
  snapshot(limit: number): Array<[string, Recurring]>;
  restore(entries: ReadonlyArray<[string, Recurring]>): void;
}

/** Learns, online and in bounded memory, what comes back again and again. */
export const createRecurrences = ({ episodeQuietMs, memoryMs }: RecurrenceSettings): Recurrences => {
  const known = new Map<string, Recurring>();
  return {
    observe: (key, at) => {
      let it = known.get(key);
      if (!it) {
        it = { last: at, episodes: 0, episodeAt: at, rate: 0, top: 0, peak: 0 };
        trim(known, maxKeys - 1);
        known.set(key, it);
      } else {
        const quiet = at - it.last;
        if (quiet > episodeQuietMs) {
          it.episodes = decayed(it.episodes, at - it.episodeAt, memoryMs) + 1;
          it.episodeAt = at;
          it.peak = Math.max(decayed(it.peak, quiet, memoryMs), it.top);
          it.top = 0;
          // In order of the last episode, so that what is trimmed was not seen for longest.
          known.delete(key);
          known.set(key, it);
        }
        if (quiet > 0) {
          it.rate *= Math.exp(-quiet / rateMs);
          it.last = at;
        }
      }
      it.rate += 1000 / rateMs;
      it.top = Math.max(it.top, it.rate);
      return it;
    },
    snapshot: (limit) =>
      [...known]
        .sort(([, a], [, b]) => b.episodes - a.episodes)
        .slice(0, limit)
        .map(([key, it]) => [key, { ...it }]),
    restore: (entries) => entries.forEach(([key, it]) => known.set(key, { ...it })),
  };
};
