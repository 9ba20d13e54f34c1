import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { StoreUnavailable } from '../alert-store.js';
import { describeAlertStore } from '../alert-store.conformance.js';
import { createAlertStoreMetrics } from '../alert-store-metrics.js';
import { createJournaledAlertStore } from './journaled-alert-store.js';
import { createThreadedStateStore } from './threaded-state-store.js';

// Within the repository, so that packages are found.
const built = join(import.meta.dirname, `../../../../.cache/test/store-thread-${process.pid}.mjs`);
beforeAll(() =>
  build({
    entryPoints: [join(import.meta.dirname, 'store-thread.ts')],
    outfile: built,
    bundle: true,
    packages: 'external',
    alias: { '@watchroom/contract': join(import.meta.dirname, '../../../../contract/src/index.ts') },
    format: 'esm',
    platform: 'node',
    logLevel: 'error',
  })
);
afterAll(() => rm(built, { force: true }));

const create = (path: string) => {
  const registry = new Registry();
  const logger = pino({ level: 'silent' });
  const state = createThreadedStateStore({ path, retentionDays: 30, registry, logger, entry: pathToFileURL(built) });
  return createJournaledAlertStore({ path, state, metrics: createAlertStoreMetrics(registry, 'embedded'), logger });
};

describeAlertStore('embedded alert store on threads', async () => {
  const path = await mkdtemp(join(tmpdir(), 'watchroom-threads-'));
  let store = create(path);
  await store.open();
  return {
    store,
    reopen: async () => {
      await store.close();
      store = create(path);
      await store.open();
      return store;
    },
    cleanup: async () => {
      await store.close();
      await rm(path, { recursive: true });
    },
  };
});

it('says why it cannot be opened, and refuses calls before and after', async () => {
  const store = create('/dev/null/nowhere');
  await expect(store.open()).rejects.toThrow(StoreUnavailable);
  await expect(store.ping()).rejects.toThrow('is not open');
  await store.close();
});
