import type { Feedback } from '@watchroom/contract';

/** What people's feedback does to the judging of a series at a time. */
export interface FeedbackEffect {
  /** An expected time: points are neither judged nor learnt, and nothing is open. */
  quiet: boolean;
  /** Multiplies the series' budget of false alerts; below 1 only the more unusual is told. */
  budgetFactor: number;
}

export const NO_FEEDBACK: FeedbackEffect = { quiet: false, budgetFactor: 1 };

/** One complaint cuts the budget at least to a half and at most to a tenth; all together never below a thousandth. */
const LEAST_CUT = 1 / 2;
const MOST_CUT = 1 / 10;
const LEAST_FACTOR = 1 / 1000;

/**
 * A score s stands for 1/s - 1 events a month (see `calibrate`). Half of that is a budget at which the like of it is not told
 * again, where the budget was the default one.
 */
const cutFor = (score: number): number =>
  score > 0 ? Math.min(LEAST_CUT, Math.max(MOST_CUT, (1 / score - 1) / 2)) : LEAST_CUT;

/**
 * What the feedback of one series (one detector) means at `time` (ms UTC). `expected` makes quiet from the start of its
 * anomaly until its `until`, that moment excluded. `not-an-anomaly` cuts the budget from the start of its anomaly on, for
 * good; complaints about several anomalies add up, several about the same one count once. Reverted feedback must not be in
 * the list. Pure; order does not matter.
 */
export const applyFeedback = (
  feedback: ReadonlyArray<Pick<Feedback, 'anomalyId' | 'verdict' | 'from' | 'until' | 'score'>>,
  time: number
): FeedbackEffect => {
  let quiet = false;
  const cuts = new Map<string, number>();
  for (const { anomalyId, verdict, from, until, score } of feedback) {
    if (time < from) {
      continue;
    }
    if (verdict === 'expected') {
      quiet ||= until !== null && time < until;
    } else {
      cuts.set(anomalyId, Math.min(cuts.get(anomalyId) ?? 1, cutFor(score)));
    }
  }
  let budgetFactor = 1;
  for (const cut of cuts.values()) {
    budgetFactor *= cut;
  }
  return { quiet, budgetFactor: Math.max(LEAST_FACTOR, budgetFactor) };
};
