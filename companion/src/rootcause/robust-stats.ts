/** Quantile `q` (0..1) by linear interpolation of values that ascend; NaN of an empty list. */
export const sortedQuantile = (ascending: ArrayLike<number>, q: number): number => {
  if (ascending.length === 0) {
    return NaN;
  }
  const position = (ascending.length - 1) * q;
  const below = Math.floor(position);
  const low = ascending[below] as number;
  const high = ascending[Math.min(below + 1, ascending.length - 1)] as number;
  return low + (high - low) * (position - below);
};

/** Median of finite values; NaN of an empty list. */
export const median = (values: readonly number[]): number => sortedQuantile(Float64Array.from(values).sort(), 0.5);
