import { createScorer, emptyJudgement, observe, scorerBaseline } from './online-scorer.js';
import type { Scored, ScoreSignal } from './types.js';

/**
 * Scores a whole signal by feeding it to the online scorer point by point, so that backtest, band and live detection can't
 * differ. Columns as long as the signal; a row depends on no later row.
 */
export const scoreSignal: ScoreSignal = (signal, options) => {
  const { times, values } = signal;
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
  for (let index = 0; index < count; index += 1) {
    observe(scorer, times[index] as number, values[index] as number, judgement);
    scored.expected[index] = judgement.expected;
    scored.lower[index] = judgement.lower;
    scored.upper[index] = judgement.upper;
    scored.score[index] = judgement.score;
    scored.isAnomaly[index] = judgement.isAnomaly ? 1 : 0;
  }
  scored.baseline = scorerBaseline(scorer);
  return scored;
};
