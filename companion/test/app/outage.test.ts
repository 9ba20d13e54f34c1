import { rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { App } from '../../src/app.js';
import { startClickHouseBridge } from '../timeseries/clickhouse-bridge.js';
import { ask, readyReport, sendAlerts, startApp, temporaryFolder, untilReady } from './app-kit.js';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let app: App | null = null;
let bridge: Awaited<ReturnType<typeof startClickHouseBridge>> | null = null;
/** A ClickHouse in this process, which can hold one only: it ends with its test. */
const startBridge = async () => {
  bridge = await startClickHouseBridge(join(folder.path, 'server'));
  return bridge;
};
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(async () => {
  await app?.stop();
  app = null;
  await bridge?.close();
  bridge = null;
  await folder.remove();
}, 20_000);

/** A port on which nothing listens. */
const closedPort = async (): Promise<number> => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
};

const checkOf = async (name: string) =>
  (await readyReport(app as App)).report.checks.find((check) => check.name === name);

const until = async (name: string, status: 'ok' | 'failing') => {
  for (;;) {
    const check = await checkOf(name);
    if (check?.status === status) {
      return check;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
};

test('without Elasticsearch it starts, says what is wrong, and takes nothing that it could lose', async () => {
  const url = `http://127.0.0.1:${await closedPort()}`;
  app = await startApp(folder.path, { ELASTICSEARCH_URL: url });
  expect((await ask(app, '/healthz')).status).toBe(200);
  expect(await until('alert store', 'failing')).toMatchObject({
    detail: expect.stringContaining(`Elasticsearch at ${url}`),
    remedy: expect.stringContaining('ELASTICSEARCH_URL'),
  });
  expect((await readyReport(app)).code).toBe(503);
  for (const response of [await ask(app, '/api/v1/alerts'), await sendAlerts(app, [{ name: 'Lost' }])]) {
    expect(response.status).toBe(503);
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  }
  const status = (await (await ask(app, '/api/v1/status')).json()) as { status: string; alertStore: string };
  expect(status).toMatchObject({ status: 'failing', alertStore: 'elasticsearch' });
}, 30_000);

test('without ClickHouse it is red, alerts still go in, and it turns green when ClickHouse comes', async () => {
  const server = await startBridge();
  await server.down();
  app = await startApp(folder.path, { CLICKHOUSE_URL: server.url });
  expect(await until('time series store', 'failing')).toMatchObject({
    detail: expect.stringContaining(`ClickHouse at ${server.url}`),
    remedy: expect.stringContaining('CLICKHOUSE_URL'),
  });
  expect((await ask(app, '/api/v1/series')).status).toBe(503);
  await until('alert store', 'ok');
  expect((await sendAlerts(app, [{ name: 'Meanwhile' }])).ok).toBe(true);
  await server.up();
  await untilReady(app, 40_000);
  expect((await ask(app, '/api/v1/series')).status).toBe(200);
}, 60_000);

test('files that are in the way of the embedded store turn it red until they are gone', async () => {
  await writeFile(join(folder.path, 'alerts'), 'in the way');
  const other = await startBridge();
  app = await startApp(folder.path, { CLICKHOUSE_URL: other.url });
  expect((await until('alert store', 'failing')).detail).toContain(folder.path);
  await rm(join(folder.path, 'alerts'));
  await untilReady(app, 40_000);
  expect((await sendAlerts(app, [{ name: 'Now' }])).ok).toBe(true);
}, 60_000);
