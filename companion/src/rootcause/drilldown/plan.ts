import { metricUnit, type DrilldownMeasure, type DrilldownQuery, type Matcher } from '@watchroom/contract';
import { HttpProblem } from '../../http/http-problem.js';
import { matchersOf } from '../../stores/timeseries/series-handlers.js';
import type { StepMeasure } from '../../stores/timeseries/slice-reads.js';
import { isNamedCounter } from '../counter-rate.js';
import { metricKind } from '../metric-kind.js';

/** One metric that is to be read. */
export interface Part {
  metric: string;
  matchers: Matcher[];
  measure: StepMeasure;
}

/** What is to be read and how it is put together; times in ms. */
export interface Plan {
  measure: DrilldownMeasure;
  part: Part;
  /** What it is divided by; null where it is not. */
  per: Part | null;
  before: number;
  after: number;
  length: number;
}

const minute = 60_000;
const week = 7 * 24 * 60 * minute;

const invalid = (field: string, message: string): HttpProblem =>
  new HttpProblem(400, 'Invalid request', { detail: `${field} ${message}`, errors: [{ field, message }] });

const partOf = (field: string, selector: string, measure?: StepMeasure): Part => {
  const matchers = matchersOf(selector);
  const metric = matchers.find(({ label, op }) => label === '__name__' && op === '=')?.value;
  if (metric === undefined) {
    throw invalid(field, 'must name a metric');
  }
  return { metric, matchers, measure: measure ?? (isNamedCounter(metric) ? 'growth' : 'mean') };
};

/** Gauges that make no sense as a sum: shares, times, temperatures, the use of processors. */
const isMean = (metric: string): boolean =>
  ['ratio', 'percent', 'celsius', 'seconds', 'milliseconds'].includes(metricUnit(metric) ?? '') ||
  ['success', 'latency', 'cpu'].includes(metricKind(metric));

/** `x_sum` is divided by `x_count`, as Prometheus' summaries and histograms have them. */
const countOf = ({ metric, matchers }: Part): Part | null => {
  const [, base] = /^(.+)_sum$/.exec(metric) ?? [];
  if (base === undefined) {
    return null;
  }
  const name = `${base}_count`;
  const renamed = matchers.map((matcher) => (matcher.label === '__name__' ? { ...matcher, value: name } : matcher));
  return { metric: name, matchers: renamed, measure: 'growth' };
};

/**
 * What a request asks for. The window ends now at the latest. `HttpProblem` 400 where a selector cannot be read or names no metric,
 * or the window is shorter than a minute or longer than a week.
 */
export const planOf = (query: DrilldownQuery, now: number): Plan => {
  const to = Math.min(query.to, now);
  const length = to - query.from;
  if (length < minute || length > week) {
    throw invalid('from', 'must lie between a minute and a week before to, which is now at the latest');
  }
  const asked = { sum: 'mean', rate: 'growth', mean: 'mean', auto: undefined } as const;
  const part = partOf('match', query.match, asked[query.measure]);
  const per = query.per === undefined ? (query.measure === 'auto' ? countOf(part) : null) : partOf('per', query.per);
  const ofGauge = query.measure === 'mean' || (query.measure === 'auto' && isMean(part.metric)) ? 'mean' : 'sum';
  return {
    measure: per ? 'ratio' : part.measure === 'growth' ? 'rate' : ofGauge,
    part,
    per,
    before: query.compare === 'week' ? query.from - week : query.from - length,
    after: query.from,
    length,
  };
};
