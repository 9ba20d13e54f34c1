import { setImmediate as nextTurn } from 'node:timers/promises';
import type { BandOptions, Feedback } from '@watchroom/contract';
import { applyFeedback } from './feedback-effect.js';
import { createScorer, emptyJudgement, observe, passOver, scorerBaseline, setBudgetFactor } from './online-scorer.js';
import type { Scored, ScoreSignal, Signal } from './types.js';

/** Some 20 ms of work. */
const POINTS_PER_TURN = 20_000;

const startScoring = ({ times, values }: Signal, options: BandOptions, feedback: readonly Feedback[] = []) => {
  const count = times.length;
  const scored: Scored = {
    expected: new Float64Array(count),
    lower: new Float64Array(count),
    upper: new Float64Array(count),
    score: new Float64Array(count),
    isAnomaly: new Uint8Array(count),
    baseline: 'too short',
  };
  const scorer = createScorer(options);
  const judgement = emptyJudgement();
  const score = (from: number, to: number): void => {
    for (let index = from; index < to; index += 1) {
      const time = times[index] as number;
      const effect = feedback.length > 0 ? applyFeedback(feedback, time) : null;
      if (effect) {
        setBudgetFactor(scorer, effect.budgetFactor);
      }
      if (effect?.quiet) {
        passOver(scorer, time, judgement);
      } else {
        observe(scorer, time, values[index] as number, judgement);
      }
      scored.expected[index] = judgement.expected;
      scored.lower[index] = judgement.lower;
      scored.upper[index] = judgement.upper;
      scored.score[index] = judgement.score;
      scored.isAnomaly[index] = judgement.isAnomaly ? 1 : 0;
    }
    scored.baseline = scorerBaseline(scorer);
  };
  return { scored, score };
};

/**
 * Scores a whole signal by feeding it to the online scorer point by point, so that backtest, band and live detection can't
 * differ. Columns as long as the signal; a row depends on no later row.
 */
export const scoreSignal: ScoreSignal = (signal, options) => {
  const { scored, score } = startScoring(signal, options);
  score(0, signal.times.length);
  return scored;
};

/** The same by people's feedback on the series, letting the event loop have its turn in between. */
export const scoreSignalInTurns = async (
  signal: Signal,
  options: BandOptions,
  feedback: readonly Feedback[] = []
): Promise<Scored> => {
  const { scored, score } = startScoring(signal, options, feedback);
  for (let from = 0; from < signal.times.length; from += POINTS_PER_TURN) {
    score(from, Math.min(signal.times.length, from + POINTS_PER_TURN));
    await nextTurn();
  }
  return scored;
};
