import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { describe, expect, it } from 'vitest';
import { StoreUnavailable } from './alert-store.js';
import { openAlertStore } from './open-alert-store.js';

const deps = () => ({ registry: new Registry(), logger: pino({ level: 'silent' }) });

describe('openAlertStore', () => {
  it('keeps alerts in the data folder without settings, and touches nothing before it is opened', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'watchroom-open-'));
    const store = openAlertStore({ elasticsearch: null, dataDir, retentionDays: 30 }, deps());
    expect(existsSync(join(dataDir, 'alerts'))).toBe(false);
    await expect(store.ping()).rejects.toThrow(StoreUnavailable);
    await store.open();
    await store.ping();
    expect(existsSync(join(dataDir, 'alerts', 'alerts.db'))).toBe(true);
    await store.close();
    await rm(dataDir, { recursive: true });
  });

  it('keeps them in Elasticsearch where its address is set', async () => {
    const url = 'http://127.0.0.1:1';
    const elasticsearch = { url, apiKey: 'key-1', username: null, password: null, prefix: 'watchroom' };
    const store = openAlertStore({ elasticsearch, dataDir: '/nowhere', retentionDays: 30 }, deps());
    await expect(store.open()).rejects.toThrow(/Elasticsearch cannot be reached/);
    await expect(store.ping()).rejects.toThrow(StoreUnavailable);
    await store.close();
  });
});
