import type { Logger } from 'pino';
import type { Clock } from '../../clock.js';
import type { SourceSettings } from '../../config/settings.js';
import { createClickHouseSource } from './clickhouse-source.js';
import { createGrafanaSource } from './grafana-source.js';
import { createPrometheusSource } from './prometheus-source.js';
import { SourceError } from './source-error.js';
import type { SourceMetrics } from './source-metrics.js';
import type { SourceConnection } from './types.js';

/** A connection that remembers when it was last asked. */
export interface MeasuredConnection extends SourceConnection {
  readonly settings: SourceSettings;
  readonly lastQueryAt: number | null;
}

/** The connection for a source of any type. */
export const openSource = (
  settings: SourceSettings,
  deps: { clock: Clock; logger: Logger; metrics: SourceMetrics }
): MeasuredConnection => {
  const { clock, logger, metrics } = deps;
  const source = settings.name;
  const onRetry = (): void => metrics.retries.inc({ source });
  const onWarning = (): void => metrics.warnings.inc({ source });
  const connection = {
    clickhouse: () => createClickHouseSource(settings, { onRetry }),
    prometheus: () => createPrometheusSource(settings, { logger, onRetry, onWarning }),
    grafana: () => createGrafanaSource(settings, { onRetry }),
  }[settings.type]();
  let lastQueryAt: number | null = null;
  return {
    settings,
    get lastQueryAt() {
      return lastQueryAt;
    },
    async *query(query, range, signal) {
      lastQueryAt = clock.now();
      const began = performance.now();
      let result: 'ok' | 'failed' = 'failed';
      try {
        yield* connection.query(query, range, signal);
        result = 'ok';
      } catch (error) {
        throw error instanceof SourceError ? error.of(source) : error;
      } finally {
        metrics.seconds.observe({ source, result }, (performance.now() - began) / 1000);
      }
    },
    close: () => connection.close(),
  };
};
