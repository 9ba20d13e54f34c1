import type { BandOptions } from '@watchroom/contract';
import { createBandWidth, learnWidth, type BandWidth } from './band-width.js';
import { createNovelty, exceedance, type Novelty } from './novelty.js';
import type { Level } from './spread.js';

/**
 * How well one baseline has foretold a series, and how far its points strayed from it. Each baseline keeps its own record:
 * what is far off the rolling median may be usual for the hour.
 */
export interface Foresight {
  level: Level;
  width: BandWidth;
  spike: Novelty;
  drift: Novelty;
  /** Mean signed distance over about 36 points, in spreads. */
  drifted: number;
  /** Mean miss over about a day's points, and how many points were tried. */
  miss: number;
  tried: number;
  /** Of the newest point: distance in spreads in the direction asked for, and how surprising that was. */
  off: number;
  surprise: number;
}

export const createForesight = (level: Level): Foresight => ({
  level,
  width: createBandWidth(),
  spike: createNovelty(),
  drift: createNovelty(),
  drifted: 0,
  miss: 0,
  tried: 0,
  off: 0,
  surprise: 0,
});

const SPIKE_WEIGHT = 4;
const DRIFT_WEIGHT = 5;
const DRIFT_POINTS = 36;
/** The mean of many points strays less than one point does. */
const DRIFT_SCALE = 3;
/** Distances beyond this many spreads grow with their logarithm only. */
const FAR = 30;
/** Memory of the comparison between baselines, in points. */
const MEMORY = 288;
/** A miss counts at most this many spreads, so that one incident does not decide. */
const WORST_MISS = 5;

/** The part of a signed number that goes in the direction asked for, >= 0. */
export const inDirection = (direction: BandOptions['direction'], signed: number): number => {
  if (direction === 'both') {
    return Math.abs(signed);
  }
  return Math.max(0, direction === 'up' ? signed : -signed);
};

/**
 * Compares a value with what was foretold of it and learns from it. `least` is the least spread, `yardstick` a spread that is
 * the same for all baselines of the series, `fade` how much records have faded since the last point.
 */
export const compare = (
  foresight: Foresight,
  value: number,
  least: number,
  yardstick: number,
  fade: number,
  direction: BandOptions['direction']
): void => {
  const { level } = foresight;
  const distance = value - level.median;
  let signed = distance / Math.max(distance > 0 ? level.up : level.down, least);
  if (signed > FAR) {
    signed = FAR + Math.log(signed / FAR);
  } else if (signed < -FAR) {
    signed = -FAR - Math.log(-signed / FAR);
  }
  foresight.drifted += (signed - foresight.drifted) / DRIFT_POINTS;
  foresight.off = inDirection(direction, signed);
  foresight.surprise =
    SPIKE_WEIGHT * exceedance(foresight.spike, foresight.off, fade) +
    DRIFT_WEIGHT * exceedance(foresight.drift, DRIFT_SCALE * inDirection(direction, foresight.drifted), fade);
  learnWidth(foresight.width, Math.abs(signed));
  const miss = Math.min(WORST_MISS, Math.abs(distance) / yardstick);
  foresight.tried = Math.min(MEMORY, foresight.tried + 1);
  foresight.miss += (miss - foresight.miss) / foresight.tried;
};
