import { mkdtemp, rm } from 'node:fs/promises';
import { request as httpRequest, Agent, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { systemClock } from '../../src/clock.js';
import { senderMapping } from '../../src/config/generic-sender-schema.js';
import { createIntake } from '../../src/intake/create-intake.js';
import { createAlertStoreMetrics } from '../../src/stores/alert-store-metrics.js';
import { createEmbeddedAlertStore } from '../../src/stores/embedded/embedded-alert-store.js';
import { posted, webhook } from './fixtures.js';
import { mutated, randomFrom } from './mutated-payload.js';
import { genericMapping, testdata } from './testdata.js';

/** The payloads that are mutated, by path. */
const seeds = (): Array<{ path: string; payload: unknown; headers?: Record<string, string> }> => [
  { path: '/intake/alertmanager', payload: webhook({}, { status: 'resolved' }) },
  { path: '/api/v2/alerts', payload: posted({}, {}) },
  { path: '/intake/grafana', payload: { ...webhook({}), version: '1' } },
  ...['sentry-issue', 'sentry-event-alert', 'sentry-metric-alert', 'sentry-legacy'].map((name) => ({
    path: '/intake/sentry',
    payload: testdata(name),
  })),
  ...['pagerduty-trigger', 'pagerduty-acknowledge', 'pagerduty-resolve'].map((name) => ({
    path: '/v2/enqueue',
    payload: testdata(name),
  })),
  ...['alerta', 'alerta-ok'].map((name) => ({ path: '/api/alert', payload: testdata(name) })),
  // The envelope is checked by its signature before it is read; what it holds is what is mutated.
  { path: '/intake/cloudwatch', payload: testdata('cloudwatch-alarm') },
  { path: '/intake/cloudwatch', payload: testdata('cloudwatch-notification') },
  ...['datadog', 'datadog-recovered'].map((name) => ({ path: '/intake/datadog', payload: testdata(name) })),
  ...['zabbix', 'zabbix-resolved'].map((name) => ({ path: '/intake/zabbix', payload: testdata(name) })),
  ...['cloudevents', 'cloudevents-batch'].map((name) => ({ path: '/intake/cloudevents', payload: testdata(name) })),
  {
    path: '/intake/cloudevents',
    payload: { severity: 'fatal' },
    headers: { 'ce-specversion': '1.0', 'ce-id': '1', 'ce-source': '/a', 'ce-type': 'a.b' },
  },
  { path: '/v1/logs', payload: testdata('otlp-logs') },
  { path: '/intake/generic/crm', payload: testdata('generic') },
];

/** Bytes of a mutated payload; some are cut off, or have bytes changed. */
const bytesOf = (payload: unknown, pick: (below: number) => number): Buffer => {
  const bytes = Buffer.from(JSON.stringify(mutated(payload, pick)) ?? '');
  if (pick(20) < 1) {
    return bytes.subarray(0, Math.floor(pick(bytes.length + 1)));
  }
  if (pick(20) < 1 && bytes.length > 0) {
    bytes[Math.floor(pick(bytes.length))] = Math.floor(pick(256));
  }
  return bytes;
};

export interface FuzzFigures {
  payloads: number;
  accepted: number;
  refused: number;
  /** Answers of 500 and above. */
  failed: number;
  /** Answers per path that were 500 or above, for who has to find out. */
  failures: string[];
  seconds: number;
  /** Heap after the first fifth and at the end, both after a collection where Node was started with --expose-gc. */
  heap_mb_early: number;
  heap_mb_late: number;
  rss_mb: number;
}

const heapMb = (): number => {
  (globalThis as { gc?: () => void }).gc?.();
  return Math.round(process.memoryUsage().heapUsed / 1e5) / 10;
};

/** Posts mutated payloads to every sender over HTTP, into the embedded store without its pipeline; counts what is answered. */
export const fuzzIntake = async (payloads: number, seed = 20_261_123): Promise<FuzzFigures> => {
  const dir = await mkdtemp(join(tmpdir(), 'watchroom-fuzz-'));
  const registry = new Registry();
  const logger = pino({ level: 'silent' });
  const store = createEmbeddedAlertStore({
    path: dir,
    metrics: createAlertStoreMetrics(registry, 'embedded'),
    logger,
  });
  await store.open();
  const intake = createIntake({
    store,
    clock: systemClock,
    logger,
    registry,
    tokens: [],
    routes: [],
    senders: [
      {
        type: 'generic',
        options: { secret: null, signatureHeader: null, timestampHeader: null, topics: [] },
        generic: { name: 'crm', mapping: senderMapping.parse(genericMapping) },
      },
    ],
    fetch: () => Promise.resolve({ status: 404, body: '' }),
  });
  const server = createServer((request, response) => void intake.handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const agent = new Agent({ keepAlive: true, maxSockets: 16 });
  const pick = randomFrom(seed);
  const all = seeds();
  const figures: FuzzFigures = {
    payloads: 0,
    accepted: 0,
    refused: 0,
    failed: 0,
    failures: [],
    seconds: 0,
    heap_mb_early: 0,
    heap_mb_late: 0,
    rss_mb: 0,
  };

  const post = (
    path: string,
    body: Buffer,
    headers: Record<string, string>
  ): Promise<{ status: number; text: string }> =>
    new Promise((resolve, reject) => {
      const sent = httpRequest(
        {
          port,
          host: '127.0.0.1',
          path,
          method: 'POST',
          agent,
          headers: { 'content-type': 'application/json', 'content-length': body.length, ...headers },
        },
        (response) => {
          let text = '';
          response
            .on('data', (chunk: Buffer) => (text += chunk.toString()))
            .on('end', () => resolve({ status: response.statusCode ?? 0, text }));
        }
      );
      sent.on('error', reject).end(body);
    });

  const worker = async (until: number): Promise<void> => {
    while (figures.payloads < until) {
      const { path, payload, headers = {} } = all[figures.payloads++ % all.length] as (typeof all)[number];
      const { status, text } = await post(path, bytesOf(payload, pick), headers);
      if (status < 300) {
        figures.accepted++;
      } else if (status < 500) {
        figures.refused++;
      } else {
        figures.failed++;
        figures.failures.push(`${path} ${status} ${text.slice(0, 200)}`);
      }
    }
  };

  const startedAt = performance.now();
  try {
    for (const until of [Math.ceil(payloads / 5), payloads]) {
      await Promise.all(Array.from({ length: 16 }, () => worker(until)));
      await intake.settled();
      figures[until === payloads ? 'heap_mb_late' : 'heap_mb_early'] = heapMb();
    }
    figures.seconds = Math.round((performance.now() - startedAt) / 100) / 10;
    figures.rss_mb = Math.round(process.memoryUsage().rss / 1e6);
    return figures;
  } finally {
    agent.destroy();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await store.close();
    await rm(dir, { recursive: true, force: true });
  }
};
