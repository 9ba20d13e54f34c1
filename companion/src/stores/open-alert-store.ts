import { join } from 'node:path';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import type { Settings } from '../config/settings.js';
import type { AlertStore } from './alert-store.js';
import { createElasticsearchAlertStore } from './elasticsearch/elasticsearch-alert-store.js';
import { createEmbeddedAlertStore } from './embedded/embedded-alert-store.js';

/** The alert store that the settings name: Elasticsearch where its URL is set, else a file in the data folder. Not yet open. */
export const openAlertStore = (
  { elasticsearch, dataDir, retentionDays }: Pick<Settings, 'elasticsearch' | 'dataDir' | 'retentionDays'>,
  deps: { registry: Registry; logger: Logger }
): AlertStore =>
  elasticsearch
    ? createElasticsearchAlertStore({ ...elasticsearch, retentionDays, ...deps })
    : createEmbeddedAlertStore({ path: join(dataDir, 'alerts'), retentionDays, ...deps });
