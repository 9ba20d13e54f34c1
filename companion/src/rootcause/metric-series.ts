import { firstIndexFrom } from '../first-index.js';

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

/** Values with from <= time < to. */
export const valuesBetween = (series: MetricSeries, from: number, to: number): number[] =>
  series.values.slice(firstIndexFrom(series.times, from), firstIndexFrom(series.times, to));
