import type { SeriesWindows } from '../../stores/timeseries/slice-reads.js';
import type { LeafInput } from './leaf.js';

/** Of the steps of a window those in which any series had a point: senders and windows begin when they like. */
const stepsSeen = (series: readonly SeriesWindows[], which: 'stepsBefore' | 'stepsAfter'): number =>
  series.reduce((most, one) => Math.max(most, one[which]), 1);

/** Gauges to be summed: a series that was there for half of the window counts by half. */
export const sumInputs = (series: readonly SeriesWindows[]): LeafInput[] => {
  const before = stepsSeen(series, 'stepsBefore');
  const after = stepsSeen(series, 'stepsAfter');
  return series.map((one) => ({
    labels: one.labels,
    before: { sum: one.before / before, weight: 1 },
    after: { sum: one.after / after, weight: 1 },
  }));
};

/** Counters as growth per second; `length` of a window in ms. */
export const rateInputs = (series: readonly SeriesWindows[], length: number): LeafInput[] =>
  series.map((one) => ({
    labels: one.labels,
    before: { sum: (one.before * 1000) / length, weight: 1 },
    after: { sum: (one.after * 1000) / length, weight: 1 },
  }));

/** Gauges to be averaged: each weighs as long as it was there. */
export const meanInputs = (series: readonly SeriesWindows[]): LeafInput[] =>
  series.map((one) => ({
    labels: one.labels,
    before: { sum: one.before, weight: one.stepsBefore },
    after: { sum: one.after, weight: one.stepsAfter },
  }));

const labelNames = (series: readonly SeriesWindows[]): Set<string> =>
  new Set(series.flatMap(({ labels }) => Object.keys(labels)));

/**
 * Two metrics divided: series are paired by the labels that both metrics have; those that one lacks (`code` of errors among requests)
 * are summed over.
 */
export const ratioInputs = (sums: readonly SeriesWindows[], weights: readonly SeriesWindows[]): LeafInput[] => {
  const inBoth = labelNames(weights);
  const names = [...labelNames(sums)].filter((name) => inBoth.has(name)).sort();
  const paired = new Map<string, LeafInput>();
  const add = (series: readonly SeriesWindows[], which: 'sum' | 'weight'): void => {
    for (const { labels, before, after } of series) {
      const key = JSON.stringify(names.map((name) => labels[name] ?? ''));
      const pair = paired.get(key) ?? {
        labels: Object.fromEntries(names.flatMap((name) => (name in labels ? [[name, labels[name] ?? '']] : []))),
        before: { sum: 0, weight: 0 },
        after: { sum: 0, weight: 0 },
      };
      pair.before[which] += before;
      pair.after[which] += after;
      paired.set(key, pair);
    }
  };
  add(sums, 'sum');
  add(weights, 'weight');
  return [...paired.values()];
};
