import type { AnomalyKind, BandOptions } from '@watchroom/contract';
import { widthFactor } from './band-width.js';
import { baselineMemory, baselineName, createBaseline, expectAt, learnBaseline, type Baseline } from './baseline.js';
import { calibrate, createCalibration, scoreThreshold, youthDiscount, type Calibration } from './calibration.js';
import { inDirection } from './departure.js';
import { createExtremes, learnExtremes, type Extremes } from './extreme.js';
import { createFlatLine, flatLine, type FlatLine } from './flat-line.js';
import type { Foresight } from './foresight.js';
import { forgetJudgement, isOutside, type Judgement } from './judgement.js';
import { createOutlier, outlierEvents, type Outlier } from './outlier.js';
import { createStepTracker, trackStep, type StepTracker } from './step.js';
import { adoptVerdict, createVerdict, judge, type Verdict } from './verdict.js';

/** Everything remembered of one series between points: about 50 KB, however long it lives. */
export interface Scorer {
  options: BandOptions;
  threshold: number;
  outlierThreshold: number;
  widthFactor: number;
  steps: StepTracker;
  baseline: Baseline;
  extremes: Extremes;
  outlier: Outlier;
  calibration: Calibration;
  verdict: Verdict;
  flat: FlatLine;
  /** What noticed the last anomaly, where it was at its worst. */
  detectedBy: AnomalyKind;
  /** When the first finite value came, ms. */
  firstAt: number;
  /** The greatest surprise of late and when it was; what is known by it is no news for a day. */
  knownSurprise: number;
  knownAt: number;
  /** Points since the anomaly that is open began. */
  held: number;
  /** Whether all values so far were whole numbers. */
  whole: boolean;
  /** Fading of records over the last distance of points, kept because distances repeat. */
  fadedOver: number;
  fade: number;
}

/** Of the budget, for news; the rest is for outliers. */
const SHARE_OF_NEWS = 0.6;
/** An outlier that is no news has at most this score: lists by score begin with what has never been seen. */
const OUTLIER_SCORE = 0.15;
/** Points of an open anomaly that are kept from the baseline. */
const MOST_HELD = 36;
const RANGE_WEIGHT = 15;
const MOST_RANGES = 5;
/** Points from which on a range counts in full: the range of few is soon left. */
const RANGE_KNOWN = 144;
const HALF_LIFE = 28 * 86_400_000;
/** A gap fades records by no more than this. */
const LONGEST_GAP = 6 * 3_600_000;
const KNOWN_FOR = 24 * 3_600_000;
/** A surprise this much greater than the known one is news as a whole. */
const CLEARLY_GREATER = 1.2;
/** Least spread: this part of the level, this part of the usual range, and half a unit for whole numbers. */
const PART_OF_LEVEL = 0.002;
const PART_OF_RANGE = 0.01;
const HALF_A_UNIT = 0.5;
const NO_SPREAD = 1e-9;
/** A flat line is as good as just outside the band for so many points; then it is known, but the anomaly goes on. */
const FRESH = 12;
const STANDING = 1.01;
const STILL_STANDING = 0.8;

/** From which scores on news and outliers are told, where the budget of false alerts is `factor` times that of the sensitivity. */
const thresholds = ({ sensitivity }: BandOptions, factor: number): Pick<Scorer, 'threshold' | 'outlierThreshold'> => ({
  threshold: scoreThreshold(sensitivity, SHARE_OF_NEWS * factor),
  outlierThreshold: scoreThreshold(sensitivity, (1 - SHARE_OF_NEWS) * factor),
});

export const createScorer = (options: BandOptions): Scorer => ({
  options,
  ...thresholds(options, 1),
  widthFactor: widthFactor(options.sensitivity),
  steps: createStepTracker(),
  baseline: createBaseline(options.season),
  extremes: createExtremes(),
  outlier: createOutlier(),
  calibration: createCalibration(),
  verdict: createVerdict(),
  flat: createFlatLine(),
  detectedBy: 'spike',
  firstAt: NaN,
  knownSurprise: 0,
  knownAt: NaN,
  held: 0,
  whole: true,
  fadedOver: NaN,
  fade: 1,
});

