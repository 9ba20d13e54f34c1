import type { BandOptions } from '@watchroom/contract';
import { createBandWidth, learnWidth, widthFactor, type BandWidth } from './band-width.js';
import { baselineName, createBaseline, expectAt, learnBaseline, type Baseline } from './baseline.js';
import { calibrate, createCalibration, scoreThreshold, type Calibration } from './calibration.js';
import { createExtremes, learnExtremes, type Extremes } from './extreme.js';
import { createNovelty, exceedance, type Novelty } from './novelty.js';
import { createStepTracker, trackStep, type StepTracker } from './step.js';
import { createVerdict, judge, type Verdict } from './verdict.js';

/** Everything remembered of one series between points: about 35 KB, however long it lives. */
export interface Scorer {
  options: BandOptions;
  threshold: number;
  widthFactor: number;
  steps: StepTracker;
  baseline: Baseline;
  extremes: Extremes;
  width: BandWidth;
  spike: Novelty;
  drift: Novelty;
  /** Mean distance from the expected value over about 36 points, in spreads, signed. */
  drifted: number;
  calibration: Calibration;
  verdict: Verdict;
  /** The greatest surprise of late and when it was; what is known by it is no news for half a day. */
  knownSurprise: number;
  knownAt: number;
  /** Whether all values so far were whole numbers. */
  whole: boolean;
  /** Fading of records over the last distance of points, kept because distances repeat. */
  fadedOver: number;
  fade: number;
}

/** What is said of one point. Numbers are NaN where nothing is known. */
export interface Judgement {
  expected: number;
  lower: number;
  upper: number;
  score: number;
  isAnomaly: boolean;
}

export const emptyJudgement = (): Judgement => ({
  expected: NaN,
  lower: NaN,
  upper: NaN,
  score: NaN,
  isAnomaly: false,
});

/** Weights of the three surprises in their sum; equal ones do as well, so nothing hangs on them. */
const RANGE_WEIGHT = 10;
const SPIKE_WEIGHT = 5;
const DRIFT_WEIGHT = 5;
const MOST_RANGES = 5;
const DRIFT_POINTS = 36;
/** Distances beyond this many spreads grow with their logarithm only. */
const FAR = 30;
const HALF_LIFE = 28 * 86_400_000;
/** A gap fades records by no more than this. */
const LONGEST_GAP = 6 * 3_600_000;
const KNOWN_FOR = 12 * 3_600_000;
/** Least spread: this part of the level, this part of the range ever seen, and half a unit for whole numbers. */
const PART_OF_LEVEL = 0.002;
const PART_OF_RANGE = 0.01;
const HALF_A_UNIT = 0.5;
const NO_SPREAD = 1e-9;

export const createScorer = (options: BandOptions): Scorer => ({
  options,
  threshold: scoreThreshold(options.sensitivity),
  widthFactor: widthFactor(options.sensitivity),
  steps: createStepTracker(),
  baseline: createBaseline(options.season),
  extremes: createExtremes(),
  width: createBandWidth(),
  spike: createNovelty(),
  drift: createNovelty(),
  drifted: 0,
  calibration: createCalibration(),
  verdict: createVerdict(),
  knownSurprise: 0,
  knownAt: NaN,
  whole: true,
  fadedOver: NaN,
  fade: 1,
});

export const scorerBaseline = (scorer: Scorer): string => baselineName(scorer.baseline);

const inDirection = (scorer: Scorer, signed: number): number => {
  const { direction } = scorer.options;
  return direction === 'up' ? Math.max(0, signed) : direction === 'down' ? Math.max(0, -signed) : Math.abs(signed);
};

const fadeOver = (scorer: Scorer, distance: number): number => {
  if (distance !== scorer.fadedOver) {
    scorer.fadedOver = distance;
    scorer.fade = 2 ** (-Math.min(distance, LONGEST_GAP) / HALF_LIFE);
  }
  return scorer.fade;
};

/** How far outside the range of the last weeks, in ranges (or spreads where wider); signed. */
const beyondRange = (extremes: Extremes, value: number, unit: number): number => {
  const beyond = value > extremes.high ? value - extremes.high : value < extremes.low ? value - extremes.low : 0;
  return beyond / Math.max(extremes.high - extremes.low, unit);
};

/** Surprise that is new: what exceeds the surprise already known, which is forgotten over half a day. */
const newSurprise = (scorer: Scorer, time: number, surprise: number): number => {
  const age = (time - scorer.knownAt) / KNOWN_FOR;
  const known = age < 1 ? scorer.knownSurprise * Math.min(1, 1 - age) : 0;
  if (surprise > known) {
    scorer.knownSurprise = surprise;
    scorer.knownAt = time;
  }
  return Math.max(0, surprise - known);
};

/**
 * Judges one point by the points before it, then learns it. `time` in ms; times should ascend, but repeated and backward ones
 * do no harm. A value that is not finite is a gap. The answer goes into `into`.
 */
export const observe = (scorer: Scorer, time: number, value: number, into: Judgement): void => {
  const { steps, baseline, extremes } = scorer;
  const distance = trackStep(steps, time);
  const level = expectAt(baseline, time, steps.step);
  into.expected = NaN;
  into.lower = NaN;
  into.upper = NaN;
  into.score = NaN;
  into.isAnomaly = false;
  const finite = Number.isFinite(value);
  if (finite && scorer.whole && !Number.isInteger(value)) {
    scorer.whole = false;
  }
  const range = extremes.high > extremes.low ? extremes.high - extremes.low : 0;
  const least = Math.max(
    PART_OF_LEVEL * Math.abs(level ? level.median : value),
    PART_OF_RANGE * range,
    scorer.whole ? HALF_A_UNIT : NO_SPREAD
  );
  if (level) {
    const up = Math.max(level.up, least);
    const down = Math.max(level.down, least);
    const half = scorer.width.spreads * scorer.widthFactor;
    into.expected = level.median;
    into.lower = level.median - half * down;
    into.upper = level.median + half * up;
    if (finite) {
      const signed = (value - level.median) / (value > level.median ? up : down);
      const tamed = Math.abs(signed) > FAR ? Math.sign(signed) * (FAR + Math.log(Math.abs(signed) / FAR)) : signed;
      const off = inDirection(scorer, tamed);
      scorer.drifted += (tamed - scorer.drifted) / DRIFT_POINTS;
      const fade = fadeOver(scorer, distance);
      const ranges = Math.min(MOST_RANGES, inDirection(scorer, beyondRange(extremes, value, up + down)));
      const surprise =
        RANGE_WEIGHT * ranges +
        SPIKE_WEIGHT * exceedance(scorer.spike, off, fade) +
        DRIFT_WEIGHT * exceedance(scorer.drift, 3 * inDirection(scorer, scorer.drifted), fade);
      into.score = calibrate(scorer.calibration, time, newSurprise(scorer, time, surprise));
      into.isAnomaly = judge(scorer.verdict, into.score, scorer.threshold, off / half);
      learnWidth(scorer.width, Math.abs(tamed));
    }
  }
  if (finite) {
    learnBaseline(baseline, value, steps.step, least);
    learnExtremes(extremes, time, value);
  }
};
