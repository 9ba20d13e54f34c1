import type { BandOptions } from '@watchroom/contract';
import type { DetectorConfig } from '../config/settings.js';
import { learnExtremes } from './extreme.js';
import { NO_FEEDBACK, type FeedbackEffect } from './feedback-effect.js';
import type { Judgement } from './judgement.js';
import {
  adoptOpen,
  createScorer,
  observe,
  passOver,
  scorerBaseline,
  scorerBaselineFrom,
  setBudgetFactor,
  type Scorer,
} from './online-scorer.js';
import { createThresholdJudge } from './threshold.js';

/** Judges one series point by point. Each kind of detector has one. */
export interface PointJudge {
  /** `time` in ms, ascending; the answer goes into `into`. */
  observe(time: number, value: number, into: Judgement): void;
  /** Learns the range of the hour about `time`, of which the points that are observed show the middle only. */
  learnRange(time: number, low: number, high: number): void;
  /** Where an anomaly began before the point that proved it; null where it begins with that point. */
  beganAt(): number | null;
  /** Goes on from what the store says: an anomaly is open, or none is. */
  adopt(open: boolean): void;
  /** Judges by people's feedback from the next point on, until told otherwise. Cheap: call it whenever it may have changed. */
  heed(effect: FeedbackEffect): void;
  /** What it compares with now, as in `Band`. */
  baseline(): string;
  /** Since when the history is from that a judgement at `time` rests on, ms; null where it rests on none. */
  baselineFrom(time: number): number | null;
}

/**
 * Judges by baseline, novelty and calibration. What is not to be learnt is judged by a copy that is thrown away when that is over, as heavy
 * as the series itself for so long.
 */
export const createBaselineJudge = (options: BandOptions): PointJudge => {
  let scorer = createScorer(options);
  /** As it was before what is not to be learnt began. */
  let kept: Scorer | null = null;
  let effect = NO_FEEDBACK;
  return {
    observe: (time, value, into) => (effect.quiet ? passOver(scorer, time, into) : observe(scorer, time, value, into)),
    learnRange: (time, low, high) => {
      if (!effect.quiet) {
        learnExtremes(scorer.extremes, time, low);
        learnExtremes(scorer.extremes, time, high);
      }
    },
    beganAt: () => null,
    adopt: (open) => adoptOpen(scorer, open),
    heed: (told) => {
      if (told === effect) {
        return;
      }
      effect = told;
      if (told.unlearnt && kept === null) {
        kept = scorer;
        scorer = structuredClone(kept);
      } else if (!told.unlearnt && kept !== null) {
        adoptOpen(kept, scorer.verdict.open);
        scorer = kept;
        kept = null;
      }
      setBudgetFactor(scorer, told.budgetFactor);
    },
    baseline: () => scorerBaseline(scorer),
    baselineFrom: (time) => {
      const from = scorerBaselineFrom(scorer, time);
      return Number.isFinite(from) && from < time ? from : null;
    },
  };
};

export const createPointJudge = (config: DetectorConfig): PointJudge =>
  config.kind === 'threshold'
    ? createThresholdJudge(config)
    : createBaselineJudge({ sensitivity: config.sensitivity, direction: config.direction, season: config.season });
