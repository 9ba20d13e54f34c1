import type { ThresholdDetectorConfig } from '../config/settings.js';
import type { PointJudge } from './point-judge.js';

/** A breach that was not seen for this long starts over: nothing is known of the time between. */
const LONGEST_GAP = 5 * 60_000;

/**
 * Judges points by a fixed rule: anomalous once the value has been above (below) the limit for `forSeconds`, from the point
 * on where that is complete; over with the first point within the limits. Gaps do not end it, a value that is not finite
 * neither.
 */
export const createThresholdJudge = (
  rule: Pick<ThresholdDetectorConfig, 'above' | 'below' | 'forSeconds'>
): PointJudge => {
  const patience = rule.forSeconds * 1000;
  let breachedSince: number | null = null;
  let open = false;
  let last = NaN;
  let quiet = false;
  return {
    observe: (time, value, into) => {
      into.expected = NaN;
      into.lower = rule.below ?? NaN;
      into.upper = rule.above ?? NaN;
      into.score = 0;
      into.weight = 0;
      into.isAnomaly = open;
      into.open = open;
      into.detectedBy = 'threshold';
      if (quiet || !Number.isFinite(value)) {
        return;
      }
      const breached = (rule.above !== null && value > rule.above) || (rule.below !== null && value < rule.below);
      if (!open && time - last > Math.max(LONGEST_GAP, patience)) {
        breachedSince = null;
      }
      last = time;
      if (!breached) {
        breachedSince = null;
        open = false;
      } else {
        breachedSince ??= time;
        open = open || time - breachedSince >= patience;
      }
      into.isAnomaly = open;
      into.open = open;
      into.score = open ? 1 : 0;
      into.weight = into.score;
    },
    learnRange: () => undefined,
    beganAt: () => breachedSince,
    adopt: (isOpen) => {
      open = isOpen;
    },
    baseline: () => 'threshold',
    baselineFrom: () => null,
    heed: (effect) => {
      quiet = effect.quiet;
      if (quiet) {
        breachedSince = null;
        open = false;
      }
    },
  };
};
