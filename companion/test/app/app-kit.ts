import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readiness, type Readiness } from '@watchroom/contract';
import { pino } from 'pino';
import { vi } from 'vitest';
import { createApp, type App } from '../../src/app.js';
import { loadSettings } from '../../src/config/load.js';

export const token = 'admin-token-for-tests';

/** A folder of its own, removed by `remove`. */
export const temporaryFolder = async () => {
  const path = await mkdtemp(join(tmpdir(), 'watchroom-app-'));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
};

/** The whole companion on a free port, without its own collector unless asked for. */
export const startApp = async (dataDir: string, env: Record<string, string> = {}): Promise<App> => {
  const settings = await loadSettings({
    env: {
      WATCHROOM_DATA: dataDir,
      WATCHROOM_PORT: '0',
      WATCHROOM_TOKEN: token,
      WATCHROOM_COLLECT_HOST: 'false',
      ...env,
    },
  });
  const app = await createApp(settings, { logger: pino({ level: process.env.TEST_LOG_LEVEL ?? 'silent' }) });
  await app.start();
  return app;
};

export const ask = (app: App, path: string, init: RequestInit = {}): Promise<Response> =>
  fetch(`${app.url}${path}`, {
    ...init,
    headers: {
      authorization: `Bearer ${token}`,
      ...(init.body !== undefined && { 'content-type': 'application/json' }),
      ...(init.headers as Record<string, string> | undefined),
    },
  });

export const readyReport = async (app: App): Promise<{ code: number; report: Readiness }> => {
  const response = await ask(app, '/readyz');
  return { code: response.status, report: readiness.parse(await response.json()) };
};

/** Waits until `/readyz` is green. */
export const untilReady = (app: App, timeout = 20_000): Promise<void> =>
  vi.waitFor(
    async () => {
      const { code, report } = await readyReport(app);
      if (code !== 200) {
        throw new Error(JSON.stringify(report.checks));
      }
    },
    { timeout, interval: 100 }
  );

/** A webhook as Alertmanager sends it. */
export const webhook = (
  alerts: Array<{ name: string; labels?: Record<string, string>; status?: 'firing' | 'resolved' }>
) => ({
  version: '4',
  groupKey: '{}:{}',
  truncatedAlerts: 0,
  status: 'firing',
  receiver: 'watchroom',
  groupLabels: {},
  commonLabels: {},
  commonAnnotations: {},
  externalURL: 'http://alertmanager:9093',
  alerts: alerts.map(({ name, labels = {}, status = 'firing' }) => ({
    status,
    labels: { alertname: name, severity: 'critical', ...labels },
    annotations: { summary: `${name} happened` },
    startsAt: new Date(Date.now() - 60_000).toISOString(),
    endsAt: status === 'firing' ? '0001-01-01T00:00:00Z' : new Date().toISOString(),
    generatorURL: 'http://prometheus:9090/graph',
    fingerprint: '0123456789abcdef',
  })),
});

export const sendAlerts = (app: App, alerts: Parameters<typeof webhook>[0]): Promise<Response> =>
  fetch(`${app.url}/intake/alertmanager`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(webhook(alerts)),
  });
