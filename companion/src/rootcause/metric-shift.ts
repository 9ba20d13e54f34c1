import { valuesBetween, type MetricSeries } from './metric-series.js';
import { estimateOnset } from './onset.js';
import { median, robustSpread, type Spread } from './robust-stats.js';
import type { Windows } from './windows.js';

/** Fewer samples than this say nothing of what is normal. */
export const leastNormalSamples = 8;
/** A level that changed more than e^2 = 7.4 times counts as 7.4 times, so that leaving zero does not outdo everything. */
const mostLogRatio = 2;

/** How far one metric moved, and each number that went into it. */
export interface MetricShift {
  series: MetricSeries;
  normal: Spread;
  incidentMedian: number;
  incidentCount: number;
  /** |incident median - normal median| / interquartile range of the normal period. */
  shift: number;
  /** Natural logarithm of incident level / normal level; each level is padded by the spread, so that zero does no harm. */
  logRatio: number;
  /** log(1 + shift) x min(2, |logRatio|). */
  score: number;
  /** When it left its normal range, ms; null where it did not for good. */
  onsetAt: number | null;
}

/**
 * Compares a metric's incident with its normal period: robust shift score times log ratio (BARO's robust scorer, FSE 2024, with
 * the ratio to tell a doubling from a tremble). Null where the normal period is too short or has no spread, or the incident has
 * no samples: a spread that is not there is never made up.
 */
export const metricShift = (series: MetricSeries, windows: Windows): MetricShift | null => {
  const normal = robustSpread(valuesBetween(series, windows.normalFrom, windows.normalTo));
  const incident = valuesBetween(series, windows.detectedAt, windows.until);
  if (normal.count < leastNormalSamples || incident.length === 0 || !(normal.spread > 0)) {
    return null;
  }
  const incidentMedian = median(incident);
  const shift = Math.abs(incidentMedian - normal.median) / normal.spread;
  const level = (value: number): number => Math.abs(value) + normal.spread;
  const logRatio = Math.log(level(incidentMedian) / level(normal.median));
  return {
    series,
    normal,
    incidentMedian,
    incidentCount: incident.length,
    shift,
    logRatio,
    score: Math.log1p(shift) * Math.min(mostLogRatio, Math.abs(logRatio)),
    onsetAt: estimateOnset(series, normal, incidentMedian >= normal.median, windows),
  };
};
