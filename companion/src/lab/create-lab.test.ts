import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import protobuf from 'protobufjs';
import { Registry } from 'prom-client';
import { uncompressSync } from 'snappy';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Alert } from '@watchroom/contract';
import { systemClock } from '../clock.js';
import type { SeriesSamples } from '../stores/timeseries/timeseries-store.js';
import { createLab } from './create-lab.js';
import type { WebhookPayload } from './webhook-payloads.js';

const writeRequest = protobuf
  .parse(
    `syntax = "proto3"; message WriteRequest { repeated TimeSeries timeseries = 1; }
     message TimeSeries { repeated Label labels = 1; repeated Sample samples = 2; }
     message Label { string name = 1; string value = 2; } message Sample { double value = 1; int64 timestamp = 2; }`
  )
  .root.lookupType('WriteRequest');

interface Written {
  timeseries: Array<{
    labels: Array<{ name: string; value: string }>;
    samples: Array<{ value: number; timestamp: unknown }>;
  }>;
}

let server: Server;
let baseUrl: string;
let writes: Written[];
let webhooks: WebhookPayload[];
let refuse: number;

beforeEach(async () => {
  writes = [];
  webhooks = [];
  refuse = 0;
  server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const body = Buffer.concat(parts);
      if (refuse > 0) {
        refuse -= 1;
        response.writeHead(503).end('busy');
        return;
      }
      if (request.url === '/api/v1/write' && request.headers['content-encoding'] === 'snappy') {
        writes.push(writeRequest.decode(uncompressSync(body) as Buffer) as unknown as Written);
        response.writeHead(204).end();
      } else if (request.url === '/intake/alertmanager') {
        webhooks.push(JSON.parse(body.toString('utf8')) as WebhookPayload);
        response.writeHead(200).end('{}');
      } else {
        response.writeHead(404).end();
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const fakeStore = (lastAt: number | null) => {
  const inserted: SeriesSamples[][] = [];
  return {
    inserted,
    timeseries: {
      findSeries: () =>
        Promise.resolve(
          lastAt === null
            ? []
            : [{ id: '1', name: 'shop_cpu_usage_ratio', labels: {}, unit: null, lastAt, lastValue: 1 }]
        ),
      insert: (samples: SeriesSamples[]) => {
        inserted.push(samples);
        return Promise.resolve();
      },
    },
  };
};
const logger = () => ({ info: vi.fn(), warn: vi.fn() });
const base = { scenario: 'default', clock: systemClock, intervalMs: 20 };

describe('createLab', () => {
  it('gives the shop a week of history, then sends what it shows', { timeout: 30_000 }, async () => {
    const store = fakeStore(null);
    const lab = createLab({ ...base, baseUrl, logger: logger(), ...store });
    await lab.start();
    await vi.waitFor(() => expect(writes.length).toBeGreaterThan(2), { timeout: 20_000 });
    await lab.stop();
    const count = store.inserted.flat().reduce((sum, { times }) => sum + times.length, 0);
    const series = store.inserted[0]?.length ?? 0;
    expect(series).toBeGreaterThan(90);
    expect(count / series).toBeGreaterThanOrEqual(7 * 24 * 60 - 1);
    const names = writes[0]?.timeseries.map(({ labels }) => labels.find(({ name }) => name === '__name__')?.value);
    expect(names).toContain('shop_error_ratio');
    expect(writes[0]?.timeseries).toHaveLength(series);
    expect(lab.getTruth()).toEqual([]);
  });

  it('fills only the gap at a second start', async () => {
    const store = fakeStore(Date.now() - 10 * 60_000);
    const lab = createLab({ ...base, baseUrl, logger: logger(), ...store });
    await lab.start();
    await vi.waitFor(() => expect(writes.length).toBeGreaterThan(0));
    await lab.stop();
    expect(store.inserted.flat()[0]?.times.length).toBeLessThanOrEqual(10);
  });

  it('goes on when the companion is busy, and counts what happened', async () => {
    refuse = 2;
    const registry = new Registry();
    const lab = createLab({ ...base, baseUrl, logger: logger(), registry, ...fakeStore(Date.now()) });
    await lab.start();
    await vi.waitFor(() => expect(writes.length).toBeGreaterThan(0), { timeout: 5000 });
    await lab.stop();
    expect(await registry.metrics()).toContain('watchroom_lab_requests_total{path="/api/v1/write",outcome="503"} 2');
  });

  it('stops at once while nothing answers', async () => {
    const lab = createLab({ ...base, baseUrl: 'http://127.0.0.1:9', logger: logger(), ...fakeStore(Date.now()) });
    await lab.start();
    await lab.stop();
  });

  it('resolves what an earlier run left firing', async () => {
    const left = { labels: { alertname: 'ShopTargetDown', cluster: 'lab', namespace: 'shop' }, annotations: {} };
    const other = { labels: { alertname: 'Mine', cluster: 'prod' }, annotations: {} };
    const items = [left, other].map((one) => ({ ...one, startsAt: Date.now() - 60_000 }) as unknown as Alert);
    const alerts = { listAlerts: () => Promise.resolve({ items, nextCursor: null, total: 2 }) };
    const lab = createLab({ ...base, baseUrl, logger: logger(), alerts, ...fakeStore(Date.now()) });
    await lab.start();
    await vi.waitFor(() => expect(webhooks).toHaveLength(1));
    await lab.stop();
    expect(webhooks[0]?.alerts).toMatchObject([{ status: 'resolved', labels: { alertname: 'ShopTargetDown' } }]);
  });

  it('refuses a scenario that is not there', () => {
    expect(() => createLab({ ...base, scenario: 'storm', baseUrl, logger: logger(), ...fakeStore(null) })).toThrow(
      /storm.*calm/
    );
  });
});
