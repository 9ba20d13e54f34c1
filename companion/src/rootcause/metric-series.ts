/** One metric of one service in memory: times (ms) ascend, values are finite, a missing sample is absent. */
export interface MetricSeries {
  service: string;
  metric: string;
  /** Empty where the source has none. */
  labels: Record<string, string>;
  times: number[];
  values: number[];
}

/** `caller` calls `callee`. */
export interface CallEdge {
  caller: string;
  callee: string;
}

/** Index of the first time at or after `at`; the length where there is none. */
export const firstIndexFrom = (times: readonly number[], at: number): number => {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((times[middle] as number) < at) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
};

/** Values with from <= time < to. */
export const valuesBetween = (series: MetricSeries, from: number, to: number): number[] =>
  series.values.slice(firstIndexFrom(series.times, from), firstIndexFrom(series.times, to));
