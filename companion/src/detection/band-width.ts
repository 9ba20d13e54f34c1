/** How many spreads wide a series' band must be so that about 1 % of its points leave it, followed as points come. */
export interface BandWidth {
  spreads: number;
  points: number;
}

const OUTSIDE = 0.01;
const LEAST = 2;
const MOST = 50;
/** From here on it learns at its least pace. */
const SETTLED = 380;
const LEAST_PACE = 0.005;

export const createBandWidth = (): BandWidth => ({ spreads: 3.5, points: 0 });

/** Learns how many spreads (>= 0) a point was off: stochastic approximation of a quantile (Robbins and Monro 1951). */
export const learnWidth = (width: BandWidth, off: number): void => {
  width.points += 1;
  const pace = width.points < SETTLED ? 2 / (width.points + 20) : LEAST_PACE;
  const factor = off > width.spreads ? 1 + pace * (1 - OUTSIDE) * 4 : 1 - pace * OUTSIDE * 4;
  width.spreads = Math.min(MOST, Math.max(LEAST, width.spreads * factor));
};

/** By what the sensitivity (0..1) multiplies a band's width: 2 at 0, 1 at 0.5, a half at 1. */
export const widthFactor = (sensitivity: number): number => 2 ** (1 - 2 * sensitivity);
