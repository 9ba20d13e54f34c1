/**
 * Decides when an anomaly begins and ends: it begins where the score passes its threshold outside the band, lasts while
 * points stay out of a narrower band (hysteresis), and is over after some calm points. Then, for a refractory time, only a
 * point that is clearly worse begins a new one.
 */
export interface Verdict {
  open: boolean;
  calm: number;
  /** Points since the last anomaly ended. */
  since: number;
  /** Highest score of the last anomaly. */
  peak: number;
}

const CALM_POINTS = 3;
const REFRACTORY_POINTS = 12;
/** The part of the band that a point must come back into. */
const BACK_INSIDE = 0.7;

export const createVerdict = (): Verdict => ({ open: false, calm: 0, since: Infinity, peak: 0 });

/** `off` is the distance from the expected value in half-widths of the band: above 1 is outside. True while anomalous. */
export const judge = (verdict: Verdict, score: number, threshold: number, off: number): boolean => {
  if (verdict.open) {
    verdict.peak = Math.max(verdict.peak, score);
    verdict.calm = off < BACK_INSIDE ? verdict.calm + 1 : 0;
    if (verdict.calm >= CALM_POINTS) {
      verdict.open = false;
      verdict.since = 0;
    }
    return verdict.open;
  }
  verdict.since += 1;
  if (score < threshold || off <= 1 || (verdict.since <= REFRACTORY_POINTS && score <= verdict.peak)) {
    return false;
  }
  verdict.open = true;
  verdict.calm = 0;
  verdict.peak = score;
  return true;
};
