import type { TimeseriesStore } from '../../stores/timeseries/timeseries-store.js';
import { historyOf } from '../warm-up.js';
import type { QueryingDetector } from './series-source.js';
import { overlapOf } from './overlap.js';
import { maxSeries } from './series-builder.js';
import type { TimeRange } from './types.js';
import { watchedMatchers } from './watched-matchers.js';

const fiveMinutes = 5 * 60_000;

/**
 * End (exclusive) of what may be asked for now: of tables and other datasources only whole steps, as the values of a step that has not
 * passed yet would be too low; of Prometheus up to the newest multiple of the step.
 */
export const fetchableUntil = ({ query }: QueryingDetector, now: number, delayMs: number): number => {
  const stepMs = query.stepSeconds * 1000;
  const boundary = Math.floor((now - delayMs) / stepMs) * stepMs;
  return query.type === 'promql' ? boundary + 1 : boundary;
};

/** The multiple of the step at or before a time: ranges begin and end there, lest a query that groups by step sees half of one. */
export const onStep = (time: number, stepMs: number): number => Math.floor(time / stepMs) * stepMs;

/** When to poll next: once an interval, just after a step has passed. */
export const nextPoll = ({ query, intervalSeconds }: QueryingDetector, now: number, delayMs: number): number => {
  const stepMs = query.stepSeconds * 1000;
  const step = Math.floor((now - delayMs) / stepMs);
  const inInterval = Math.floor((now + intervalSeconds * 1000 - delayMs) / stepMs);
  return Math.max(inInterval, step + 1) * stepMs + delayMs;
};

export interface FeedPlan {
  /** What is to be fetched before polling, oldest first; ends at `until`. */
  gaps: TimeRange[];
  /** Time of the newest stored point; what lies up to it may be stored already. -Infinity where there is none. */
  storedUntil: number;
}

/**
 * What is missing of a detector's history in the store: all of it at first, after a restart what lies behind the newest stored point,
 * and what lies before the oldest where the history has become longer.
 */
export const planFeed = async (store: TimeseriesStore, spec: QueryingDetector, until: number): Promise<FeedPlan> => {
  const stepMs = spec.query.stepSeconds * 1000;
  const historyMs = Math.max(historyOf(spec), overlapOf(stepMs));
  const start = onStep(until - historyMs, stepMs);
  const matchers = watchedMatchers({ ...spec, matchers: [] });
  const stored = await store.findSeries(matchers, maxSeries, 'detection');
  const storedUntil = stored.reduce((newest, { lastAt }) => Math.max(newest, lastAt ?? -Infinity), -Infinity);
  if (storedUntil < start) {
    return { gaps: [{ from: start, to: until }], storedUntil };
  }
  const resume = { from: Math.max(start, onStep(storedUntil - overlapOf(stepMs), stepMs)), to: until };
  const step = Math.ceil(historyMs / 10 / fiveMinutes) * fiveMinutes;
  const coarse = await store.read({ matchers, from: start, to: until, maxSeries, step, purpose: 'detection' });
  const oldest = coarse.reduce((least, { points }) => Math.min(least, points.times[0] ?? Infinity), Infinity);
  const before = { from: start, to: Math.min(onStep(oldest + step, stepMs) + stepMs, resume.from) };
  return { gaps: oldest > start && before.to > start ? [before, resume] : [resume], storedUntil };
};
