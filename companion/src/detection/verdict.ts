/**
 * Decides which points are anomalous and how long an anomaly goes on. A point is flagged where the score passes its threshold
 * outside the band, and so are a few after it until one is back inside; an outlier is flagged by itself. Then, for a refractory time, only what
 * is worse is flagged anew. The anomaly itself, which people are told of, goes on over short calms (hysteresis): it is over after some
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
  /** Points outside the band that are still flagged without being remarkable themselves. */
  left: number;
}

const CALM_POINTS = 3;
const REFRACTORY_POINTS = 12;
const AFTER_NEWS = 4;
/** The part of the band that a point must come back into for an anomaly to end. */
const BACK_INSIDE = 0.7;

export const createVerdict = (): Verdict => ({
  open: false,
  flagged: false,
  calm: 0,
  since: Infinity,
  peak: 0,
  left: 0,
});

/** Goes on from elsewhere: an anomaly is open, or none is. */
export const adoptVerdict = (verdict: Verdict, open: boolean): void => {
  verdict.open = open;
  verdict.flagged = false;
  verdict.left = 0;
  verdict.calm = 0;
};

/**
 * `off` is the distance from the expected value in half-widths of the band: above 1 is outside. `outlies`: far out, however often that
 * has been. Answers whether the point is anomalous; `verdict.open` says whether an anomaly goes on.
 */
export const judge = (verdict: Verdict, score: number, threshold: number, off: number, outlies: boolean): boolean => {
  const isFresh = verdict.flagged || verdict.since > REFRACTORY_POINTS;
  const isNews = score >= threshold && (isFresh || score > verdict.peak);
  if (off > 1 && (isNews || (outlies && isFresh))) {
    verdict.peak = Math.max(verdict.flagged ? verdict.peak : 0, score);
    verdict.left = isNews ? AFTER_NEWS : verdict.left;
    verdict.flagged = true;
    verdict.open = true;
    verdict.calm = 0;
    verdict.since = 0;
    return true;
  }
  verdict.since += 1;
  if (verdict.flagged && off >= 1 && verdict.left > 0) {
    verdict.left -= 1;
    verdict.calm = 0;
    verdict.since = 0;
    return true;
  }
  verdict.flagged = false;
  verdict.left = 0;
  verdict.calm = off < BACK_INSIDE ? verdict.calm + 1 : 0;
  verdict.open &&= verdict.calm < CALM_POINTS;
  return false;
};
