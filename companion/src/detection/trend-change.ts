import type { BandOptions } from '@watchroom/contract';
import { depart, type Departure } from './departure.js';

/** Of the newest point in the mean. */
const PART = 1 / 144;
const SCALE = 5;
const WEIGHT = 3;

/**
 * How surprising the slow departure of the last 144 points or so is (half a day of 5 min points): a leak, a drift, growth that
 * seasons don't explain, too slow for `levelShift`. `signed` in spreads. >= 0, mostly 0.
 */
export const trendChange = (
  trend: Departure,
  signed: number,
  fade: number,
  direction: BandOptions['direction']
): number => WEIGHT * depart(trend, signed, PART, SCALE, fade, direction);
