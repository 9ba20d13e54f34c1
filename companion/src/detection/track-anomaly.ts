import type { Anomaly, Series } from '@watchroom/contract';
import type { DetectorConfig } from '../config/settings.js';
import { idOfKey } from '../stores/timeseries/series-id.js';
import { findingText } from './anomaly-text.js';
import type { Judgement } from './online-scorer.js';

const known = (value: number): number | null => (Number.isFinite(value) ? value : null);

/** The same for the same beginning, so that judging a stretch again after a crash replaces instead of doubling. */
const anomalyId = (detector: string, seriesId: string, startsAt: number): string =>
  idOfKey(JSON.stringify([detector, seriesId, startsAt]));

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
  onceInWeeks: config.kind === 'threshold' ? null : onceInWeeks(judgement.score),
});

const findings = (value: number, judgement: Judgement) => ({
  direction: directionOf(value, judgement),
  score: known(judgement.score) ?? 0,
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
  return judgement.isAnomaly && judgement.score > open.score
    ? describe(config, { ...open, ...findings(point.value, judgement), ...rarity(config, judgement) })
    : null;
};

/** A series that should have reported at `startsAt` (ms) and has not since. It has no value; nought stands for it. */
export const silenceAnomaly = (
  config: DetectorConfig,
  series: Pick<Series, 'id' | 'name' | 'labels'>,
  startsAt: number
): Anomaly => {
  const anomaly: Anomaly = {
    id: anomalyId(config.name, series.id, startsAt),
    detector: config.name,
    seriesId: series.id,
    metric: series.name,
    labels: series.labels,
    startsAt,
    endsAt: null,
    direction: 'down',
    score: 1,
    value: 0,
    expected: null,
    lower: null,
    upper: null,
    reason: '',
    detectedBy: 'missing-data',
    onceInWeeks: null,
    baselineFrom: null,
    baselineTo: null,
  };
  return describe(config, anomaly);
};