export const scorerBaseline = (scorer: Scorer): string => baselineName(scorer.baseline);

/** Since when the points are from that a judgement at `time` rests on, ms; NaN before the first. */
export const scorerBaselineFrom = (scorer: Scorer, time: number): number =>
  Math.max(scorer.firstAt, time - baselineMemory(scorer.baseline, scorer.steps.step));

/** Goes on from elsewhere: an anomaly is open, or none is. */
export const adoptOpen = (scorer: Scorer, open: boolean): void => adoptVerdict(scorer.verdict, open);

const fadeOver = (scorer: Scorer, distance: number): number => {
  if (distance !== scorer.fadedOver) {
    scorer.fadedOver = distance;
    scorer.fade = 2 ** (-Math.min(distance, LONGEST_GAP) / HALF_LIFE);
  }
  return scorer.fade;
};

/** A spread below which differences don't matter to people; it keeps constant series from alarming at a hair's breadth. */
const leastSpread = (scorer: Scorer, level: number): number => {
  const { range } = scorer.baseline.rolling;
  return Math.max(PART_OF_LEVEL * Math.abs(level), PART_OF_RANGE * range, scorer.whole ? HALF_A_UNIT : NO_SPREAD);
};

/** How far outside the range of the last weeks, in ranges (or `unit` where wider); signed. */
const beyondRange = (extremes: Extremes, value: number, unit: number): number => {
  const beyond = value > extremes.high ? value - extremes.high : value < extremes.low ? value - extremes.low : 0;
  return beyond === 0 ? 0 : beyond / Math.max(extremes.high - extremes.low, unit);
};

/** The part of a surprise that is news. What is known fades over a day. */
const news = (scorer: Scorer, time: number, surprise: number): number => {
  if (surprise <= 0) {
    return 0;
  }
  const age = (time - scorer.knownAt) / KNOWN_FOR;
  const known = age < 1 ? scorer.knownSurprise * Math.min(1, 1 - age) : 0;
  if (surprise > known) {
    scorer.knownSurprise = surprise;
    scorer.knownAt = time;
  }
  return surprise > CLEARLY_GREATER * known ? surprise : Math.max(0, surprise - known);
};

/** Sets the band and answers its half-width in spreads. */
const tellBand = (scorer: Scorer, { level, width }: Foresight, least: number, into: Judgement): number => {
  const half = width.spreads * scorer.widthFactor;
  into.expected = level.median;
  into.lower = level.median - half * Math.max(level.down, least);
  into.upper = level.median + half * Math.max(level.up, least);
  return half;
};

/** Multiplies the budget of false alerts by `factor` (> 0), as people's feedback asks for it; 1 is the sensitivity's own. */
export const setBudgetFactor = (scorer: Scorer, factor: number): void => {
  Object.assign(scorer, thresholds(scorer.options, factor));
};

/** Passes over a point of an expected time: its band is told, but it is neither judged nor learnt, and nothing stays open. */
export const passOver = (scorer: Scorer, time: number, into: Judgement): void => {
  trackStep(scorer.steps, time);
  const foresight = expectAt(scorer.baseline, time, scorer.steps.step);
  forgetJudgement(into);
  adoptVerdict(scorer.verdict, false);
  if (foresight) {
    tellBand(scorer, foresight, leastSpread(scorer, foresight.level.median), into);
  }
};

/**
 * Whether a value outside the band, in an anomaly that is open, is kept from the baseline; after some points it is taken for the new normal
 * and learnt.
 */
const holdBack = (scorer: Scorer, value: number, judgement: Judgement): boolean => {
  scorer.held = scorer.verdict.open ? scorer.held + 1 : 0;
  return scorer.verdict.open && scorer.held <= MOST_HELD && isOutside(judgement, value);
};

/** What foretold points of the chosen baseline say, less what its youth explains. */
const foreseen = (scorer: Scorer, foresight: Foresight, time: number): number => {
  if (Number.isNaN(foresight.since)) {
    foresight.since = time;
  }
  const { surprise } = foresight;
  return surprise > 0 ? Math.max(0, surprise - youthDiscount(scorer.calibration, time, foresight.since)) : 0;
};

