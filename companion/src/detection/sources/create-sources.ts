import type { DetectorSource, DetectorSpec } from '@watchroom/contract';
import { sourceProblem } from '../../config/query-source.js';
import { HttpProblem } from '../../http/http-problem.js';
import { openSource, type MeasuredConnection } from './connections.js';
import { createFeed, type Feed } from './feed.js';
import { createFeedScheduler } from './feed-scheduler.js';
import { previewSeries } from './preview.js';
import { createSeriesSource, isQuerying, type QueryingDetector } from './series-source.js';
import { createSourceMetrics } from './source-metrics.js';
import type { Sources, SourcesDeps } from './types.js';

const invalid = (errors: Array<{ field: string; message: string }>): HttpProblem =>
  new HttpProblem(400, 'Invalid detector', {
    detail: errors.map(({ field, message }) => `${field}: ${message}`).join('; '),
    errors,
  });

/** The sources of YAML, and a feed for each detector with a query. See `Sources`. */
export const createSources = (deps: SourcesDeps & { random?: () => number }): Sources => {
  const { store, clock, random = Math.random } = deps;
  const logger = deps.logger.child({ part: 'sources' });
  const metrics = createSourceMetrics(deps.registry);
  const connections = new Map<string, MeasuredConnection>(
    deps.sources.map((settings) => [settings.name, openSource(settings, { clock, logger, metrics })])
  );
  const types = new Map(deps.sources.map(({ name, type }) => [name, type]));
  const scheduler = createFeedScheduler(clock);
  const feeds = new Map<string, Feed>();

  const check: Sources['check'] = ({ query }) => {
    const message = query === null ? null : sourceProblem(query.type, query.source, types);
    return message === null ? [] : [{ field: 'query.source', message }];
  };

  const connectionOf = (spec: QueryingDetector): MeasuredConnection => {
    const errors = check(spec);
    const connection = connections.get(spec.query.source);
    if (errors.length > 0 || connection === undefined) {
      throw invalid(errors);
    }
    return connection;
  };

  const addDetector = (spec: DetectorSpec): void => {
    if (!isQuerying(spec)) {
      return;
    }
    const connection = connectionOf(spec);
    const source = createSeriesSource(connection, spec);
    const { delayMs } = connection.settings;
    removeDetector(spec.name);
    const feed = createFeed({ spec, source, store, clock, logger, metrics, delayMs, random });
    feeds.set(spec.name, feed);
    scheduler.add(feed);
  };

  const removeDetector = (name: string): void => {
    const feed = feeds.get(name);
    if (feed !== undefined) {
      feeds.delete(name);
      scheduler.remove(feed);
      feed.stop();
    }
  };

  const healthOf = ({ settings, lastQueryAt }: MeasuredConnection): DetectorSource => {
    const failing = [...feeds.values()].find(
      ({ spec, status }) => spec.query.source === settings.name && status.lastError !== null
    );
    return {
      name: settings.name,
      type: settings.type,
      url: settings.url,
      lastQueryAt,
      lastError: failing === undefined ? null : `${failing.spec.name}: ${failing.status.lastError ?? ''}`,
    };
  };

  return {
    start: async () => {
      logger.info({ sources: connections.size, queries: feeds.size }, 'sources started');
      scheduler.start();
    },
    stop: async () => {
      feeds.forEach((feed) => feed.stop());
      await scheduler.stop();
      await Promise.all([...connections.values()].map((connection) => connection.close()));
    },
    handlers: { listSources: async () => ({ items: [...connections.values()].map(healthOf) }) },
    check,
    addDetector,
    removeDetector,
    status: (name) => feeds.get(name)?.status ?? { ready: true, fetchedUntil: null, lastError: null },
    preview: async (spec, range, maxSeries) => {
      if (!isQuerying(spec)) {
        throw invalid([{ field: 'query', message: 'is missing' }]);
      }
      const source = createSeriesSource(connectionOf(spec), spec);
      return previewSeries(source, range, { stepMs: spec.query.stepSeconds * 1000, maxSeries });
    },
    tick: () => scheduler.tick(),
  };
};
