import type { Column } from '../series/points';

/** Rows of the smallest and the greatest value in [from, to), in order; the first row where all are gaps. */
const extremes = (values: ReadonlyArray<number | null>, from: number, to: number): number[] => {
  let low = -1;
  let high = -1;
  for (let row = from; row < to; row++) {
    const value = values[row];
    if (value === null || value === undefined) {
      continue;
    }
    if (low === -1 || value < (values[low] as number)) {
      low = row;
    }
    if (high === -1 || value > (values[high] as number)) {
      high = row;
    }
  }
  if (low === -1) {
    return [from];
  }
  return low === high ? [low] : [Math.min(low, high), Math.max(low, high)];
};

/**
 * At most `limit` of the points: of each stretch of equal length the lowest and the highest, so that a lone spike stays.
 * Points are kept as they are, never averaged.
 */
export const thin = ({ times, values }: Column, limit: number): Column => {
  if (times.length <= limit) {
    return { times, values };
  }
  const stretches = Math.max(1, Math.floor(limit / 2));
  const kept: number[] = [];
  for (let stretch = 0; stretch < stretches; stretch++) {
    const from = Math.floor((stretch * times.length) / stretches);
    const to = Math.floor(((stretch + 1) * times.length) / stretches);
    kept.push(...extremes(values, from, to));
  }
  return { times: kept.map((row) => times[row] as number), values: kept.map((row) => values[row] ?? null) };
};
