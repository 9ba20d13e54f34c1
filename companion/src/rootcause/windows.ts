import { firstIndexFrom } from '../first-index.js';
import { incidentOnset } from './incident-onset.js';
import type { MetricSeries } from './metric-series.js';
import { median } from './robust-stats.js';

const minute = 60_000;
const incidentLength = 30 * minute;
/** Series that are sampled rarely need some samples of the incident all the same. */
const leastIncidentSteps = 6;

/** What is compared with what, ms. */
export interface Windows {
  normalFrom: number;
  /** Exclusive; half a step before the onset. */
  normalTo: number;
  /** From here to `normalTo`: the moments before the incident, as long as it, at least three samples. */
  beforeFrom: number;
  /** When the incident truly began, by the data. */
  onsetAt: number;
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

/** Chooses the normal period and the incident's from the data: it began where the series say so, at or before its detection.
 * `historyFrom`: since when every source has data, ms. */
export const chooseWindows = (
  series: readonly MetricSeries[],
  detectedAt: number,
  historyFrom = -Infinity
): Windows => {
  const step = usualStep(series);
  let first = detectedAt;
  let last = detectedAt;
  for (const { times } of series) {
    first = Math.min(first, times[0] ?? detectedAt);
    last = Math.max(last, times.at(-1) ?? detectedAt);
  }
  const until = Math.min(last + 1, detectedAt + Math.max(incidentLength, leastIncidentSteps * step));
  const onsetAt = incidentOnset(series, { first, historyFrom: Math.max(first, historyFrom), detectedAt, until, step });
  const before = Math.max(3.5 * step, Math.min(until - onsetAt, (onsetAt - first) / 10));
  return {
    normalFrom: first,
    normalTo: onsetAt - step / 2,
    beforeFrom: onsetAt - before,
    onsetAt,
    detectedAt,
    until,
    step,
  };
};

/** Whether any series has samples since the detection. */
export const hasIncidentSamples = (series: readonly MetricSeries[], windows: Windows): boolean =>
  series.some(({ times }) => (times[firstIndexFrom(times, windows.detectedAt)] ?? Infinity) < windows.until);
