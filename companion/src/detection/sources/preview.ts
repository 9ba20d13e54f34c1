import { HttpProblem } from '../../http/http-problem.js';
import { seriesIdOf, sortedLabels } from '../../stores/timeseries/series-id.js';
import type { SeriesPoints, SeriesSamples } from '../../stores/timeseries/timeseries-store.js';
import { SourceError } from './source-error.js';
import type { SeriesSource, TimeRange } from './types.js';

const tooMuch = 5_000_000;

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

/**
 * The series of a query in a range, `maxSeries` at most: the first that the source answers. Points are as they would be stored.
 *
 * @throws {HttpProblem} 400 where the source refuses the query or can't be asked, naming the query.
 */
export const previewSeries = async (
  source: SeriesSource,
  range: TimeRange,
  maxSeries: number
): Promise<SeriesPoints[]> => {
  const found = new Map<string, SeriesSamples>();
  let count = 0;
  try {
    for await (const part of source.query(range)) {
      for (const series of part) {
        const id = seriesIdOf(series.name, series.labels);
        const known = found.get(id);
        if (known !== undefined) {
          known.times = known.times.concat(series.times);
          known.values = known.values.concat(series.values);
        } else if (found.size < maxSeries) {
          found.set(id, { ...series });
        }
      }
      count = [...found.values()].reduce((sum, { times }) => sum + times.length, 0);
      if (count > tooMuch) {
        throw new SourceError(`The range holds more than ${tooMuch} points: ask for a shorter time or a longer step`);
      }
    }
  } catch (error) {
    if (!(error instanceof SourceError)) {
      throw error;
    }
    throw new HttpProblem(400, 'The query failed', {
      detail: error.message,
      errors: [{ field: 'spec.query', message: error.message }],
    });
  }
  return [...found.values()].map(toPoints);
};
