/** Runs of one and the same value. */
export interface FlatLine {
  last: number;
  /** Repetitions in the run under way. */
  run: number;
  /** Longest closed run; one incident raises it to little more than the double. */
  longest: number;
  changes: number;
  /** Repetitions in closed runs. */
  repeats: number;
  /** Length of the run under way when it was told of; 0 before. */
  toldAt: number;
}

const MONTH = 30 * 86_400_000;
const LEAST_RUN = 6;
/** A series must have changed so often, */
const ENOUGH_CHANGES = 200;
/** and have repeated itself so rarely, that standing still means something. */
const RARELY = 0.05;

export const createFlatLine = (): FlatLine => ({
  last: NaN,
  run: 0,
  longest: 0,
  changes: 0,
  repeats: 0,
  toldAt: 0,
});

/**
 * Learns a finite value and answers how many runs at least as long as the one under way the series is expected to have in a
 * month, were repetitions independent: points a month × (1 - p) × p^run, where p is the part of earlier points that repeat the
 * one before. Infinity where standing still tells nothing: in a series that often does, or for runs of usual length.
 * `step` in ms. O(1).
 */
export const flatLine = (flat: FlatLine, value: number, step: number): number => {
  if (value !== flat.last) {
    flat.repeats += flat.run;
    flat.longest = Math.max(flat.longest, Math.min(flat.run, 2 * flat.longest + LEAST_RUN));
    flat.changes += 1;
    flat.run = 0;
    flat.toldAt = 0;
    flat.last = value;
    return Infinity;
  }
  flat.run += 1;
  const { run, longest, changes, repeats } = flat;
  if (run < LEAST_RUN || run <= 2 * longest || changes < ENOUGH_CHANGES || repeats > RARELY * (repeats + changes)) {
    return Infinity;
  }
  const likely = (repeats + 1) / (repeats + changes + 2);
  return (MONTH / step) * (1 - likely) * likely ** run;
};
