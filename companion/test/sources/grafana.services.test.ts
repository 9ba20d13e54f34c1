import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { detectorQuery, type DetectorQuery } from '@watchroom/contract';
import { describe } from 'vitest';
import { findGrafana } from '../../../scripts/grafana.mjs';
import { createGrafanaSource } from '../../src/detection/sources/grafana-source.js';
import { minute, sourceConformance, start, world } from '../../src/detection/sources/source.conformance.js';
import { startPrometheusDouble } from './prometheus-double.js';
import { freePort, startServer } from './real-server.js';
import { sourceSettings } from './source-settings.js';

const found = process.env.GRAFANA_HOME ? findGrafana() : null;
const grafana = found?.kind === 'home' ? found : null;
const datasourceUid = 'world';

const query = (expr: string): DetectorQuery =>
  detectorQuery.parse({
    type: 'grafana',
    source: 'grafana',
    datasourceUid,
    query: { expr, range: true, instant: false, interval: '1m' },
    stepSeconds: 60,
  });

/** A Prometheus, as its API is published, that a real Grafana reads the world from. */
const startPrometheus = () =>
  startPrometheusDouble({
    world: world.map(({ labels, values }) => ({
      metric: { __name__: 'world', ...labels },
      at: (time) => values[(time - start) / minute] ?? null,
    })),
  });

/** A real Grafana with one datasource, and the token of a service account that may only look. */
const startGrafana = async (binary: string, home: string, datasourceUrl: string) => {
  const folder = await mkdtemp(join(tmpdir(), 'watchroom-grafana-'));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const options = {
    'server.http_addr': '127.0.0.1',
    'server.http_port': String(port),
    'paths.data': folder,
    'paths.logs': join(folder, 'log'),
    'paths.plugins': join(folder, 'plugins'),
    'analytics.reporting_enabled': 'false',
    'analytics.check_for_updates': 'false',
    'analytics.check_for_plugin_updates': 'false',
  };
  const overrides = Object.entries(options).map(([name, value]) => `cfg:default.${name}=${value}`);
  const server = await startServer(binary, ['server', '--homepath', home, ...overrides], `${url}/api/health`, {});
  const ask = async (path: string, body: unknown): Promise<Record<string, unknown>> => {
    const authorization = `Basic ${Buffer.from('admin:admin').toString('base64')}`;
    const headers = { authorization, 'content-type': 'application/json' };
    const answer = await fetch(`${url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    if (!answer.ok) {
      throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    }
    return (await answer.json()) as Record<string, unknown>;
  };
  const prometheus = { name: 'World', type: 'prometheus', uid: datasourceUid, access: 'proxy', url: datasourceUrl };
  await ask('/api/datasources', { ...prometheus, jsonData: { httpMethod: 'POST', timeInterval: '1m' } });
  const account = await ask('/api/serviceaccounts', { name: 'watchroom', role: 'Viewer' });
  const { key } = await ask(`/api/serviceaccounts/${String(account.id)}/tokens`, { name: 'test' });
  return {
    url,
    token: String(key),
    stop: async () => {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
};

describe.skipIf(grafana === null)('Grafana (GRAFANA_HOME)', () => {
  sourceConformance("a real Grafana's query API", async () => {
    const prometheus = await startPrometheus();
    const running = await startGrafana(grafana?.binary ?? '', grafana?.home ?? '', prometheus.url);
    let retries = 0;
    return {
      connect: ({ password, ...change } = {}) =>
        createGrafanaSource(
          sourceSettings({ type: 'grafana', url: running.url, token: password ?? running.token, ...change }),
          { onRetry: () => (retries += 1), retryMs: 1 }
        ),
      query: query('world'),
      wrongQuery: { query: query('sum('), says: /^Grafana's datasource: .*parse error/ },
      retries: () => retries,
      hasPassword: true,
      close: async () => {
        await running.stop();
        await prometheus.close();
      },
    };
  });
});
