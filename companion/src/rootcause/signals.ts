import type { MetricKind } from './metric-kind.js';
import type { JudgedSeries } from './metric-shift.js';

/** Equal steps of time, ms: `from` inclusive, `count` steps. */
export interface Bins {
  from: number;
  step: number;
  count: number;
}

const leastStep = 1000;
const mostStep = 60_000;
/** So many steps of normal time and of the incident are wanted. */
const normalSteps = 16;
const incidentSteps = 4;

/** Steps in which logs or spans between `first` and `last` are counted: fine enough to see an incident that began near `detectedAt`. */
export const binsFor = (first: number, last: number, detectedAt: number): Bins => {
  const normal = Math.max(leastStep, (detectedAt - first) / normalSteps);
  const incident = Math.max(leastStep, (last - detectedAt) / incidentSteps);
  const step = Math.round(Math.min(mostStep, normal, incident));
  return { from: first, step, count: Math.max(1, Math.ceil((last + 1 - first) / step)) };
};

/** The step that a time falls into; -1 outside. */
export const binOf = ({ from, step, count }: Bins, at: number): number => {
  const bin = Math.floor((at - from) / step);
  return bin >= 0 && bin < count ? bin : -1;
};

/** What a series made from logs or spans is about. */
export interface SignalAbout {
  service: string;
  kind: MetricKind;
  /** A name as a metric has one: `log_lines`, `span_self_ms`. */
  metric: string;
  labels: Record<string, string>;
  least: number;
}

/** One value for each step, NaN for none, as a series to be judged. */
export const signal = (about: SignalAbout, bins: Bins, values: ArrayLike<number>): JudgedSeries => {
  const series = { service: about.service, metric: about.metric, labels: about.labels, times: [], values: [] } as {
    service: string;
    metric: string;
    labels: Record<string, string>;
    times: number[];
    values: number[];
  };
  for (let bin = 0; bin < values.length; bin++) {
    const value = values[bin] as number;
    if (Number.isFinite(value)) {
      series.times.push(bins.from + bin * bins.step);
      series.values.push(value);
    }
  }
  return { series, judged: series, service: about.service, kind: about.kind, least: about.least, from: bins.from };
};
