import { blamedService } from './call-metrics.js';
import { failedShare, metricKind, sameSignal, type MetricKind } from './metric-kind.js';
import { valuesBetween, type MetricSeries } from './metric-series.js';
import { farthestLevel, leastNormalSamples, mean, normalRange, type Normal } from './normal-range.js';
import { estimateOnset } from './onset.js';
import { median } from './robust-stats.js';
import type { Windows } from './windows.js';

/** The incident is judged by its worst third; a fault is often shorter than the stretch it is looked for in. */
const judgedShare = 0.34;
/** Fewer failures than this share trouble nobody. */
const leastFailedShare = 0.002;
/** Levels are compared after adding this share of what is typical of the metric over all services: 3 ms instead of 1 is no tripling. */
const typicalShare = 0.25;

/** How far one metric moved, and each number that went into it. */
export interface MetricShift {
  /** As stored. */
  series: MetricSeries;
  /** As judged: a success rate as the share that failed. */
  judged: MetricSeries;
  /** The service it speaks for; not always the one that measured it. */
  service: string;
  kind: MetricKind;
  normal: Normal;
  incidentLevel: number;
  incidentCount: number;
  /** Change of the judged level, less what had moved before the incident already. */
  change: number;
  /** |change| / spread of the normal period. */
  shift: number;
  /** Natural logarithm of incident level / level before; both padded, so that zero and trifles do no harm. */
  logRatio: number;
  /** When it left its normal range, ms; null where it did not for good. */
  onsetAt: number | null;
}

/** A series with what its name tells. */
export interface JudgedSeries {
  series: MetricSeries;
  judged: MetricSeries;
  service: string;
  kind: MetricKind;
  /** Smallest spread that is worth the name, in units of the series; for counts, what chance alone does. */
  least?: number;
  /** Since when its source was recorded, ms. */
  from?: number;
}

/** Reads the names of metrics: whom they speak for, and failures out of success rates. */
export const toJudged = (all: readonly MetricSeries[]): JudgedSeries[] => {
  const services = new Set(all.map(({ service }) => service));
  return all.map((series) => {
    const kind = metricKind(series.metric);
    const failed = kind === 'success' ? failedShare(series) : null;
    return { series, judged: failed ?? series, service: blamedService(series, services), kind };
  });
};

/** Typical |level| of each metric over the services, by its name: the median of their normal medians. */
export const typicalLevels = (all: readonly JudgedSeries[], windows: Windows): Map<string, number> => {
  const levels = new Map<string, number[]>();
  for (const { judged } of all) {
    const normal = valuesBetween(judged, windows.normalFrom, windows.normalTo);
    if (normal.length > 0) {
      const known = levels.get(judged.metric);
      const level = Math.abs(median(normal));
      if (known) {
        known.push(level);
      } else {
        levels.set(judged.metric, [level]);
      }
    }
  }
  return new Map([...levels].map(([metric, found]) => [metric, median(found)]));
};

/** The change since the normal period or since just before the incident, whichever is less: what moved earlier is not its work. */
const changeOf = (level: number, normal: number, before: number | null): number => {
  const change = level - normal;
  const sinceBefore = before === null ? change : level - before;
  if (Math.sign(sinceBefore) !== Math.sign(change)) {
    return 0;
  }
  return Math.abs(sinceBefore) < Math.abs(change) ? sinceBefore : change;
};

/**
 * Compares the worst third of a metric's incident with its normal period: robust shift (BARO's scorer, FSE 2024) times log ratio, to
 * tell a doubling from a tremble. Null where the normal period is too short or the incident has no samples.
 */
export const metricShift = (
  { series, judged, service, kind, least = 0 }: JudgedSeries,
  windows: Windows,
  typical: number
): MetricShift | null => {
  const past = valuesBetween(judged, windows.normalFrom, windows.normalTo);
  const incident = valuesBetween(judged, windows.onsetAt, windows.until);
  if (past.length < leastNormalSamples || incident.length === 0) {
    return null;
  }
  const isShare = judged !== series;
  const summary = sameSignal(kind) === 'failure' ? mean : median;
  const length = Math.max(Math.min(2, incident.length), Math.ceil(judgedShare * incident.length));
  const typicalLevel = typicalShare * typical;
  const normal = normalRange(past, { length, summary, typicalLevel, least: isShare ? leastFailedShare : least });
  const incidentLevel = farthestLevel(incident, normal.level, length, summary);
  const spread = normal.spread > 0 ? normal.spread : Math.abs(incidentLevel) / 10;
  const before = valuesBetween(judged, windows.beforeFrom, windows.normalTo);
  const change = changeOf(incidentLevel, normal.level, before.length >= 2 ? summary(before) : null);
  if (!(spread > 0)) {
    return null;
  }
  const shift = Math.abs(change) / spread;
  const padding = Math.max(spread, typicalLevel);
  const logRatio = Math.log((Math.abs(incidentLevel) + padding) / (Math.abs(incidentLevel - change) + padding));
  const upwards = incidentLevel >= normal.level;
  return {
    series,
    judged,
    service,
    kind,
    normal: { ...normal, spread },
    incidentLevel,
    incidentCount: incident.length,
    change,
    shift,
    logRatio,
    onsetAt: estimateOnset(judged, { level: normal.level, spread }, upwards, windows),
  };
};
