/** One series in both windows, ready to be compared. Additive: slices are sums of leaves. */
export interface Leaf {
  labels: Readonly<Record<string, string>>;
  /** What it would be now had it not changed: its value before, or its old mean with today's weight. */
  forecast: number;
  actual: number;
  /** Numerator and weight in each window; the weight of additive metrics is 1 throughout. */
  before: { sum: number; weight: number };
  after: { sum: number; weight: number };
}

/** A series' sums and weights in both windows. */
export interface LeafInput {
  labels: Readonly<Record<string, string>>;
  before: { sum: number; weight: number };
  after: { sum: number; weight: number };
}

/** Leaves of an additive metric: `sum` is the value of the window. */
export const additiveLeaves = (inputs: readonly LeafInput[]): Leaf[] =>
  inputs.map((input) => ({ ...input, forecast: input.before.sum, actual: input.after.sum }));

/**
 * Leaves of a mean or ratio: each is expected to keep its own mean at today's weight, one that is new to have that of the whole. So a
 * slice is not blamed for others' growth. (Adtributor calls these derived measures.)
 */
export const meanLeaves = (inputs: readonly LeafInput[]): Leaf[] => {
  const sums = inputs.reduce((total, { before }) => total + before.sum, 0);
  const weights = inputs.reduce((total, { before }) => total + before.weight, 0);
  const whole = weights > 0 ? sums / weights : 0;
  return inputs.map((input) => {
    const { before, after } = input;
    const mean = before.weight > 0 ? before.sum / before.weight : whole;
    return { ...input, forecast: mean * after.weight, actual: after.sum };
  });
};
