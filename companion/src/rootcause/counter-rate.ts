import type { MetricSeries } from './metric-series.js';

const counterName = /[_.-](total|count|sum)$/;
/** They carry no level that could shift, or repeat what other series say in finer pieces. */
const unjudgeable =
  /[_.-](bucket|created|info|timestamp[_.-]seconds|start[_.-]time[_.-]seconds|last[_.-]seen)$|^ALERTS(_FOR_STATE)?$/;

/** Whether Prometheus' naming says that a metric is a counter. */
export const isNamedCounter = (metric: string): boolean => counterName.test(metric);

/** Whether a level shift of this metric (by Prometheus' naming) could mean anything. */
export const isJudgeable = (metric: string): boolean => !unjudgeable.test(metric);

const growsOnly = (values: readonly number[]): boolean => {
  let falls = 0;
  for (let index = 1; index < values.length; index++) {
    falls += (values[index] as number) < (values[index - 1] as number) ? 1 : 0;
  }
  return falls <= Math.max(1, values.length * 0.02);
};

/**
 * A counter (by its name, and because it hardly ever falls) as its rate per second; anything else as it is. Where the counter
 * was reset, the sample is left out.
 */
export const counterToRate = (series: MetricSeries): MetricSeries => {
  if (!counterName.test(series.metric) || series.values.length < 3 || !growsOnly(series.values)) {
    return series;
  }
  const times: number[] = [];
  const values: number[] = [];
  for (let index = 1; index < series.times.length; index++) {
    const grown = (series.values[index] as number) - (series.values[index - 1] as number);
    if (grown >= 0) {
      const at = series.times[index] as number;
      times.push(at);
      values.push((grown * 1000) / (at - (series.times[index - 1] as number)));
    }
  }
  return { ...series, times, values };
};
