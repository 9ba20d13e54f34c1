import type { Anomaly, Feedback } from '@watchroom/contract';
import type { DetectorConfig } from '../config/settings.js';
import { applyFeedback } from './feedback-effect.js';
import { judgePoints, type LearntPoints, type Watched } from './watched-series.js';

/** Index of the first time at or after `moment`; times ascend. */
const firstAt = (times: readonly number[], moment: number): number => {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] as number) < moment) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
};

/**
 * `judgePoints` with each point judged by the feedback of the series that holds at its time. Feedback changes what it means at
 * the moments `from` and `until` only, so the points are cut there.
 */
export const judgeHeeding = (
  config: DetectorConfig,
  watched: Watched,
  points: LearntPoints,
  feedback: readonly Feedback[],
  onChange?: (anomaly: Anomaly) => void
): number => {
  if (feedback.length === 0) {
    return judgePoints(config, watched, points, onChange);
  }
  const { times, values, lows, highs } = points;
  const moments = feedback.flatMap(({ from, until }) => (until === null ? [from] : [from, until]));
  const cuts = [0, ...moments.map((moment) => firstAt(times, moment)), times.length].sort((a, b) => a - b);
  let judged = 0;
  for (let part = 1; part < cuts.length; part += 1) {
    const from = cuts[part - 1] as number;
    const to = cuts[part] as number;
    if (from < to) {
      watched.judge.heed(applyFeedback(feedback, times[from] as number));
      const piece = {
        times: times.slice(from, to),
        values: values.slice(from, to),
        lows: lows?.slice(from, to),
        highs: highs?.slice(from, to),
      };
      judged += judgePoints(config, watched, piece, onChange);
    }
  }
  return judged;
};
