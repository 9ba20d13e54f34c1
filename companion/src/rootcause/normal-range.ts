import { sortedQuantile } from './robust-stats.js';

/** Fewer samples than this say nothing of what is normal. */
export const leastNormalSamples = 8;
/** A spread below this share of the level is measuring noise. */
const leastShareOfLevel = 0.01;
/** Of windows of the normal period this share is calmer than what is called its spread. */
const calmShare = 0.9;

/** How a stretch of samples is summed up: medians mind no outliers; failures are rare, there the mean is right. */
export type Summary = (values: readonly number[]) => number;

export const mean: Summary = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** The stretch of `length` samples whose level is farthest from `normal`: short faults within a long incident must be seen. */
export const farthestLevel = (values: readonly number[], normal: number, length: number, summary: Summary): number => {
  let farthest = NaN;
  const stride = Math.max(1, Math.floor(length / 4));
  for (let from = 0; from + length <= values.length; from += stride) {
    const level = summary(values.slice(from, from + length));
    if (!(Math.abs(level - normal) <= Math.abs(farthest - normal))) {
      farthest = level;
    }
  }
  return farthest;
};

/** How far stretches of `length` samples of the normal period are from its level, nine times in ten. */
const spreadOfStretches = (values: readonly number[], level: number, length: number, summary: Summary): number => {
  if (values.length < 3 * length) {
    const ascending = Float64Array.from(values).sort();
    return (sortedQuantile(ascending, 0.95) - sortedQuantile(ascending, 0.05)) / 2 / Math.sqrt(length);
  }
  const distances: number[] = [];
  const stride = Math.max(1, Math.floor(length / 2));
  for (let from = 0; from + length <= values.length; from += stride) {
    distances.push(Math.abs(summary(values.slice(from, from + length)) - level));
  }
  return sortedQuantile(Float64Array.from(distances).sort(), calmShare);
};

/** Level and spread of a metric in the normal period. */
export interface Normal {
  count: number;
  level: number;
  spread: number;
}

/**
 * Level and spread of the normal period. The spread is the largest of the interquartile range, of what stretches as long as the one
 * judged did in the normal period (noise is often neither even nor independent), of 1 % of the level and of `least`. 0 for a metric
 * that was constantly 0.
 */
export const normalRange = (
  values: readonly number[],
  options: { length: number; summary: Summary; typicalLevel: number; least: number }
): Normal => {
  const { length, summary, typicalLevel, least } = options;
  const ascending = Float64Array.from(values).sort();
  const level = summary === mean ? mean(values) : sortedQuantile(ascending, 0.5);
  const spread = Math.max(
    sortedQuantile(ascending, 0.75) - sortedQuantile(ascending, 0.25),
    spreadOfStretches(values, level, length, summary),
    leastShareOfLevel * Math.max(Math.abs(level), typicalLevel),
    least
  );
  return { count: values.length, level, spread };
};
