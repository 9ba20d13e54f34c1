import type { Anomaly, AnomalyKind, Series } from '@watchroom/contract';
import type { DetectorConfig } from '../config/settings.js';
import { idOfKey } from '../stores/timeseries/series-id.js';
import { findingText } from './anomaly-text.js';
import type { Judgement } from './judgement.js';
import type { PeerOutlier } from './peer-outlier.js';

const known = (value: number): number | null => (Number.isFinite(value) ? value : null);

/**
 * The same for the same beginning, so that judging a stretch again after a crash replaces instead of doubling. What is told by other
 * means than the points of the series itself has its kind in it, since it may begin at the same time.
 */
const anomalyId = (detector: string, seriesId: string, startsAt: number, kind?: AnomalyKind): string =>
  idOfKey(JSON.stringify([detector, seriesId, startsAt, ...(kind ? [kind] : [])]));

const directionOf = (value: number, { expected, upper }: Judgement): Anomaly['direction'] =>
  Number.isFinite(expected) ? (value >= expected ? 'up' : 'down') : value > upper ? 'up' : 'down';

const describe = (config: DetectorConfig, anomaly: Anomaly): Anomaly => ({
  ...anomaly,
  reason: findingText(anomaly, config.kind, config.kind === 'threshold' ? config.forSeconds : 0),
});

const WEEKS_A_MONTH = 30 / 7;
/** Beyond this nobody can know. */
const MOST_WEEKS = 1000;

/** A score s stands for 1/s - 1 events a month (see `calibrate`); once in how many weeks that is. */
export const onceInWeeks = (score: number): number | null => {
  const weeks = WEEKS_A_MONTH / (1 / score - 1);
  return score > 0 ? Number(Math.min(MOST_WEEKS, weeks).toPrecision(2)) : null;
};

const rarity = (config: DetectorConfig, judgement: Judgement) => ({
  detectedBy: judgement.detectedBy,
  onceInWeeks: config.kind === 'threshold' ? null : onceInWeeks(judgement.weight),
});

const findings = (value: number, judgement: Judgement) => ({
  direction: directionOf(value, judgement),
  score: known(judgement.weight) ?? 0,
  value,
  expected: known(judgement.expected),
  lower: known(judgement.lower),
  upper: known(judgement.upper),
});

/**
 * What a judged point makes of a series' open anomaly (null where there is none): a new one, the same with a higher score,
 * or the ended one. Answers null where nothing changes.
 */
export const trackAnomaly = (
  config: DetectorConfig,
  series: Pick<Series, 'id' | 'name' | 'labels'>,
  open: Anomaly | null,
  point: { time: number; value: number; beganAt: number | null; baselineFrom: number | null },
  judgement: Judgement
): Anomaly | null => {
  if (!Number.isFinite(point.value)) {
    return null;
  }
  if (open === null) {
    if (!judgement.open) {
      return null;
    }
    const startsAt = point.beganAt ?? point.time;
    return describe(config, {
      id: anomalyId(config.name, series.id, startsAt),
      detector: config.name,
      seriesId: series.id,
      metric: series.name,
      labels: series.labels,
      startsAt,
      endsAt: null,
      ...findings(point.value, judgement),
      ...rarity(config, judgement),
      baselineFrom: point.baselineFrom,
      baselineTo: point.baselineFrom === null ? null : startsAt,
      reason: '',
    });
  }
  if (!judgement.open) {
    return { ...open, endsAt: point.time };
  }
  return judgement.isAnomaly && judgement.weight > open.score
    ? describe(config, { ...open, ...findings(point.value, judgement), ...rarity(config, judgement) })
    : null;
};

const newAnomaly = (
  config: DetectorConfig,
  series: Pick<Series, 'id' | 'name' | 'labels'>,
  startsAt: number,
  found: Omit<Anomaly, 'id' | 'detector' | 'seriesId' | 'metric' | 'labels' | 'startsAt' | 'endsAt' | 'reason'>
): Anomaly =>
  describe(config, {
    id: anomalyId(config.name, series.id, startsAt, found.detectedBy),
    detector: config.name,
    seriesId: series.id,
    metric: series.name,
    labels: series.labels,
    startsAt,
    endsAt: null,
    ...found,
    reason: '',
  });

/** A series that should have reported at `startsAt` (ms) and has not since. It has no value; nought stands for it. */
export const silenceAnomaly = (
  config: DetectorConfig,
  series: Pick<Series, 'id' | 'name' | 'labels'>,
  startsAt: number
): Anomaly =>
  newAnomaly(config, series, startsAt, {
    direction: 'down',
    score: 1,
    value: 0,
    expected: null,
    lower: null,
    upper: null,
    detectedBy: 'missing-data',
    onceInWeeks: null,
    baselineFrom: null,
    baselineTo: null,
  });

/** The least distance that counts, twice this, gets the score of an event a month: the default budget. */
const NEAREST = 3;

/** 0..1 for how far a series stands apart from its peers, in robust spreads of theirs; nothing is known of how rare that is. */
export const peerScore = (distance: number): number => Math.max(0, 1 - NEAREST / Math.abs(distance));

/** A series that has stood apart from its peers since `startsAt` (ms). */
export const peerAnomaly = (
  config: DetectorConfig,
  series: Pick<Series, 'id' | 'name' | 'labels'>,
  startsAt: number,
  value: number,
  outlier: PeerOutlier
): Anomaly =>
  newAnomaly(config, series, startsAt, {
    direction: outlier.distance > 0 ? 'up' : 'down',
    score: peerScore(outlier.distance),
    value,
    expected: outlier.median,
    lower: outlier.lower,
    upper: outlier.upper,
    detectedBy: 'peer-outlier',
    onceInWeeks: null,
    baselineFrom: null,
    baselineTo: null,
  });
