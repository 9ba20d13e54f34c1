/**
 * How far a value lies beyond everything of its kind so far. The record fades with a half-life of four weeks, and a single
 * incident may only double it, so that one disaster does not hide the next.
 */
export interface Novelty {
  record: number;
}

export const createNovelty = (): Novelty => ({ record: 0 });

/** Keeps the first records, of values that are about 1 when all is well, from counting for much. */
const USUAL = 5;
const MOST_GROWTH = 2;
const MOST_EXCESS = 5;

/** Fades the record by `fade` (0..1), answers by which part `value` (>= 0) exceeds it, 0..5, then learns the value. */
export const exceedance = (novelty: Novelty, value: number, fade: number): number => {
  const record = novelty.record * fade;
  if (value <= record) {
    novelty.record = record;
    return 0;
  }
  novelty.record = Math.min(value, record * MOST_GROWTH + USUAL);
  return Math.min(MOST_EXCESS, (value - record) / (record + USUAL));
};
