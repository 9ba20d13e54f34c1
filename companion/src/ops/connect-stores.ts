import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import type { Clock } from '../clock.js';
import type { Settings } from '../config/settings.js';
import type { AlertStore } from '../stores/alert-store.js';
import { openAlertStore } from '../stores/open-alert-store.js';
import { createTimeseriesStore } from '../stores/timeseries/create-timeseries-store.js';
import type { DataStore } from '../stores/timeseries/data-store.js';
import { createStoreConnection, type StoreConnection } from './store-connection.js';

/** Both stores as the settings name them, with where they are and what to do when they are away. Not open yet. */
export const connectStores = (
  settings: Settings,
  deps: { clock: Clock; logger: Logger; registry: Registry; threads: boolean }
): { alertStore: StoreConnection<AlertStore>; timeseries: StoreConnection<DataStore> } => {
  const { elasticsearch, clickhouse, dataDir, retentionDays } = settings;
  const { clock, logger, registry, threads } = deps;
  const embeddedRemedy = `See that ${dataDir} can be written, its disk has room and no other companion uses it`;
  return {
    alertStore: createStoreConnection({
      name: 'alert store',
      store: openAlertStore(settings, { registry, logger, threads }),
      place: elasticsearch ? `Elasticsearch at ${elasticsearch.url}` : `the files in ${dataDir}`,
      remedy: elasticsearch
        ? 'See that Elasticsearch runs there and that ELASTICSEARCH_URL and its user or key are right; Watchroom goes on trying'
        : embeddedRemedy,
      logger,
      registry,
    }),
    timeseries: createStoreConnection({
      name: 'time series store',
      store: createTimeseriesStore({
        clickhouse,
        dataDir,
        retentionDays,
        logRetentionDays: settings.logs?.retentionDays,
        clock,
        logger,
        registry,
      }),
      place: clickhouse ? `ClickHouse at ${clickhouse.url}` : `the embedded ClickHouse in ${dataDir}`,
      remedy: clickhouse
        ? 'See that ClickHouse runs there and that CLICKHOUSE_URL, its user and password are right; Watchroom goes on trying'
        : embeddedRemedy,
      logger,
      registry,
    }),
  };
};
