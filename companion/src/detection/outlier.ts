import type { BandOptions } from '@watchroom/contract';
import { inDirection } from './departure.js';
import { closeExcursion, createHabit, isHabit, learnExcursion, type Habit } from './habit.js';
import { createLocalSpread, learnLocal, localDistance, type LocalSpread } from './local-spread.js';
import { createRawCounter, isRawCounter, learnStep, type RawCounter } from './raw-counter.js';
import type { Level } from './spread.js';

/**
 * Points far out of what was just seen, though the past may know the like: a fault that comes every third day is a fault each time.
 * What has become a habit is let pass, and so are restarts of counters.
 */
export interface Outlier {
  values: LocalSpread;
  /** Of the distances from what was expected. */
  misses: LocalSpread;
  /** How far out the point before the newest was, and the one before that. */
  before: number;
  earlier: number;
  habit: Habit;
  counter: RawCounter;
}

const MINUTE = 60_000;
/**
 * A series with a point a minute has an event so far out once a month in the usual run of things, and farther ones get rarer with this power of
 * the distance. From labelled production metrics (docs/detection.md).
 */
const ONCE_A_MONTH = 11;
const TAIL = 7;
/** Nearer ones are not looked at. */
const NEAR = 3;
const SQRT3 = Math.sqrt(3);
/** This part of the distance of an event a month is an excursion. */
const EXCURSION = 0.6;

export const createOutlier = (): Outlier => ({
  values: createLocalSpread(),
  misses: createLocalSpread(),
  before: 0,
  earlier: 0,
  habit: createHabit(),
  counter: createRawCounter(),
});

/**
 * The mean of two distances, signed: of the value from the mean of the newest 288 in their standard deviations, and the same of the misses of
 * what was expected; 0 where the miss alone is near. So neither a season nor a baseline in trouble makes an outlier by itself.
 */
const distanceOf = ({ values, misses }: Outlier, value: number, miss: number, least: number): number => {
  const ofMiss = localDistance(misses, miss, least);
  return Math.abs(ofMiss) < NEAR ? 0 : (localDistance(values, value, least) + ofMiss) / 2;
};

/** The farthest of the newest point and the last two and three together, added up as independent ones would; then moves on. */
const together = (outlier: Outlier, newest: number): number => {
  const { before, earlier } = outlier;
  outlier.earlier = before;
  outlier.before = newest;
  const two = (newest + before) / Math.SQRT2;
  const three = (newest + before + earlier) / SQRT3;
  const farther = Math.abs(two) > Math.abs(three) ? two : three;
  return Math.abs(farther) > Math.abs(newest) ? farther : newest;
};

/**
 * How many events a month as far out as this value a series has in the usual run of things; Infinity for near ones, habits and restarts. Learns
 * the value. `time` and `step` in ms, `least` the least spread. O(1).
 */
export const outlierEvents = (
  outlier: Outlier,
  time: number,
  value: number,
  { median, from, to }: Level,
  step: number,
  least: number,
  direction: BandOptions['direction']
): number => {
  const { habit, counter } = outlier;
  const miss = value > to ? value - to : value < from ? value - from : 0;
  const signed = together(outlier, distanceOf(outlier, value, miss, least));
  const distance = inDirection(direction, signed);
  const restart = signed < 0 && isRawCounter(counter);
  learnLocal(outlier.values, value);
  learnLocal(outlier.misses, value - median);
  learnStep(counter, value);
  closeExcursion(habit, time, step);
  if (distance < NEAR || restart) {
    return Infinity;
  }
  const once = ONCE_A_MONTH * (MINUTE / step) ** (1 / TAIL);
  const usual = isHabit(habit, time, distance, step);
  if (distance > EXCURSION * once) {
    learnExcursion(habit, time, distance);
  }
  return usual ? Infinity : (once / distance) ** TAIL;
};