const leadingKind = ({ bySpike, byShift, byTrend, surprise }: Foresight, beyond: number): AnomalyKind => {
  const most = Math.max(beyond, bySpike, byShift, byTrend, surprise - bySpike - byShift - byTrend);
  return most === beyond
    ? 'new-extreme'
    : most === bySpike
      ? 'spike'
      : most === byShift
        ? 'level-shift'
        : most === byTrend
          ? 'trend-change'
          : 'shape';
};

/** Sets score and verdict of a finite point; `beyond` is the surprise of its lying outside the range of the last weeks. */
const tellVerdict = (
  scorer: Scorer,
  foresight: Foresight,
  time: number,
  beyond: number,
  half: number,
  rareFlat: number,
  outliers: number,
  into: Judgement
): void => {
  const { verdict, threshold, flat } = scorer;
  let off = foresight.off / half;
  into.score = calibrate(scorer.calibration, time, news(scorer, time, beyond + foreseen(scorer, foresight, time)));
  const flatScore = rareFlat === Infinity ? 0 : 1 / (1 + rareFlat);
  if (flatScore >= threshold) {
    // Standing still is out of the ordinary wherever in the band it happens.
    const fresh = flat.toldAt === 0 || flat.run < flat.toldAt + FRESH;
    off = Math.max(off, fresh ? STANDING : STILL_STANDING);
  }
  const isFlat = flatScore > into.score && flat.toldAt === 0;
  if (isFlat) {
    into.score = flatScore;
    // What is known is no news.
    flat.toldAt = flatScore >= threshold ? flat.run : 0;
  }
  const outlierScore = off > 1 ? 1 / (1 + outliers) : 0;
  into.isAnomaly = judge(verdict, into.score, threshold, off, outlierScore >= scorer.outlierThreshold);
  into.open = verdict.open;
  if (into.isAnomaly && outlierScore > into.score && into.score < threshold) {
    scorer.detectedBy = 'spike';
  } else if (into.isAnomaly && into.score > 0 && into.score === verdict.peak) {
    scorer.detectedBy = isFlat ? 'flat-line' : leadingKind(foresight, beyond);
  }
  into.weight = Math.max(into.score, outlierScore);
  into.score = Math.max(into.score, OUTLIER_SCORE * outlierScore);
  into.detectedBy = scorer.detectedBy;
};

/**
 * Judges one point by the points before it, then learns it. `time` in ms; times should ascend, but repeated and backward ones
 * do no harm. A value that is not finite is a gap. The answer goes into `into`.
 */
export const observe = (scorer: Scorer, time: number, value: number, into: Judgement): void => {
  const { steps, baseline, extremes } = scorer;
  const { direction } = scorer.options;
  const distance = trackStep(steps, time);
  const foresight = expectAt(baseline, time, steps.step);
  const finite = Number.isFinite(value);
  if (finite) {
    scorer.whole &&= Number.isInteger(value);
    if (Number.isNaN(scorer.firstAt)) {
      scorer.firstAt = time;
    }
  }
  forgetJudgement(into);
  const least = leastSpread(scorer, foresight ? foresight.level.median : 0);
  let half = 0;
  let beyond = 0;
  if (foresight) {
    const { level } = foresight;
    const up = Math.max(level.up, least);
    const down = Math.max(level.down, least);
    half = tellBand(scorer, foresight, least, into);
    const known = Math.min(1, baseline.rolling.window.size / RANGE_KNOWN);
    beyond =
      known * RANGE_WEIGHT * Math.min(MOST_RANGES, inDirection(direction, beyondRange(extremes, value, up + down)));
  }
  if (!finite) {
    into.open = scorer.verdict.open;
    return;
  }
  const outliers = foresight
    ? outlierEvents(scorer.outlier, time, value, foresight.level, steps.step, least, direction)
    : Infinity;
  learnBaseline(
    baseline,
    value,
    steps.step,
    least,
    fadeOver(scorer, distance),
    direction,
    holdBack(scorer, value, into)
  );
  learnExtremes(extremes, time, value);
  const rareFlat = flatLine(scorer.flat, value, steps.step);
  if (foresight) {
    tellVerdict(scorer, foresight, time, beyond, half, rareFlat, outliers, into);
  }
};
