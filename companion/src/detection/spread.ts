import { quantileOfSorted } from './sorted-window.js';

/** Middle of a set of numbers and how far they spread to either side, in units of a normal standard deviation. */
export interface Level {
  median: number;
  /** Between these the middle is: apart where a season goes from one slot to the next. */
  from: number;
  to: number;
  up: number;
  down: number;
  /** How many numbers it rests on. */
  size: number;
}

export const noLevel = (): Level => ({ median: NaN, from: NaN, to: NaN, up: NaN, down: NaN, size: 0 });

/** 1 / the 75 % and 90 % quantiles of the standard normal distribution. */
const PER_QUARTILE = 1.4826;
const PER_DECILE = 0.7803;
/** Neither side is taken to be narrower than this part of the other: a side never visited tells nothing about its width. */
const LEAST_SIDE = 0.3;

/**
 * Median and one-sided robust spreads of `size` >= 1 ascending numbers from place `from` on: the half-MAD to each side (median to quartile), or the
 * decile's where that is wider, so that skewed metrics (latency, counts) get a skewed band. Up to a quarter of wild points
 * moves it little. Writes into `into`; O(1).
 */
export const measureLevel = (sorted: Float64Array, from: number, size: number, into: Level): void => {
  const median = quantileOfSorted(sorted, from, size, 0.5);
  const up = Math.max(
    PER_QUARTILE * (quantileOfSorted(sorted, from, size, 0.75) - median),
    PER_DECILE * (quantileOfSorted(sorted, from, size, 0.9) - median)
  );
  const down = Math.max(
    PER_QUARTILE * (median - quantileOfSorted(sorted, from, size, 0.25)),
    PER_DECILE * (median - quantileOfSorted(sorted, from, size, 0.1))
  );
  into.median = median;
  into.from = median;
  into.to = median;
  into.up = Math.max(up, LEAST_SIDE * down);
  into.down = Math.max(down, LEAST_SIDE * up);
  into.size = size;
};
