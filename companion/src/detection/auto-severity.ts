import type { Anomaly, Severity } from '@watchroom/contract';
import { formatDuration } from '../rootcause/format-value.js';

/** How many series of a detector are anomalous at once, and how many it watches. */
export interface Breadth {
  anomalous: number;
  series: number;
}

const MINUTE = 60_000;
/** About twice a year, and once in five years. */
const RARE_WEEKS = 26;
const NEVER_SEEN_WEEKS = 260;
/** A score of this is as rare as the first (see `onceInWeeks`), for what tells no rarity. */
const RARE_SCORE = 0.86;
const LASTING = 5 * MINUTE;
const LONG = 30 * MINUTE;
const SEVERAL = 3;
const SEVERAL_PART = 0.1;
/** So many at once are no chance, however many series there are. */
const MANY = 30;
const HALF_AT_LEAST = 5;
const HALF = 0.5;

/** 0 to 2. A silence is known by its length only; a fixed limit is as rare as people meant it to be. */
const rarityPoints = ({
  score,
  onceInWeeks,
  detectedBy,
}: Pick<Anomaly, 'score' | 'onceInWeeks' | 'detectedBy'>): number => {
  if (detectedBy === 'missing-data') {
    return 0;
  }
  if (onceInWeeks === null || onceInWeeks === undefined) {
    return score >= RARE_SCORE ? 1 : 0;
  }
  return onceInWeeks >= NEVER_SEEN_WEEKS ? 2 : onceInWeeks >= RARE_WEEKS ? 1 : 0;
};

const durationPoints = (lasted: number): number => (lasted >= LONG ? 2 : lasted >= LASTING ? 1 : 0);

const breadthPoints = ({ anomalous, series }: Breadth): number => {
  const part = anomalous / Math.max(1, series);
  if (anomalous >= HALF_AT_LEAST && part >= HALF) {
    return 2;
  }
  return anomalous >= MANY || (anomalous >= SEVERAL && part >= SEVERAL_PART) ? 1 : 0;
};

/** By points; rarity has at most two of them, so that it alone is never critical. */
const byPoints: readonly Severity[] = ['info', 'warning', 'high', 'high', 'critical', 'critical', 'critical'];

/**
 * How bad an anomaly is by how rare it is for its series, how long it has lasted at `now` (ms), and how many series of its detector are
 * anomalous with it. Pure; it may sink from one moment to the next.
 */
export const autoSeverity = (anomaly: Anomaly, now: number, breadth: Breadth): Severity => {
  const lasted = (anomaly.endsAt ?? now) - anomaly.startsAt;
  return byPoints[rarityPoints(anomaly) + durationPoints(lasted) + breadthPoints(breadth)] as Severity;
};

/** What speaks for the severity, for people: `once in 40 weeks, lasting 35 min, 4 of 10 series`. */
export const severityReasons = (anomaly: Anomaly, now: number, { anomalous, series }: Breadth): string => {
  const lasted = Math.max(0, (anomaly.endsAt ?? now) - anomaly.startsAt);
  const weeks = anomaly.onceInWeeks ?? 0;
  const rare = weeks >= RARE_WEEKS ? `once in ${Math.round(weeks)} weeks, ` : '';
  return `${rare}lasting ${formatDuration(lasted)}, ${anomalous} of ${series} series`;
};
