import { decayed } from './decay.js';

/** Learns how often incidents open, to tell what comes together by chance. */
export interface OpeningRate {
  opened(at: number): void;
  /** 0 to 1: how much speaks against chance that something new came `gapMs` after something else; 0 until enough is learnt. */
  against(gapMs: number, at: number): number;
}

const halfLifeMs = 24 * 3_600_000;
const meanLifeMs = halfLifeMs / Math.LN2;
const leastOpenings = 20;
const leastHistoryMs = 3_600_000;
/** Chance above this says nothing. */
const tolerated = 0.2;

/** Openings are taken for a Poisson process, the rate of which fades with age. */
export const createOpeningRate = (): OpeningRate => {
  let count = 0;
  let countedAt = 0;
  let since: number | null = null;
  return {
    opened: (at) => {
      since ??= at;
      count = decayed(count, at - countedAt, halfLifeMs) + 1;
      countedAt = at;
    },
    against: (gapMs, at) => {
      const history = since === null ? 0 : at - since;
      if (count < leastOpenings || history < leastHistoryMs) {
        return 0;
      }
      const perMs = decayed(count, at - countedAt, halfLifeMs) / (meanLifeMs * (1 - Math.exp(-history / meanLifeMs)));
      const chance = 1 - Math.exp(-perMs * gapMs);
      return Math.max(0, 1 - chance / tolerated);
    },
  };
};
