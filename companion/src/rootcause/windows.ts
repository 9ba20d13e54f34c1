import { firstIndexFrom } from '../first-index.js';
import type { MetricSeries } from './metric-series.js';
import { median } from './robust-stats.js';

const minute = 60_000;
/** Detection is late by about this much as a rule; the stretch before it is no witness of the normal. */
const leastGuard = 90_000;
const mostGuard = 10 * minute;
const incidentLength = 30 * minute;
/** Series that are sampled rarely need some samples of the incident all the same. */
const leastIncidentSteps = 6;

/** The two stretches of time that are compared, ms. Samples between `normalTo` and `detectedAt` are judged by neither. */
export interface Windows {
  normalFrom: number;
  /** Exclusive. */
  normalTo: number;
  detectedAt: number;
  /** Exclusive. */
  until: number;
  /** Usual distance between samples. */
  step: number;
}

const usualStep = (series: readonly MetricSeries[]): number => {
  const steps = series
    .filter((one) => one.times.length > 2)
    .map((one) => ((one.times.at(-1) as number) - (one.times[0] as number)) / (one.times.length - 1));
  return steps.length > 0 ? median(steps) : minute;
};

/**
 * Chooses the normal period and the incident's from the data. The guard between them (a tenth of the history, 90 s to 10 min, at
 * least three samples, at most a third of the history) keeps a late detection from spoiling the normal period.
 */
export const chooseWindows = (series: readonly MetricSeries[], detectedAt: number): Windows => {
  const step = usualStep(series);
  let first = detectedAt;
  let last = detectedAt;
  for (const { times } of series) {
    first = Math.min(first, times[0] ?? detectedAt);
    last = Math.max(last, times.at(-1) ?? detectedAt);
  }
  const history = detectedAt - first;
  const wanted = Math.max(Math.min(Math.max(history / 10, leastGuard), mostGuard), 3 * step);
  return {
    normalFrom: first,
    normalTo: detectedAt - Math.min(wanted, history / 3),
    detectedAt,
    until: Math.min(last + 1, detectedAt + Math.max(incidentLength, leastIncidentSteps * step)),
    step,
  };
};

/** Whether any series has samples of the incident. */
export const hasIncidentSamples = (series: readonly MetricSeries[], windows: Windows): boolean =>
  series.some(({ times }) => (times[firstIndexFrom(times, windows.detectedAt)] ?? Infinity) < windows.until);
