import { quantileOfSorted } from './sorted-window.js';

/** Fewer peers than this can't outvote one. */
const ENOUGH_PEERS = 5;
const PER_QUARTILE = 1.4826;
const LEAST_PART = 0.05;
const FAR = 6;
/** When more than this part of the peers is off, the group has two habits, and none is the odd one out. */
const MOST_ODD = 0.1;

export interface PeerOutlier {
  index: number;
  /** Signed distance from the peers' median, in robust spreads. */
  distance: number;
  median: number;
  lower: number;
  upper: number;
}

/**
 * Which of many series of one kind stand apart at one moment: `values` holds one value per series, NaN where there is none.
 * Median and MAD of the others (Rousseeuw and Croux 1993), with 5 % of the median as least spread, so that peers which agree
 * to the digit don't make a stranger of a rounding. None where fewer than five report or more than a tenth stand apart.
 * O(n log n). One moment proves little: tell only what `createPeerWatch` has seen last.
 */
export const peerOutliers = (values: ArrayLike<number>): PeerOutlier[] => {
  const sorted = Float64Array.from(Array.from(values).filter((value) => Number.isFinite(value))).sort();
  const peers = sorted.length;
  if (peers < ENOUGH_PEERS) {
    return [];
  }
  const median = quantileOfSorted(sorted, 0, peers, 0.5);
  const distances = sorted.map((value) => Math.abs(value - median)).sort();
  const mad = PER_QUARTILE * quantileOfSorted(distances, 0, peers, 0.5);
  const spread = Math.max(mad, LEAST_PART * Math.abs(median), Number.MIN_VALUE);
  const found: PeerOutlier[] = [];
  for (let index = 0; index < values.length; index += 1) {
    const distance = ((values[index] as number) - median) / spread;
    if (Math.abs(distance) > FAR) {
      found.push({ index, distance, median, lower: median - FAR * spread, upper: median + FAR * spread });
    }
  }
  return found.length <= Math.max(1, MOST_ODD * peers) ? found : [];
};

/** Follows which series of one group stand apart over time. */
export interface PeerWatch {
  /**
   * `ids` beside `values` at `time` (ms, ascending); answers those that have stood apart for `rounds` calls in a row. Ids that are
   * gone are forgotten.
   */
  look(time: number, ids: readonly string[], values: ArrayLike<number>): Array<PeerOutlier & { id: string }>;
}

const DAY = 86_400_000;

/**
 * `rounds`: how many looks in a row make an outlier. Who has stood apart for `usualFor` ms is different by nature (a primary, a canary)
 * and told no more.
 */
export const createPeerWatch = (rounds = 3, usualFor = DAY): PeerWatch => {
  let apart = new Map<string, { since: number; looks: number }>();
  return {
    look: (time, ids, values) => {
      const next: typeof apart = new Map();
      const told: Array<PeerOutlier & { id: string }> = [];
      for (const outlier of peerOutliers(values)) {
        const id = ids[outlier.index];
        if (id !== undefined) {
          const before = apart.get(id);
          const seen = { since: before?.since ?? time, looks: (before?.looks ?? 0) + 1 };
          next.set(id, seen);
          if (seen.looks >= rounds && time - seen.since < usualFor) {
            told.push({ ...outlier, id });
          }
        }
      }
      apart = next;
      return told;
    },
  };
};
