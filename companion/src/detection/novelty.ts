/**
 * How far a value lies beyond everything of its kind so far. The record fades with a half-life of four weeks. It is learnt
 * only when an excursion beyond it is over, so that a slow rise counts as a whole, and one excursion may at most double it,
 * so that one disaster does not hide the next.
 */
export interface Novelty {
  record: number;
  /** Highest value of the excursion under way; 0 where there is none. */
  beyond: number;
  /** Points the excursion has lasted. */
  points: number;
}

export const createNovelty = (): Novelty => ({ record: 0, beyond: 0, points: 0 });

/** Keeps the first records, of values that are about 1 when all is well, from counting for much. */
const USUAL = 5;
const MOST_GROWTH = 2;
const MOST_EXCESS = 5;
/** An excursion that lasts longer is taken for the new normal. */
const LONGEST = 36;

/** Fades the record by `fade` (0..1), answers by which part `value` (>= 0) exceeds it, 0..5, and learns the value. */
export const exceedance = (novelty: Novelty, value: number, fade: number): number => {
  const record = novelty.record * fade;
  novelty.record = record;
  if (value <= record && novelty.points === 0) {
    return 0;
  }
  if (value > record && novelty.points < LONGEST) {
    novelty.points += 1;
    if (value > novelty.beyond) {
      novelty.beyond = value;
    }
    return Math.min(MOST_EXCESS, (value - record) / (record + USUAL));
  }
  if (novelty.points > 0) {
    novelty.record = Math.min(novelty.beyond, record * MOST_GROWTH + USUAL);
    novelty.beyond = 0;
    novelty.points = 0;
  }
  return 0;
};
