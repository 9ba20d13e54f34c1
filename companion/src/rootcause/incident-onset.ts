import { firstIndexFrom } from '../first-index.js';
import { valuesBetween, type MetricSeries } from './metric-series.js';
import { leastNormalSamples } from './normal-range.js';
import { sortedQuantile } from './robust-stats.js';

/** Detection may be late by so much; for series that are sampled rarely by a sample. */
const mostLateness = 6 * 60_000;
const leastSteps = 1.2;
/** A series far outside says no more of the moment than one that is clearly outside. */
const mostUnrest = 5;

interface Span {
  from: number;
  until: number;
  step: number;
}

/** For each step of the span how far outside of their usual range the series are, on average. */
const unrestByStep = (series: readonly MetricSeries[], first: number, { from, until, step }: Span): Float64Array => {
  const bins = Math.max(1, Math.round((until - from) / step));
  const unrest = new Float64Array(bins);
  const counts = new Float64Array(bins);
  for (const one of series) {
    const usual = Float64Array.from(valuesBetween(one, first, from)).sort();
    if (usual.length < leastNormalSamples) {
      continue;
    }
    const [low, high] = [sortedQuantile(usual, 0.02), sortedQuantile(usual, 0.98)];
    const range = Math.max(high - low, 0.02 * Math.abs(sortedQuantile(usual, 0.5)), Number.MIN_VALUE);
    const end = firstIndexFrom(one.times, until);
    for (let index = firstIndexFrom(one.times, from); index < end; index++) {
      const bin = Math.min(bins - 1, Math.floor(((one.times[index] as number) - from) / step));
      const value = one.values[index] as number;
      unrest[bin]! += Math.min(mostUnrest, Math.max(0, (value > high ? value - high : low - value) / range));
      counts[bin]! += 1;
    }
  }
  return unrest.map((sum, bin) => (counts[bin] ? sum / (counts[bin] as number) : 0));
};

const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** ... and so many times as restless as the calm before: noise alone reaches twice. */
const restless = 2.5;
/** The stretch before detection must be so much as restless as what follows, or it is not yet the incident. */
const earlyShare = 0.5;

/**
 * The step before which it was calm and from which on it was not: the best split by the difference of the means. `detection` itself
 * unless what lies between is clearly restless already.
 */
const bestSplit = (unrest: Float64Array, detection: number, ahead: number): number | null => {
  const latest = detection + 1;
  let best: { gain: number; at: number } | null = null;
  for (let at = 1; at <= Math.min(unrest.length - 1, latest); at++) {
    const after = unrest.subarray(at, Math.min(unrest.length, at + ahead));
    const rise = mean(after) - mean(unrest.subarray(0, at));
    const gain = rise * Math.sqrt((at * after.length) / (at + after.length));
    if (rise > 0 && gain > (best?.gain ?? 0)) {
      best = { gain, at };
    }
  }
  if (best === null || best.at >= detection) {
    return best?.at ?? null;
  }
  const calm = mean(unrest.subarray(0, best.at));
  const between = mean(unrest.subarray(best.at, detection));
  const after = mean(unrest.subarray(detection, Math.min(unrest.length, detection + ahead)));
  return between - calm >= earlyShare * (after - calm) && between > restless * calm ? best.at : null;
};

/**
 * When the incident truly began, ms: the change point of all series' unrest in the minutes up to detection, which may have come late.
 * Detection itself where nothing tells it apart.
 */
export const incidentOnset = (
  series: readonly MetricSeries[],
  span: { first: number; historyFrom: number; detectedAt: number; until: number; step: number }
): number => {
  const { first, historyFrom, detectedAt, until, step } = span;
  const back = Math.min(Math.max(mostLateness, leastSteps * step), (detectedAt - historyFrom) / 3);
  const from = detectedAt - back;
  const toDetection = Math.floor(back / step);
  const at = bestSplit(unrestByStep(series, first, { from, until, step }), toDetection, Math.max(3, toDetection));
  return at === null ? detectedAt : Math.min(detectedAt, from + at * step);
};
