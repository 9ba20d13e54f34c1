import { decayed, trim } from './decay.js';

/** How often something began, and beside what. */
interface Beginnings {
  count: number;
  at: number;
  /** How long it was there altogether, ms, with the window after each. */
  presentMs: number;
  beside: Map<string, { count: number; at: number }>;
}

export interface LearntTogether {
  since: number | null;
  kinds: Array<[key: string, count: number, at: number, presentMs: number, beside: Array<[string, number, number]>]>;
}

export interface CoOccurrence {
  /** Counts one that has come at `at` (ms). */
  observe(key: string, at: number): void;
  /** How much more often than by chance `b` was there when `a` began: 0 (chance) to 1 (always); 0 below three beginnings. */
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
/** Of what is there so much of the time nothing can be told. */
const alwaysThere = 0.9;
/** Chance is measured over at least so many windows. */
const leastHistory = 100;

/**
 * Learns from history what comes together: each time that something begins after quiet it is counted with everything that was seen within
 * the window. Counts fade, so that what has ceased is forgotten; memory is bounded. One observation of what goes on already costs O(1).
 *
 * @param windowMs how far apart what comes together may be
 * @param halfLifeMs after which a count is worth half
 */
export const createCoOccurrence = (windowMs: number, halfLifeMs: number): CoOccurrence => {
  const known = new Map<string, Beginnings>();
  let since: number | null = null;
  let now = 0;
  /** When each was last seen, in that order. */
  const recent = new Map<string, number>();

  const countOf = (key: string, at: number): Beginnings => {
    const it = known.get(key) ?? { count: 0, at, presentMs: 0, beside: new Map() };
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
  /** How likely it is to be there at any moment: what is there most of the time comes together with everything. */
  const chanceOf = (key: string): number => {
    const history = since === null ? 0 : now - since;
    const present = known.get(key)?.presentMs ?? 0;
    return history <= 0 ? 0 : Math.min(1, (2 * present) / Math.max(history, leastHistory * windowMs));
  };
  const share: CoOccurrence['share'] = (a, b) => {
    const it = known.get(a);
    const together = it?.beside.get(b);
    if (!it || !together || it.count < leastBeginnings) {
      return 0;
    }
    const often = Math.min(1, decayed(together.count, it.at - together.at, halfLifeMs) / it.count);
    const chance = chanceOf(b);
    return chance >= alwaysThere ? 0 : Math.max(0, (often - chance) / (1 - chance));
  };

  return {
    share,
    observe: (key, at) => {
      since ??= at;
      now = Math.max(now, at);
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
        it.presentMs += windowMs;
        for (const other of recent.keys()) {
          countBeside(key, other, at);
          countBeside(other, key, at);
        }
      }
      const it = known.get(key);
      if (it && seen !== undefined && at - seen <= windowMs) {
        it.presentMs += Math.max(0, at - seen);
      }
      recent.set(key, at);
    },
    partners: (key, leastShare) =>
      [...(known.get(key)?.beside.keys() ?? [])]
        .map((other) => ({ other, share: share(key, other) }))
        .filter((one) => one.share >= leastShare)
        .sort((a, b) => b.share - a.share)
        .map(({ other }) => other),
    snapshot: (limit) => ({
      since,
      kinds: [...known]
        .slice(-limit)
        .map(([key, { count, at, presentMs, beside }]) => [
          key,
          count,
          at,
          presentMs,
          [...beside].map(([other, of]): [string, number, number] => [other, of.count, of.at]),
        ]),
    }),
    restore: (learnt) => {
      since = learnt.since;
      for (const [key, count, at, presentMs, beside] of learnt.kinds) {
        known.set(key, {
          count,
          at,
          presentMs,
          beside: new Map(beside.map(([other, n, last]) => [other, { count: n, at: last }])),
        });
      }
    },
  };
};
