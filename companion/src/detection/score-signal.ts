import { setImmediate as nextTurn } from 'node:timers/promises';
import type { BandOptions } from '@watchroom/contract';
import { heedingParts, type Heeded, type HeedingPart } from './feedback-effect.js';
import { emptyJudgement, isPart } from './judgement.js';
import { createBaselineJudge } from './point-judge.js';
import type { Scored, ScoreSignal, Signal } from './types.js';

/** Some 20 ms of work. */
const POINTS_PER_TURN = 20_000;

const startScoring = ({ times, values }: Signal, options: BandOptions, heeded: readonly Heeded[] = []) => {
  const count = times.length;
  const scored: Scored = {
    expected: new Float64Array(count),
    lower: new Float64Array(count),
    upper: new Float64Array(count),
    score: new Float64Array(count),
    isAnomaly: new Uint8Array(count),
    isPart: new Uint8Array(count),
    baseline: 'too short',
  };
  const judge = createBaselineJudge(options);
  const judgement = emptyJudgement();
  const parts = heedingParts(times, heeded);
  let part = 0;
  const score = (from: number, to: number): void => {
    for (let index = from; index < to; index += 1) {
      if (index === parts[part]?.from) {
        judge.heed((parts[part] as HeedingPart).effect);
        part += 1;
      }
      judge.observe(times[index] as number, values[index] as number, judgement);
      scored.expected[index] = judgement.expected;
      scored.lower[index] = judgement.lower;
      scored.upper[index] = judgement.upper;
      scored.score[index] = judgement.score;
      scored.isAnomaly[index] = judgement.isAnomaly ? 1 : 0;
      scored.isPart[index] = isPart(judgement, values[index] as number) ? 1 : 0;
    }
    scored.baseline = judge.baseline();
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

/** The same by what is heeded of the series, letting the event loop have its turn in between. */
export const scoreSignalInTurns = async (
  signal: Signal,
  options: BandOptions,
  heeded: readonly Heeded[] = []
): Promise<Scored> => {
  const { scored, score } = startScoring(signal, options, heeded);
  for (let from = 0; from < signal.times.length; from += POINTS_PER_TURN) {
    score(from, Math.min(signal.times.length, from + POINTS_PER_TURN));
    await nextTurn();
  }
  return scored;
};
