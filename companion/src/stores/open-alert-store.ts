import { join } from 'node:path';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import type { Settings } from '../config/settings.js';
import type { AlertStore } from './alert-store.js';
import { createElasticsearchAlertStore } from './elasticsearch/elasticsearch-alert-store.js';
import { createAlertStoreMetrics } from './alert-store-metrics.js';
import { createEmbeddedAlertStore } from './embedded/embedded-alert-store.js';
import { createJournaledAlertStore } from './embedded/journaled-alert-store.js';
import { createThreadedStateStore } from './embedded/threaded-state-store.js';

/**
 * The alert store that the settings name: Elasticsearch where its URL is set, else a file in the data folder, worked on by `threads` of its own
 * or in this one. Not yet open.
 */
export const openAlertStore = (
  { elasticsearch, dataDir, retentionDays }: Pick<Settings, 'elasticsearch' | 'dataDir' | 'retentionDays'>,
  deps: { registry: Registry; logger: Logger; threads?: boolean }
): AlertStore => {
  const { registry, logger, threads = false } = deps;
  if (elasticsearch) {
    return createElasticsearchAlertStore({ ...elasticsearch, retentionDays, registry, logger });
  }
  const path = join(dataDir, 'alerts');
  const metrics = createAlertStoreMetrics(registry, 'embedded');
  if (!threads) {
    return createEmbeddedAlertStore({ path, retentionDays, metrics, logger });
  }
  const state = createThreadedStateStore({ path, retentionDays, registry, logger });
  return createJournaledAlertStore({ path, state, metrics, logger });
};
