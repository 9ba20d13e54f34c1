import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Alert, DetectorPreview, DetectorSource, Problem, Series } from '@watchroom/contract';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { App } from '../../src/app.js';
import { ask, startApp, temporaryFolder, untilReady } from '../app/app-kit.js';
import { startClickHouseBridge, type ClickHouseBridge } from '../timeseries/clickhouse-bridge.js';

const minute = 60_000;
const step = 5 * minute;
const weeks = 4;
const points = (weeks * 7 * 24 * 60) / 5;

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let bridge: ClickHouseBridge;
let app: App;
let newest: number;

const statement = async (sql: string): Promise<void> => {
  const answer = await fetch(`${bridge.url}/`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from('reader:secret').toString('base64')}` },
    body: sql,
  });
  if (!answer.ok) {
    throw new Error(await answer.text());
  }
};

const config = (url: string): string => `
apiVersion: 1
sources:
  - name: warehouse
    type: clickhouse
    url: ${url}
    database: shop
    username: reader
    password: \${WAREHOUSE_PASSWORD}
    delaySeconds: 0
detectors:
  - name: Orders are unusual
    kind: baseline
    query: { type: table, source: warehouse, table: orders, time: at, value: n, labels: [shop], stepSeconds: 300 }
    intervalSeconds: 1
    historyDays: 28
`;

/** Four weeks of a day's rhythm in two shops; in the last half hour one of them sells nothing. */
beforeAll(async () => {
  folder = await temporaryFolder();
  const path = join(folder.path, 'timeseries');
  await mkdir(path, { recursive: true });
  bridge = await startClickHouseBridge(path, { username: 'reader', password: 'secret' });
  newest = Math.floor(Date.now() / step) * step - step;
  await statement('CREATE DATABASE shop');
  await statement('CREATE TABLE shop.orders (at DateTime, shop String, n Float64) ENGINE = MergeTree ORDER BY at');
  await statement(
    `INSERT INTO shop.orders SELECT toDateTime(${newest / 1000} - number * 300) AS at, shop,
       if(shop = 'north' AND number < 6, 0, 500 + 200 * sin(toUnixTimestamp(at) / 86400 * 2 * pi()) + cityHash64(number, shop) % 40)
     FROM numbers(${points}) ARRAY JOIN ['north', 'south'] AS shop`
  );
  const yaml = join(folder.path, 'config');
  await mkdir(yaml);
  await writeFile(join(yaml, 'shop.yaml'), config(bridge.url));
  app = await startApp(folder.path, { WATCHROOM_CONFIG: yaml, WAREHOUSE_PASSWORD: 'secret' });
  await untilReady(app);
}, 60_000);
afterAll(async () => {
  await app.stop();
  await bridge.close();
  await folder.remove();
}, 30_000);

const items = async <T>(path: string): Promise<T[]> => ((await (await ask(app, path)).json()) as { items: T[] }).items;

test('a detector of YAML over a table learns four weeks of history and alerts on the anomaly at its end', async () => {
  const [alert] = await vi.waitFor(
    async () => {
      const found = await items<Alert>('/api/v1/alerts?text=Orders');
      expect(found).toHaveLength(1);
      return found;
    },
    { timeout: 40_000, interval: 250 }
  );
  expect(alert).toMatchObject({
    name: 'Orders are unusual',
    status: 'firing',
    labels: { shop: 'north', source: 'warehouse', detector: 'Orders are unusual' },
  });
  const series = await items<Series>('/api/v1/series?match=orders_are_unusual');
  expect(series.map(({ labels }) => labels.shop)).toEqual(['north', 'south']);
  const bands = await ask(app, '/api/v1/bands', {
    method: 'POST',
    body: JSON.stringify({
      kind: 'stored',
      matchers: [{ label: 'shop', op: '=', value: 'north' }],
      from: new Date(newest - points * step).toISOString(),
      to: new Date(newest + 1).toISOString(),
      maxPoints: 20_000,
    }),
  });
  const { items: drawn } = (await bands.json()) as { items: Array<{ times: number[] }> };
  expect(drawn[0]?.times).toHaveLength(points);
}, 60_000);

test('the sources are listed with their health, and without their secrets', async () => {
  const answer = await (await ask(app, '/api/v1/sources')).text();
  expect((JSON.parse(answer) as { items: DetectorSource[] }).items).toMatchObject([
    { name: 'warehouse', type: 'clickhouse', url: bridge.url, lastError: null },
  ]);
  const detectors = await (await ask(app, '/api/v1/detectors')).text();
  const metrics = await (await ask(app, '/metrics')).text();
  expect(metrics).toContain('watchroom_source_query_seconds_count{source="warehouse",result="ok"}');
  expect(`${answer}${detectors}${metrics}`).not.toContain('secret');
});

const bySql = {
  kind: 'baseline',
  name: 'Orders by SQL',
  query: {
    type: 'sql',
    source: 'warehouse',
    sql: 'SELECT at AS time, sum(n) AS value FROM orders WHERE at >= {from} AND at < {to} GROUP BY time',
    stepSeconds: 300,
  },
};
const post = (path: string, body: object) => ask(app, path, { method: 'POST', body: JSON.stringify(body) });

test('people preview a query through the API, and may ask configured sources only', async () => {
  const preview = await post('/api/v1/detectors/preview', {
    spec: bySql,
    from: new Date(newest - 7 * 24 * 60 * minute).toISOString(),
    to: new Date(newest + minute).toISOString(),
  });
  const shown = (await preview.json()) as DetectorPreview;
  expect([preview.status, shown.seriesCount]).toEqual([200, 1]);
  expect(shown.anomalies.at(-1)).toMatchObject({ metric: 'orders_by_sql', direction: 'down' });

  const query = { ...bySql.query, source: 'elsewhere', sql: 'SELECT 1' };
  const refused = (await (await post('/api/v1/detectors', { ...bySql, query })).json()) as Problem;
  expect(refused.errors?.map(({ field }) => field)).toEqual(['query.sql', 'query.source']);
});
