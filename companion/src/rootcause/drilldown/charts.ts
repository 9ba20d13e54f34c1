import type { DrilldownMeasure, Points } from '@watchroom/contract';
import type { SliceSteps } from '../../stores/timeseries/slice-reads.js';

/** A slice and all other series over time. */
export interface SliceChart {
  points: Points;
  rest: Points;
}

type Columns = SliceSteps['whole'];

const without = (whole: Columns, slice: Columns): Columns => ({
  sums: whole.sums.map((sum, index) => sum - (slice.sums[index] ?? 0)),
  counts: whole.counts.map((count, index) => count - (slice.counts[index] ?? 0)),
});

/** Values of each step as the measure has it; null where there is none. `step` in ms. */
const valuesOf = (
  measure: DrilldownMeasure,
  columns: Columns,
  step: number,
  per: readonly number[]
): Array<number | null> =>
  columns.sums.map((sum, index) => {
    const count = columns.counts[index] ?? 0;
    const divided = { sum: 1, rate: step / 1000, mean: count, ratio: per[index] ?? 0 }[measure];
    return count === 0 || divided === 0 ? null : sum / divided;
  });

/** `per` is what a ratio is divided by; read alike, its steps may differ where it has gaps. */
export const sliceCharts = (
  measure: DrilldownMeasure,
  step: number,
  steps: SliceSteps,
  per: SliceSteps | null
): SliceChart[] => {
  const { times, whole } = steps;
  const rowOf = new Map(per?.times.map((at, row) => [at, row]));
  const aligned = (columns: Columns | undefined): number[] =>
    times.map((at) => columns?.sums[rowOf.get(at) ?? -1] ?? 0);
  return steps.slices.map((slice, index) => {
    const perSlice = per?.slices[index];
    const perRest = per && perSlice ? without(per.whole, perSlice) : undefined;
    return {
      points: { times, values: valuesOf(measure, slice, step, aligned(perSlice)) },
      rest: { times, values: valuesOf(measure, without(whole, slice), step, aligned(perRest)) },
    };
  });
};
