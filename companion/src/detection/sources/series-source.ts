import type { DetectorQuery, DetectorSpec } from '@watchroom/contract';
import type { SeriesSamples } from '../../stores/timeseries/timeseries-store.js';
import { metricNameOf } from './names.js';
import type { SeriesSource, SourceConnection, SourceSeries } from './types.js';
import { detectorLabel, queryIdOf, queryLabel, sourceLabel } from './watched-matchers.js';

/** A detector that has a query. */
export type QueryingDetector = DetectorSpec & { query: DetectorQuery };

export const isQuerying = (spec: DetectorSpec): spec is QueryingDetector => spec.query !== null;

/** A label that the query answers under one of our names is kept under another, as Prometheus does with labels of targets. */
const withOwn = (labels: Record<string, string>, own: Record<string, string>): Record<string, string> => {
  const result: Record<string, string> = {};
  for (const [name, value] of Object.entries(labels)) {
    result[Object.hasOwn(own, name) ? `exported_${name}` : name] = value;
  }
  return { ...result, ...own };
};

/**
 * The query of a detector as a source of series to store: named by the source where it gives names, else after the detector; with the
 * labels `detector`, `source` and `query_id`.
 */
export const createSeriesSource = (connection: SourceConnection, spec: QueryingDetector): SeriesSource => {
  const metric = metricNameOf(spec.name);
  const own = {
    [detectorLabel]: spec.name,
    [sourceLabel]: spec.query.source,
    [queryLabel]: queryIdOf(spec.query),
  };
  const named = ({ name, labels, times, values }: SourceSeries): SeriesSamples => ({
    name: name ?? metric,
    labels: withOwn(labels, own),
    times,
    values,
  });
  return {
    async *query(range, signal) {
      for await (const part of connection.query(spec.query, range, signal)) {
        yield part.map(named);
      }
    },
  };
};
