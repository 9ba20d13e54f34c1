import type { AnomalyKind } from '@watchroom/contract';

/** What is said of one point. Numbers are NaN where nothing is known. */
export interface Judgement {
  expected: number;
  lower: number;
  upper: number;
  score: number;
  /** Of the anomaly that the point makes, 0..1: as `score`, but an outlier counts in full. */
  weight: number;
  /** Whether this very point is anomalous. */
  isAnomaly: boolean;
  /** Whether an anomaly goes on: over short calms it does. */
  open: boolean;
  /** What noticed the anomaly; means something while one goes on. */
  detectedBy: AnomalyKind;
}

export const emptyJudgement = (): Judgement => ({
  expected: NaN,
  lower: NaN,
  upper: NaN,
  score: NaN,
  weight: NaN,
  isAnomaly: false,
  open: false,
  detectedBy: 'spike',
});

/** Forgets what was said; `detectedBy` stays, as it means nothing without an anomaly. */
export const forgetJudgement = (into: Judgement): void => {
  into.expected = NaN;
  into.lower = NaN;
  into.upper = NaN;
  into.score = NaN;
  into.weight = NaN;
  into.isAnomaly = false;
  into.open = false;
};

/** Whether a judged value lies outside its band; never where there is none. */
export const isOutside = ({ lower, upper }: Pick<Judgement, 'lower' | 'upper'>, value: number): boolean =>
  value > upper || value < lower;

/** Whether the judged value is part of an anomaly: flagged itself, or outside the band while one goes on. */
export const isPart = (judgement: Judgement, value: number): boolean =>
  judgement.isAnomaly || (judgement.open && isOutside(judgement, value));
