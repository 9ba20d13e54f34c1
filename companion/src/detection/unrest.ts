import { createNovelty, exceedance, type Novelty } from './novelty.js';

/** How far points have been off of late, whichever way, and the record of it. */
export interface Unrest {
  mean: number;
  novelty: Novelty;
}

/** Of the newest point in the mean. */
const PART = 1 / 24;
const SCALE = 3;
const WEIGHT = 3;
const FARTHEST = 10;

export const createUnrest = (): Unrest => ({ mean: 1, novelty: createNovelty() });

/**
 * How surprising the spread of the last 24 points or so is: the shape has changed though the level may be the same. `off` is
 * the newest point's distance in spreads (>= 0). >= 0, mostly 0.
 */
export const unrest = (state: Unrest, off: number, fade: number): number => {
  state.mean += (Math.min(FARTHEST, off) - state.mean) * PART;
  return WEIGHT * exceedance(state.novelty, SCALE * state.mean, fade);
};
