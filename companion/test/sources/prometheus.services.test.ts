import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { detectorQuery, type DetectorQuery } from '@watchroom/contract';
import { pino } from 'pino';
import { describe } from 'vitest';
import { createPrometheusSource } from '../../src/detection/sources/prometheus-source.js';
import { minute, sourceConformance, start, world } from '../../src/detection/sources/source.conformance.js';
import { remoteWriteBody } from '../../src/lab/remote-write-body.js';
import { freePort, startServer } from './real-server.js';
import { sourceSettings } from './source-settings.js';

const binary = process.env.PROMETHEUS_BIN ?? '';
/** The user and password of the example in Prometheus' documentation of `--web.config.file`. */
const user = { name: 'admin', password: 'test', hash: '$2b$12$hNf2lSsxfm0.i4a.1kVpSOVyBCfIB51VRjgBUyv6kdnyTlgWj81Ay' };
const authorization = `Basic ${Buffer.from(`${user.name}:${user.password}`).toString('base64')}`;

const query = (expr: string): DetectorQuery => detectorQuery.parse({ type: 'promql', source: 'prom', expr });

/** A real Prometheus that holds the world and nothing else, taken in by remote write. */
const startPrometheus = async () => {
  const folder = await mkdtemp(join(tmpdir(), 'watchroom-prometheus-'));
  await writeFile(join(folder, 'empty.yml'), 'scrape_configs: []\n');
  await writeFile(join(folder, 'web.yml'), `basic_auth_users:\n  ${user.name}: ${user.hash}\n`);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const options = {
    'config.file': join(folder, 'empty.yml'),
    'web.config.file': join(folder, 'web.yml'),
    'web.listen-address': `127.0.0.1:${port}`,
    'storage.tsdb.path': join(folder, 'data'),
    'storage.tsdb.retention.time': '10y',
    // A gap is a gap from the next step on.
    'query.lookback-delta': '1s',
  };
  const flags = Object.entries(options).map(([name, value]) => `--${name}=${value}`);
  const run = () =>
    startServer(binary, [...flags, '--web.enable-remote-write-receiver'], `${url}/-/ready`, { authorization });
  let process = await run();
  const scrapes = Array.from({ length: world[0]?.values.length ?? 0 }, (_, index) => ({
    at: start + index * minute,
    samples: world.map(({ labels, values }) => ({
      metric: 'world',
      labels,
      unit: '',
      value: values[index] ?? NaN,
    })),
  }));
  // In parts: samples of one request must not be older than an hour against those of the last.
  for (let index = 0; index < scrapes.length; index += 10) {
    const answer = await fetch(`${url}/api/v1/write`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/x-protobuf', 'content-encoding': 'snappy' },
      body: new Uint8Array(await remoteWriteBody(scrapes.slice(index, index + 10))),
    });
    if (!answer.ok) {
      throw new Error(await answer.text());
    }
  }
  return {
    url,
    down: () => process.stop(),
    up: async () => {
      process = await run();
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
};

describe.skipIf(binary === '')('Prometheus (PROMETHEUS_BIN)', () => {
  sourceConformance('a real Prometheus', async () => {
    const prometheus = await startPrometheus();
    let retries = 0;
    return {
      connect: (change = {}) =>
        createPrometheusSource(
          sourceSettings({
            type: 'prometheus',
            url: prometheus.url,
            username: user.name,
            password: user.password,
            ...change,
          }),
          {
            logger: pino({ level: 'silent' }),
            onRetry: () => (retries += 1),
            onWarning: () => undefined,
            retryMs: 1,
          }
        ),
      query: query('world'),
      wrongQuery: { query: query('sum('), says: /^Prometheus: .*parse error/ },
      retries: () => retries,
      down: prometheus.down,
      up: prometheus.up,
      hasPassword: true,
      close: async () => {
        await prometheus.down();
        await prometheus.remove();
      },
    };
  });
});
