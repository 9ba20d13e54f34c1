import type { Anomaly } from '@watchroom/contract';
import type { DetectorConfig } from '../config/settings.js';
import { heedingParts, NO_FEEDBACK, type Heeded } from './feedback-effect.js';
import type { Heeding } from './heeding.js';
import { judgePoints, type LearntPoints, type Watched } from './watched-series.js';

/** A silence over a time that is not learnt is no habit of the series. */
const excuseSilence = ({ reporting }: Watched, heeded: readonly Heeded[], time: number): void => {
  for (const { verdict, from, until } of heeded) {
    if (verdict !== 'not-an-anomaly' && until !== null && from <= time && until > reporting.lastAt) {
      reporting.excusedUntil = Math.max(reporting.excusedUntil, until);
    }
  }
};

/** `judgePoints` with each point judged by what is heeded of the series at its time. */
export const judgeHeeding = (
  config: DetectorConfig,
  watched: Watched,
  points: LearntPoints,
  heeding: Pick<Heeding, 'during'>,
  onChange?: (anomaly: Anomaly) => void
): number => {
  const { times, values, lows, highs } = points;
  const [first, last] = [times[0], times.at(-1)];
  if (first === undefined || last === undefined) {
    return 0;
  }
  // From the point before on: what lies between them excuses the silence.
  const before = Number.isFinite(watched.lastTime) ? Math.min(first, watched.lastTime) : first;
  const heeded = heeding.during(watched.series, before, last);
  if (heeded.length === 0) {
    watched.judge.heed(NO_FEEDBACK);
    return judgePoints(config, watched, points, onChange);
  }
  let judged = 0;
  for (const { from, to, effect } of heedingParts(times, heeded)) {
    watched.judge.heed(effect);
    excuseSilence(watched, heeded, times[from] as number);
    const piece = {
      times: times.slice(from, to),
      values: values.slice(from, to),
      lows: lows?.slice(from, to),
      highs: highs?.slice(from, to),
    };
    judged += judgePoints(config, watched, piece, onChange);
  }
  return judged;
};
