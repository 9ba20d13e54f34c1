import { HttpProblem } from '../../http/http-problem.js';
import { seriesIdOf, sortedLabels } from '../../stores/timeseries/series-id.js';
import type { SeriesPoints, SeriesSamples } from '../../stores/timeseries/timeseries-store.js';
import { onStep } from './feed-plan.js';
import { createSliceLength } from './slice-length.js';
import { SourceError } from './source-error.js';
import type { SeriesSource, SourcePreview, TimeRange } from './types.js';

const mostPoints = 5_000_000;
/** Somebody waits. */
const defaultPatienceMs = 20_000;

const toPoints = ({ name, labels, times, values }: SeriesSamples): SeriesPoints => ({
  series: {
    id: seriesIdOf(name, labels),
    name,
    labels: Object.fromEntries(sortedLabels(labels)),
    unit: null,
    lastAt: times.at(-1) ?? null,
    lastValue: values.at(-1) ?? null,
  },
  points: { times, values },
});

/** The first `most` series that come, whole; of the others only that they are there. */
const createGatherer = (most: number) => {
  const found = new Map<string, SeriesSamples>();
  const others = new Set<string>();
  let count = 0;
  return {
    add: (series: SeriesSamples): void => {
      const id = seriesIdOf(series.name, series.labels);
      const known = found.get(id);
      if (known === undefined && found.size >= most) {
        others.add(id);
        return;
      }
      count += series.times.length;
      if (count > mostPoints) {
        throw new SourceError(
          `The range holds more than ${mostPoints} points: ask for a shorter time or a longer step`
        );
      }
      if (known === undefined) {
        found.set(id, { ...series });
      } else {
        known.times = known.times.concat(series.times);
        known.values = known.values.concat(series.values);
      }
    },
    result: (): SourcePreview => ({
      series: [...found.values()].map(toPoints),
      seriesCount: found.size + others.size,
    }),
  };
};

const failed = (message: string): HttpProblem =>
  new HttpProblem(400, 'The query failed', { detail: message, errors: [{ field: 'spec.query', message }] });

/**
 * The series of a query in a range, `maxSeries` at most: the first that the source answers. Points are as they would be stored. Asks for
 * slices of time, as the feed does, since the source answers all series.
 *
 * @throws {HttpProblem} 400 where the source refuses the query, can't be asked or takes too long, naming the query.
 */
export const previewSeries = async (
  source: SeriesSource,
  range: TimeRange,
  { stepMs, maxSeries, patienceMs = defaultPatienceMs }: { stepMs: number; maxSeries: number; patienceMs?: number }
): Promise<SourcePreview> => {
  const gatherer = createGatherer(maxSeries);
  const slice = createSliceLength(stepMs);
  const deadline = AbortSignal.timeout(patienceMs);
  let from = onStep(range.from, stepMs);
  try {
    while (from < range.to) {
      const to = Math.min(range.to, from + slice.ms);
      const began = performance.now();
      const read: SeriesSamples[] = [];
      try {
        for await (const part of source.query({ from, to }, deadline)) {
          read.push(...part);
        }
      } catch (error) {
        if (error instanceof SourceError && error.tooMuch && !deadline.aborted && slice.halve()) {
          continue;
        }
        throw error;
      }
      read.forEach(gatherer.add);
      slice.fitted(
        read.reduce((sum, { times }) => sum + times.length, 0),
        performance.now() - began
      );
      from = to;
    }
  } catch (error) {
    if (deadline.aborted) {
      throw failed(
        `The query did not answer the whole range within ${patienceMs / 1000} s: ask for a shorter time or history, a longer step or fewer series`
      );
    }
    throw error instanceof SourceError ? failed(error.message) : error;
  }
  return gatherer.result();
};
