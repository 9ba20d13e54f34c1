import type { BandOptions } from '@watchroom/contract';

/** A series in memory: times ascend strictly (ms), NaN is a gap. */
export interface Signal {
  times: Float64Array;
  values: Float64Array;
}

/** One result shape for every detector. Columns as long as the signal; NaN where nothing is known. */
export interface Scored {
  expected: Float64Array;
  lower: Float64Array;
  upper: Float64Array;
  /** 0..1, on one calibrated scale. Depends on no later point. */
  score: Float64Array;
  /** The verdict after hysteresis and refractory time: 1 or 0. */
  isAnomaly: Uint8Array;
  /** Whether the point is part of an anomaly: flagged, or outside the band while one goes on (`isPart`). */
  isPart: Uint8Array;
  /** `hour-of-week`, `hour-of-day`, `rolling` or `too short`. */
  baseline: string;
}

/** Scores a whole signal causally. Pure. */
export type ScoreSignal = (signal: Signal, options: BandOptions) => Scored;
