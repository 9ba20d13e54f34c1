import type { BandOptions } from '@watchroom/contract';
import { createBandWidth, learnWidth, type BandWidth } from './band-width.js';
import { createDeparture, inDirection, type Departure } from './departure.js';
import { levelShift } from './level-shift.js';
import { createNovelty, exceedance, type Novelty } from './novelty.js';
import type { Level } from './spread.js';
import { trendChange } from './trend-change.js';
import { createUnrest, unrest, type Unrest } from './unrest.js';

/**
 * How well one baseline has foretold a series, and how far its points strayed from it. Each baseline keeps its own record:
 * what is far off the rolling median may be usual for the hour.
 */
export interface Foresight {
  level: Level;
  width: BandWidth;
  spike: Novelty;
  shift: Departure;
  trend: Departure;
  unrest: Unrest;
  /** Since when it has been relied on, ms; NaN before. */
  since: number;
  /** Mean miss over about a day's points, and how many points were tried. */
  miss: number;
  tried: number;
  /** Of the newest point: distance in spreads in the direction asked for; how surprising that was, all in all and by detector. */
  off: number;
  surprise: number;
  bySpike: number;
  byShift: number;
  byTrend: number;
}

export const createForesight = (level: Level): Foresight => ({
  level,
  width: createBandWidth(),
  spike: createNovelty(),
  shift: createDeparture(),
  trend: createDeparture(),
  unrest: createUnrest(),
  since: NaN,
  miss: 0,
  tried: 0,
  off: 0,
  surprise: 0,
  bySpike: 0,
  byShift: 0,
  byTrend: 0,
});

const SPIKE_WEIGHT = 4;
/** Distances beyond this many spreads grow with their logarithm only. */
const FAR = 30;
/** Memory of the comparison between baselines, in points. */
const MEMORY = 288;
/** A miss counts at most this many spreads, so that one incident does not decide. */
const WORST_MISS = 5;

/**
 * Compares a value with what was foretold of it and learns from it. `least` is the least spread, `yardstick` a spread that is
 * the same for all baselines of the series, `fade` how much records have faded since the last point, `held` whether the
 * point is part of an anomaly and must not widen the band.
 */
export const compare = (
  foresight: Foresight,
  value: number,
  least: number,
  yardstick: number,
  fade: number,
  direction: BandOptions['direction'],
  held: boolean
): void => {
  const { level } = foresight;
  const distance = value - level.median;
  let signed = distance / Math.max(distance > 0 ? level.up : level.down, least);
  if (signed > FAR) {
    signed = FAR + Math.log(signed / FAR);
  } else if (signed < -FAR) {
    signed = -FAR - Math.log(-signed / FAR);
  }
  foresight.off = inDirection(direction, signed);
  foresight.bySpike = SPIKE_WEIGHT * exceedance(foresight.spike, foresight.off, fade);
  foresight.byShift = levelShift(foresight.shift, signed, fade, direction);
  foresight.byTrend = trendChange(foresight.trend, signed, fade, direction);
  foresight.surprise =
    foresight.bySpike + foresight.byShift + foresight.byTrend + unrest(foresight.unrest, foresight.off, fade);
  if (!held) {
    learnWidth(foresight.width, Math.abs(signed));
  }
  const miss = Math.min(WORST_MISS, Math.abs(distance) / yardstick);
  foresight.tried = Math.min(MEMORY, foresight.tried + 1);
  foresight.miss += (miss - foresight.miss) / foresight.tried;
};
