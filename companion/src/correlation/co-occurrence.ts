import { decayed, trim } from './decay.js';

/** How often something began, and beside what. */
interface Beginnings {
  count: number;
  at: number;
  beside: Map<string, { count: number; at: number }>;
}

export type LearntTogether = Array<[key: string, count: number, at: number, beside: Array<[string, number, number]>]>;

export interface CoOccurrence {
  /** Counts one that has come at `at` (ms). */
  observe(key: string, at: number): void;
  /** How much of the time that `a` began `b` was there: 0 to 1; 0 below three beginnings. */
  share(a: string, b: string): number;
  /** What `key` came together with at least so often, the most frequent first. */
  partners(key: string, leastShare: number): string[];
  snapshot(limit: number): LearntTogether;
  restore(learnt: LearntTogether): void;
}

const maxKeys = 5000;
const maxPartners = 50;
const maxRecent = 40;
const leastBeginnings = 3;

/**
 * Learns from history what comes together: each time that something begins after quiet it is counted with everything that was seen within
 * the window. Counts fade, so that what has ceased is forgotten; memory is bounded. One observation of what goes on already costs O(1).
 *
 * @param windowMs how far apart what comes together may be
 * @param halfLifeMs after which a count is worth half
 */
export const createCoOccurrence = (windowMs: number, halfLifeMs: number): CoOccurrence => {
  const known = new Map<string, Beginnings>();
  /** When each was last seen, in that order. */
  const recent = new Map<string, number>();

  const countOf = (key: string, at: number): Beginnings => {
    const it = known.get(key) ?? { count: 0, at, beside: new Map() };
    known.delete(key);
    trim(known, maxKeys - 1);
    known.set(key, it);
    return it;
  };
  const countBeside = (key: string, other: string, at: number): void => {
    const it = known.get(key);
    if (!it) {
      return;
    }
    const before = it.beside.get(other);
    it.beside.delete(other);
    trim(it.beside, maxPartners - 1);
    it.beside.set(other, { count: before ? decayed(before.count, at - before.at, halfLifeMs) + 1 : 1, at });
  };
  const share: CoOccurrence['share'] = (a, b) => {
    const it = known.get(a);
    const together = it?.beside.get(b);
    if (!it || !together || it.count < leastBeginnings) {
      return 0;
    }
    return Math.min(1, decayed(together.count, it.at - together.at, halfLifeMs) / it.count);
  };

  return {
    share,
    observe: (key, at) => {
      const seen = recent.get(key);
      recent.delete(key);
      for (const [other, last] of recent) {
        if (at - last <= windowMs && recent.size < maxRecent) {
          break;
        }
        recent.delete(other);
      }
      if (seen === undefined || at - seen > windowMs) {
        const it = countOf(key, at);
        it.count = decayed(it.count, at - it.at, halfLifeMs) + 1;
        it.at = at;
        for (const other of recent.keys()) {
          countBeside(key, other, at);
          countBeside(other, key, at);
        }
      }
      recent.set(key, at);
    },
    partners: (key, leastShare) =>
      [...(known.get(key)?.beside.keys() ?? [])]
        .map((other) => ({ other, share: share(key, other) }))
        .filter((one) => one.share >= leastShare)
        .sort((a, b) => b.share - a.share)
        .map(({ other }) => other),
    snapshot: (limit) =>
      [...known]
        .slice(-limit)
        .map(([key, { count, at, beside }]) => [
          key,
          count,
          at,
          [...beside].map(([other, of]): [string, number, number] => [other, of.count, of.at]),
        ]),
    restore: (learnt) => {
      for (const [key, count, at, beside] of learnt) {
        known.set(key, {
          count,
          at,
          beside: new Map(beside.map(([other, n, last]) => [other, { count: n, at: last }])),
        });
      }
    },
  };
};
