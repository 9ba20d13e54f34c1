/** Units that a metric's name can tell. */
export type MetricUnit = 'bytes' | 'bytes-per-second' | 'seconds' | 'milliseconds' | 'ratio' | 'percent' | 'celsius';

const endings: ReadonlyArray<readonly [RegExp, MetricUnit]> = [
  [/_bytes_per_second$/, 'bytes-per-second'],
  [/_bytes$/, 'bytes'],
  [/_(milliseconds|millis|ms)$/, 'milliseconds'],
  [/_seconds$/, 'seconds'],
  [/_ratio$/, 'ratio'],
  [/_(percent|percentage)$/, 'percent'],
  [/_celsius$/, 'celsius'],
];
/** A moment rather than a length of time. */
const moment = /_(timestamp|time)_seconds$|_until_seconds$/;

/**
 * The unit of a metric's values by the end of its name, as Prometheus' naming rules have it (https://prometheus.io/docs/practices/naming/);
 * `_total` and `_sum` may stand behind it. Null where the name tells none. A ratio is 1 where it is whole, a percentage 100.
 */
export const metricUnit = (metric: string): MetricUnit | null => {
  const base = metric.toLowerCase().replace(/_(total|sum)$/, '');
  return moment.test(base) ? null : (endings.find(([ending]) => ending.test(base))?.[1] ?? null);
};
