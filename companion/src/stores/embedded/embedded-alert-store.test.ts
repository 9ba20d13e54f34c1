import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { describeAlertStore } from '../alert-store.conformance.js';
import { createAlertStoreMetrics } from '../alert-store-metrics.js';
import { createEmbeddedAlertStore } from './embedded-alert-store.js';

describeAlertStore('embedded alert store', async () => {
  const path = await mkdtemp(join(tmpdir(), 'watchroom-alerts-'));
  const registry = new Registry();
  const open = async () => {
    const store = createEmbeddedAlertStore({
      path,
      metrics: createAlertStoreMetrics(registry, 'embedded'),
      logger: pino({ level: 'silent' }),
    });
    await store.open();
    return store;
  };
  let store = await open();
  return {
    store,
    reopen: async () => {
      await store.close();
      store = await open();
      return store;
    },
    cleanup: async () => {
      await store.close();
      await rm(path, { recursive: true });
    },
  };
});
