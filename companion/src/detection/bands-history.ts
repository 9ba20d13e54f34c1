const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Steps people know; from 5 minutes on they are multiples of the rollups' step. */
const STEPS = [
  1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1200, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400, 604_800,
].map((seconds) => seconds * SECOND);

/** The shortest usual step at which `span` ms hold at most `most` points. */
export const stepFor = (span: number, most: number): number => {
  // One more step than the span needs: a range that begins within a step touches it too.
  const least = span / Math.max(1, most - 1);
  return STEPS.find((step) => step >= least) ?? Math.ceil(least / DAY) * DAY;
};

const HISTORY = 28 * DAY;
const COARSE = 5 * MINUTE;
/** The part of the budget that history at the shown step may use. */
const FINE_PART = 0.6;

/** What to read for bands over [from, to): pieces in order of time, each with its step; the last one holds the range. */
export interface HistoryPlan {
  step: number;
  pieces: Array<{ from: number; to: number; step: number }>;
}

/**
 * Plans four weeks of history before `from`: at the step that is shown as far back as `points` a series allow (the baseline
 * must know the spread of what is drawn), before that coarser.
 */
export const planHistory = (range: { from: number; to: number; maxPoints: number }, points: number): HistoryPlan => {
  const step = stepFor(range.to - range.from, range.maxPoints);
  const shown = (range.to - range.from) / step;
  const fine = Math.min(HISTORY, Math.max(0, FINE_PART * (points - shown)) * step);
  const from = Math.floor((range.from - fine) / step) * step;
  const main = { from, to: range.to, step };
  const rest = range.from - HISTORY;
  const left = Math.max(0, points - (range.to - from) / step);
  const coarse = Math.max(COARSE, stepFor(from - rest, left));
  if (from - rest < coarse || left < 50 || coarse <= step) {
    return { step, pieces: [main] };
  }
  return { step, pieces: [{ from: Math.floor(rest / coarse) * coarse, to: from, step: coarse }, main] };
};
