const FIRST = 9;

/** The usual distance of a series' points, in ms, learnt as they come: the median of the first ones, then moved slowly. */
export interface StepTracker {
  step: number;
  lastTime: number;
  first: number[];
}

const DEFAULT_STEP = 60_000;

export const createStepTracker = (): StepTracker => ({ step: DEFAULT_STEP, lastTime: NaN, first: [] });

/**
 * Takes the next time and answers how long it is since the last one (ms; 0 for repeated or backward times). Gaps move the
 * step by 2 %, so an outage does not change it, but a new step is learnt within some hundred points.
 */
export const trackStep = (tracker: StepTracker, time: number): number => {
  const distance = time - tracker.lastTime;
  if (Number.isNaN(distance)) {
    tracker.lastTime = time;
    return 0;
  }
  if (distance <= 0) {
    return 0;
  }
  tracker.lastTime = time;
  if (tracker.first.length < FIRST) {
    tracker.first = [...tracker.first, distance].sort((a, b) => a - b);
    tracker.step = tracker.first[tracker.first.length >> 1] as number;
  } else if (distance > tracker.step * 1.01) {
    tracker.step = Math.min(distance, tracker.step * 1.02);
  } else if (distance < tracker.step * 0.99) {
    tracker.step = Math.max(distance, tracker.step / 1.02);
  }
  return distance;
};
