import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

export interface SourceMetrics {
  seconds: Histogram<'source' | 'result'>;
  retries: Counter<'source'>;
  warnings: Counter<'source'>;
  points: Counter<'detector'>;
  lag: Gauge<'detector'>;
}

/** Metrics of the sources and of what is fetched from them, registered once. */
export const createSourceMetrics = (registry: Registry): SourceMetrics => {
  const registers = [registry];
  return {
    seconds: new Histogram({
      name: 'watchroom_source_query_seconds',
      help: 'Time of a query to a source, retries included, by result: ok or failed',
      labelNames: ['source', 'result'],
      buckets: [0.01, 0.05, 0.1, 0.5, 1, 2, 5, 10, 30, 120],
      registers,
    }),
    retries: new Counter({
      name: 'watchroom_source_retries_total',
      help: 'Requests to a source that were sent again',
      labelNames: ['source'],
      registers,
    }),
    warnings: new Counter({
      name: 'watchroom_source_warnings_total',
      help: 'Warnings that came with the answers of a source',
      labelNames: ['source'],
      registers,
    }),
    points: new Counter({
      name: 'watchroom_source_points_total',
      help: "Points stored from a detector's query",
      labelNames: ['detector'],
      registers,
    }),
    lag: new Gauge({
      name: 'watchroom_source_lag_seconds',
      help: "How far behind now the points of a detector's query are fetched",
      labelNames: ['detector'],
      registers,
    }),
  };
};
