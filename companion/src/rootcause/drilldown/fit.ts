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

export const minus = (all: Totals, some: Totals): Totals => ({
  forecast: all.forecast - some.forecast,
  actual: all.actual - some.actual,
  count: all.count - some.count,
});

/** What some leaves would sum to had they gone the way of `rest`. */
export const expectedOf = (inside: Totals, rest: Totals): number =>
  rest.forecast > 0 && rest.actual >= 0
    ? inside.forecast * (rest.actual / rest.forecast)
    : inside.forecast + (rest.count === 0 ? 0 : (inside.count * (rest.actual - rest.forecast)) / rest.count);

/** What a leaf of a group is expected to be where the whole group went one way: in proportion, or by an equal part of the change. */
export const modelOf = (totals: Totals): ((forecast: number) => number) => {
  const shift = expectedOf({ forecast: 0, actual: 0, count: 1 }, totals);
  const factor = expectedOf({ forecast: 1, actual: 0, count: 1 }, totals) - shift;
  return (value) => value * factor + shift;
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
