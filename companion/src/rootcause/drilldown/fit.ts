import type { Leaf } from './leaf.js';

/** Sums over some leaves. */
export interface Totals {
  forecast: number;
  actual: number;
  count: number;
}

export const totalsOf = (leaves: readonly Leaf[], indices: Iterable<number>): Totals => {
  const totals = { forecast: 0, actual: 0, count: 0 };
  for (const index of indices) {
    const leaf = leaves[index] as Leaf;
    totals.forecast += leaf.forecast;
    totals.actual += leaf.actual;
    totals.count += 1;
  }
  return totals;
};

/** What a leaf of a group is expected to be where the whole group went one way: in proportion, or by an equal part of the change. */
export const modelOf = (totals: Totals): ((forecast: number) => number) => {
  const { forecast, actual, count } = totals;
  if (forecast > 0 && actual >= 0) {
    const factor = actual / forecast;
    return (value) => value * factor;
  }
  const shift = count === 0 ? 0 : (actual - forecast) / count;
  return (value) => value + shift;
};

/** How far the leaves are from a model, summed. */
const distance = (leaves: readonly Leaf[], indices: Iterable<number>, model: (forecast: number) => number): number => {
  let total = 0;
  for (const index of indices) {
    const { forecast, actual } = leaves[index] as Leaf;
    total += Math.abs(actual - model(forecast));
  }
  return total;
};

/** How far the leaves are from having all gone one way. */
export const unrestOf = (leaves: readonly Leaf[], indices: readonly number[]): number =>
  distance(leaves, indices, modelOf(totalsOf(leaves, indices)));

/**
 * Part of the unrest that is gone where the slice went one way and the rest another, 0..1. What a cause changes goes in proportion in
 * all that it holds (the ripple effect): a slice too wide or too narrow leaves more unrest. After the generalised potential score of
 * Squeeze (Li et al., ISSRE 2019).
 */
export const fitOf = (
  leaves: readonly Leaf[],
  inside: readonly number[],
  outside: readonly number[],
  unrest: number
): number => {
  if (unrest <= 0) {
    return 0;
  }
  const left =
    distance(leaves, inside, modelOf(totalsOf(leaves, inside))) +
    distance(leaves, outside, modelOf(totalsOf(leaves, outside)));
  return 1 - left / unrest;
};

/**
 * How far a slice's part of the whole (0..1) is from the expected part: Jensen-Shannon divergence of one element in bits, after
 * Adtributor (Bhagwan et al., NSDI 2014).
 */
export const surpriseOf = (expected: number, actual: number): number => {
  const [p, q] = [Math.min(1, Math.max(0, expected)), Math.min(1, Math.max(0, actual))];
  const term = (x: number): number => (x > 0 ? x * Math.log2((2 * x) / (p + q)) : 0);
  return Math.max(0, 0.5 * (term(p) + term(q)));
};
