/**
 * Decides which points are anomalous and how long an anomaly goes on. A point is flagged where the score passes its threshold
 * outside the band, and so are those after it until one is back inside; then, for a refractory time, only what is clearly worse
 * is flagged anew. The anomaly itself, which people are told of, goes on over short calms (hysteresis): it is over after some
 * points well inside the band.
 */
export interface Verdict {
  open: boolean;
  flagged: boolean;
  calm: number;
  /** Points since the last flagged one. */
  since: number;
  /** Highest score while last flagged. */
  peak: number;
}

const CALM_POINTS = 3;
const REFRACTORY_POINTS = 12;
/** The part of the band that a point must come back into for an anomaly to end. */
const BACK_INSIDE = 0.7;

export const createVerdict = (): Verdict => ({ open: false, flagged: false, calm: 0, since: Infinity, peak: 0 });

/** Goes on from elsewhere: an anomaly is open, or none is. */
export const adoptVerdict = (verdict: Verdict, open: boolean): void => {
  verdict.open = open;
  verdict.flagged = false;
  verdict.calm = 0;
};

/**
 * `off` is the distance from the expected value in half-widths of the band: above 1 is outside. Answers whether the point is
 * anomalous; `verdict.open` says whether an anomaly goes on.
 */
export const judge = (verdict: Verdict, score: number, threshold: number, off: number): boolean => {
  if (verdict.flagged && off >= 1) {
    verdict.peak = Math.max(verdict.peak, score);
    verdict.calm = 0;
    return true;
  }
  verdict.since = verdict.flagged ? 0 : verdict.since + 1;
  verdict.flagged = score >= threshold && off > 1 && (verdict.since > REFRACTORY_POINTS || score > verdict.peak);
  if (verdict.flagged) {
    verdict.open = true;
    verdict.calm = 0;
    verdict.peak = score;
    return true;
  }
  verdict.calm = off < BACK_INSIDE ? verdict.calm + 1 : 0;
  verdict.open &&= verdict.calm < CALM_POINTS;
  return false;
};
