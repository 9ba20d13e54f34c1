import { createStepTracker, trackStep, type StepTracker } from './step.js';

/** What the runner's clock needs to know of a series to tell that it has fallen silent. */
export interface Reporting {
  /** When the newest point came, ms. */
  lastAt: number;
  /** Usual distance of points. */
  steps: StepTracker;
  /** Points so far. */
  points: number;
  /** Longest silence it came back from, ms. */
  longestGap: number;
  /** Silence up to here was expected and teaches nothing, ms. */
  excusedUntil: number;
}

export const createReporting = (): Reporting => ({
  lastAt: NaN,
  steps: createStepTracker(),
  points: 0,
  longestGap: 0,
  excusedUntil: -Infinity,
});

const ENOUGH_POINTS = 60;
const LEAST_STEPS = 5;
const LEAST = 5 * 60_000;
const LONGER = 2;

/**
 * Learns that a point came at `time` (ms). Late points change nothing. `blur` (ms): the time is known by so much only, and nothing of
 * the points between; only silences longer than that are learnt.
 */
export const noteReport = (reporting: Reporting, time: number, blur = 0): void => {
  if (time <= reporting.lastAt) {
    return;
  }
  if (!Number.isNaN(reporting.lastAt)) {
    const silentFrom = Math.max(reporting.lastAt, reporting.excusedUntil);
    reporting.longestGap = Math.max(reporting.longestGap, time - silentFrom - blur);
  }
  if (blur > 0) {
    reporting.lastAt = time;
    return;
  }
  trackStep(reporting.steps, time);
  reporting.lastAt = time;
  reporting.points += 1;
};

/**
 * Since when a series has been missing, ms: the time at which its next point was due; null while it is not. Missing is what
 * reported regularly (60 points or more) and has said nothing for five of its steps, five minutes, and twice its longest
 * silence so far. `since` bounds how old a silence may be to be told: what ended long ago was taken away, not lost.
 */
export const missingSince = (reporting: Reporting, now: number, since: number): number | null => {
  const { lastAt, points, longestGap } = reporting;
  const { step } = reporting.steps;
  if (points < ENOUGH_POINTS || lastAt < since) {
    return null;
  }
  const patience = Math.max(LEAST, LEAST_STEPS * step, LONGER * longestGap);
  return now - lastAt > patience ? Math.round(lastAt + step) : null;
};
