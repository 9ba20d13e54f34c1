import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { Registry } from 'prom-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { StoreUnavailable } from '../../src/stores/alert-store.js';
import { createTimeseriesStore } from '../../src/stores/timeseries/create-timeseries-store.js';
import { timeseriesStoreConformance } from '../../src/stores/timeseries/timeseries-store.conformance.js';
import { startClickHouseBridge, type ClickHouseBridge } from './clickhouse-bridge.js';

let folder: string;
let bridge: ClickHouseBridge;
const create = (change: { database?: string; password?: string; registry?: Registry } = {}) =>
  createTimeseriesStore({
    clickhouse: {
      url: bridge.url,
      username: 'watchroom',
      password: change.password ?? 'secret',
      database: change.database ?? 'first',
    },
    dataDir: folder,
    retentionDays: 400,
    logger: pino({ level: 'silent' }),
    registry: change.registry ?? new Registry(),
  });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'watchroom-bridge-'));
  bridge = await startClickHouseBridge(folder, { username: 'watchroom', password: 'secret' });
}, 60_000);
afterAll(async () => {
  await bridge.close();
  await rm(folder, { recursive: true, force: true });
}, 60_000);

timeseriesStoreConformance('a server over HTTP', create);

describe('a server that comes and goes', () => {
  const samples = [{ name: 'up', labels: {}, times: [Date.now()], values: [1] }];

  it('is told as unavailable while it is down, and works again once it is back', async () => {
    const registry = new Registry();
    const store = create({ database: 'second', registry });
    await store.open();
    await store.insert(samples);
    await bridge.down();
    for (const call of [
      () => store.ping(),
      () => store.insert(samples),
      () => store.findSeries([], 1),
      () => store.read({ matchers: [], from: 0, to: Date.now(), maxSeries: 1 }),
      () => store.countSeries(),
      () => store.listAnomalies({ from: 0, to: 1, limit: 1 }),
    ]) {
      await expect(call()).rejects.toBeInstanceOf(StoreUnavailable);
    }
    await expect(create({ database: 'second' }).open()).rejects.toBeInstanceOf(StoreUnavailable);
    await bridge.up();
    await store.ping();
    await store.insert([{ name: 'up', labels: { again: 'yes' }, times: [Date.now()], values: [1] }]);
    expect(await store.countSeries()).toBe(2);
    expect(await registry.metrics()).toMatch(
      /watchroom_timeseries_request_failures_total\{role="intake",operation="insert points"\} 1/
    );
    await store.close();
  }, 60_000);

  it('gets one insert for many calls that come while it is busy', async () => {
    const store = create({ database: 'third' });
    await store.open();
    await store.insert(samples);
    let release = (): void => undefined;
    bridge.delay = { containing: 'INSERT INTO points', until: new Promise((resolve) => (release = resolve)) };
    const before = bridge.requests();
    const first = store.insert(samples);
    const seen = async (count: number): Promise<void> => {
      while (bridge.requests() < before + count) {
        await new Promise(setImmediate);
      }
    };
    await seen(1);
    const rest = Array.from({ length: 50 }, () => store.insert(samples));
    release();
    bridge.delay = null;
    await Promise.all([first, ...rest]);
    expect(bridge.requests() - before).toBe(2);
    await store.close();
  }, 60_000);

  it('says so where the password is wrong, without showing it', async () => {
    const refused = create({ password: 'not-this-one' }).open();
    await expect(refused).rejects.toBeInstanceOf(StoreUnavailable);
    await expect(refused).rejects.toThrow(/Authentication failed/);
    await expect(refused).rejects.not.toThrow(/not-this-one/);
  });

  it('refuses tables of a newer Watchroom', async () => {
    const store = create({ database: 'fourth' });
    await store.open();
    await store.close();
    await fetch(`${bridge.url}/?database=fourth`, {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from('watchroom:secret').toString('base64')}` },
      body: "INSERT INTO schema_migrations (version, name) VALUES (999, 'future')",
    });
    await expect(create({ database: 'fourth' }).open()).rejects.toThrow(/newer Watchroom/);
  }, 60_000);
});
