import type { Logger } from 'pino';
import type { Clock } from '../../clock.js';
import { HttpProblem } from '../../http/http-problem.js';
import type { SeriesSamples, TimeseriesStore } from '../../stores/timeseries/timeseries-store.js';
import { fetchableUntil, nextPoll, onStep, planFeed } from './feed-plan.js';
import { overlapOf } from './overlap.js';
import { createSeenPoints } from './seen-points.js';
import { maxSeries } from './series-builder.js';
import type { QueryingDetector } from './series-source.js';
import { createSliceLength } from './slice-length.js';
import { SourceError } from './source-error.js';
import type { SourceMetrics } from './source-metrics.js';
import { timeChunks } from './time-chunks.js';
import type { FeedStatus, SeriesSource, TimeRange } from './types.js';
import { watchedMatchers } from './watched-matchers.js';

/** As many as the store takes in one insert, so that each is stored whole or not at all. */
const samplesPerInsert = 100_000;
const maxBackoffMs = 300_000;

export interface FeedDeps {
  spec: QueryingDetector;
  source: SeriesSource;
  store: TimeseriesStore;
  clock: Clock;
  logger: Logger;
  metrics: SourceMetrics;
  delayMs: number;
  random: () => number;
}

/** Keeps the stored series of one detector's query filled. */
export interface Feed {
  readonly spec: QueryingDetector;
  readonly status: FeedStatus;
  /** When `run` is to be called next. */
  readonly dueAt: number;
  /** Fetches and stores one slice of the history, or polls. Never rejects; a failure shows in `status` and is tried again later. */
  run(): Promise<void>;
  /** Breaks off what is under way. */
  stop(): void;
}

/** Of the source, or of the store when it is asked what it has. */
const isTooMuch = (error: unknown): boolean =>
  (error instanceof SourceError && error.tooMuch) || (error instanceof HttpProblem && error.status === 400);

/** Goes through time from the oldest to now, slice by slice; what fails is asked for again from where it stopped. */
export const createFeed = (deps: FeedDeps): Feed => {
  const { spec, source, store, clock, metrics, delayMs } = deps;
  const stepMs = spec.query.stepSeconds * 1000;
  const overlapMs = overlapOf(stepMs);
  const slice = createSliceLength(stepMs);
  const seen = createSeenPoints();
  const stopping = new AbortController();
  const status: FeedStatus = { ready: false, fetchedUntil: null, lastError: null };
  let gaps: TimeRange[] | null = null;
  let storedUntil = -Infinity;
  let position = -Infinity;
  let dueAt = clock.now();
  let failures = 0;

  /** From where the next poll after a position asks again. */
  const overlapFrom = (at: number): number => onStep(at - overlapMs, stepMs);

  /** What is asked for next; null where nothing new can be there yet. */
  const nextRange = (until: number): TimeRange | null => {
    const gap = gaps?.find(({ to }) => to > position);
    if (gap !== undefined && gap.from > position) {
      position = gap.from;
    }
    const end = gap === undefined ? until : Math.min(until, gap.to);
    if (position >= end) {
      return null;
    }
    const from = status.ready ? overlapFrom(position) : onStep(position, stepMs);
    return { from, to: Math.min(onStep(position, stepMs) + slice.ms, end) };
  };

  const recallStored = async ({ from, to }: TimeRange): Promise<void> => {
    if (from <= storedUntil) {
      const matchers = watchedMatchers({ ...spec, matchers: [] });
      const stored = await store.read({ matchers, from, to, maxSeries, purpose: 'detection' });
      seen.remember(stored.map(({ series, points }) => ({ name: series.name, labels: series.labels, ...points })));
    }
  };

  const save = async (series: SeriesSamples[], range: TimeRange): Promise<number> => {
    let count = 0;
    for (const chunk of timeChunks(seen.fresh(series), samplesPerInsert)) {
      await store.insert(chunk);
      count += chunk.reduce((sum, { times }) => sum + times.length, 0);
      const recent = overlapFrom(range.to);
      seen.remember(chunk.filter(({ times }) => (times.at(-1) ?? 0) >= recent));
    }
    metrics.points.inc({ detector: spec.name }, count);
    return count;
  };

  const fetchRange = async (range: TimeRange): Promise<void> => {
    await recallStored(range);
    const began = performance.now();
    let points = 0;
    for await (const part of source.query(range, stopping.signal)) {
      points += part.reduce((sum, { times }) => sum + times.length, 0);
      await save(part, range);
      stopping.signal.throwIfAborted();
    }
    slice.fitted(points, performance.now() - began);
    position = range.to;
    status.fetchedUntil = position;
    seen.forgetBefore(overlapFrom(position));
  };

  const step = async (): Promise<void> => {
    const until = fetchableUntil(spec, clock.now(), delayMs);
    if (gaps === null) {
      ({ gaps, storedUntil } = await planFeed(store, spec, until));
    }
    const range = nextRange(until);
    if (range !== null) {
      await fetchRange(range);
    }
    const behind = until - Math.max(position, -8.64e15);
    metrics.lag.set({ detector: spec.name }, Math.max(0, behind) / 1000);
    if (position >= until) {
      if (!status.ready) {
        deps.logger.info({ detector: spec.name }, "the history of a detector's query is stored");
      }
      status.ready = true;
      gaps = [];
    }
    dueAt = position >= until ? nextPoll(spec, clock.now(), delayMs) : clock.now();
  };

  const failed = (error: unknown): void => {
    if (isTooMuch(error) && slice.halve()) {
      dueAt = clock.now();
      return;
    }
    failures += 1;
    status.lastError = error instanceof Error ? error.message : String(error);
    const wait = Math.min(maxBackoffMs, Math.max(5000, spec.intervalSeconds * 1000) * 2 ** Math.min(10, failures - 1));
    dueAt = clock.now() + wait * (0.8 + 0.4 * deps.random());
    metrics.lag.set({ detector: spec.name }, Math.max(0, clock.now() - Math.max(0, position)) / 1000);
    if (failures === 1) {
      deps.logger.warn({ detector: spec.name, err: error }, "a detector's query failed; it will be tried again");
    }
  };

  return {
    spec,
    status,
    get dueAt() {
      return dueAt;
    },
    run: async () => {
      try {
        await step();
        failures = 0;
        status.lastError = null;
      } catch (error) {
        if (!stopping.signal.aborted) {
          failed(error);
        }
      }
    },
    stop: () => {
      stopping.abort(new Error('The detector has ended'));
      metrics.lag.remove({ detector: spec.name });
    },
  };
};
