import type { BandOptions } from '@watchroom/contract';
import { depart, type Departure } from './departure.js';

/** Of the newest point in the mean. */
const PART = 1 / 36;
const SCALE = 3;
const WEIGHT = 5;

/**
 * How surprising it is that the last 36 points or so lie to one side of what was foretold (`signed`, in spreads), though no
 * single one need be far off. >= 0, mostly 0.
 */
export const levelShift = (
  shift: Departure,
  signed: number,
  fade: number,
  direction: BandOptions['direction']
): number => WEIGHT * depart(shift, signed, PART, SCALE, fade, direction);
