import type { Anomaly, Series } from '@watchroom/contract';
import type { DetectorConfig } from '../config/settings.js';
import type { SeriesPoints } from '../stores/timeseries/timeseries-store.js';
import { emptyJudgement } from './judgement.js';
import { createPointJudge, type PointJudge } from './point-judge.js';
import { createReporting, missingSince, noteReport, type Reporting } from './missing-data.js';
import { silenceAnomaly, trackAnomaly } from './track-anomaly.js';

/** One series under one detector. */
export interface Watched {
  series: Pick<Series, 'id' | 'name' | 'labels'>;
  judge: PointJudge;
  /** Of the newest judged point, ms; older ones that come later are not judged. */
  lastTime: number;
  lastValue: number;
  /** Distance of the last two points, ms. */
  distance: number;
  /** What its points tell of and lasts; the other two are told by the clock and by its peers. */
  open: Anomaly | null;
  missing: Anomaly | null;
  apart: Anomaly | null;
  /** How regularly it reports, for `missingAnomaly`. */
  reporting: Reporting;
}

export const createWatched = (config: DetectorConfig, series: Watched['series']): Watched => ({
  series,
  judge: createPointJudge(config),
  lastTime: -Infinity,
  lastValue: NaN,
  distance: 0,
  open: null,
  missing: null,
  apart: null,
  reporting: createReporting(),
});

/** The places of open anomalies. */
export const places = ['open', 'missing', 'apart'] as const;

export const placeOf = ({ detectedBy }: Pick<Anomaly, 'detectedBy'>): (typeof places)[number] =>
  detectedBy === 'missing-data' ? 'missing' : detectedBy === 'peer-outlier' ? 'apart' : 'open';

/** A series that says nothing for this long, and for ten of its steps, has ended. */
const SILENCE = 30 * 60_000;
const SILENT_STEPS = 10;

export const hasEnded = (watched: Watched, now: number): boolean =>
  now - watched.lastTime > Math.max(SILENCE, SILENT_STEPS * watched.distance);

/** Points in order of time. Where they stand for hours, beside each the lowest and highest value of its hour. */
export type LearntPoints = SeriesPoints['points'] & { lows?: readonly number[]; highs?: readonly number[] };
export type LearntSeries = Pick<SeriesPoints, 'series'> & { points: LearntPoints };

/** Of points that stand for hours, only silences longer than this are told from their usual distance. */
const HOUR = 3_600_000;

const judgement = emptyJudgement();

/**
 * Judges the points that are newer than those judged before. `onChange` is given each anomaly that began, grew or ended;
 * without it the points are only learnt. Answers how many points were judged.
 */
export const judgePoints = (
  config: DetectorConfig,
  watched: Watched,
  { times, values, lows, highs }: LearntPoints,
  onChange?: (anomaly: Anomaly) => void
): number => {
  let judged = 0;
  for (let index = 0; index < times.length; index += 1) {
    const time = times[index] as number;
    if (time <= watched.lastTime) {
      continue;
    }
    const value = values[index] ?? NaN;
    if (lows && highs) {
      watched.judge.learnRange(time, lows[index] as number, highs[index] as number);
    }
    watched.judge.observe(time, value, judgement);
    if (watched.open && time <= watched.open.startsAt) {
      // A restart goes over what the last process had judged: the anomaly of that stretch is known already.
      watched.judge.adopt(true);
    } else if (onChange && (judgement.open || watched.open)) {
      const { judge } = watched;
      const point = { time, value, beganAt: judge.beganAt(), baselineFrom: judge.baselineFrom(time) };
      const changed = trackAnomaly(config, watched.series, watched.open, point, judgement);
      if (changed) {
        watched.open = changed.endsAt === null ? changed : null;
        onChange(changed);
      }
    }
    watched.distance = watched.lastTime > -Infinity ? time - watched.lastTime : 0;
    watched.lastTime = time;
    watched.lastValue = value;
    noteReport(watched.reporting, time, lows ? HOUR : 0);
    judged += 1;
  }
  return judged;
};

/**
 * The anomaly of a series that has fallen silent, for the runner's clock: null while it reports, where it never reported regularly, and
 * where it fell silent before `since` (ms). The same anomaly each time it is asked during one silence; it is over with the next point, at
 * `watched.lastTime`. Independent of `open`, which the points themselves keep.
 */
export const missingAnomaly = (
  config: DetectorConfig,
  watched: Watched,
  now: number,
  since: number
): Anomaly | null => {
  const startsAt = missingSince(watched.reporting, now, since);
  return startsAt === null ? null : silenceAnomaly(config, watched.series, startsAt);
};
