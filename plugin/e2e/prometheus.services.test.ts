import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findChromium } from '../../scripts/chromium.mjs';
import { freePort, inRoot, startProcess, waitForHttp } from '../../scripts/processes.mjs';
import { startHost } from '../host/server.mjs';
import { testIds } from '../src/testIds';
import { launch, visit } from './stack/browser';
import { startAlertmanager, startExporter, startPrometheus } from './stack/prometheus';

const prometheusBinary = process.env['PROMETHEUS_BIN'] ?? '';
const alertmanagerBinary = process.env['ALERTMANAGER_BIN'] ?? '';
const missing = [
  ...(prometheusBinary === '' ? ['prometheus'] : []),
  ...(alertmanagerBinary === '' ? ['alertmanager'] : []),
  ...(findChromium() ? [] : ['chromium']),
];

const pluginSecret = 'a-secret-of-the-services-test';
const token = 'a-token-of-the-services-test';
const byTestId = (id: string) => `[data-testid="${id}"]`;

describe.skipIf(missing.length > 0)(
  `a real Prometheus to the browser${missing.length > 0 ? ` (no ${missing.join(', ')} here)` : ''}`,
  () => {
    const closers: Array<() => Promise<unknown>> = [];
    let folder = '';
    let companion = '';
    let hostUrl = '';
    let browser: Browser;

    const api = async <T>(path: string): Promise<T> =>
      (await (
        await fetch(`http://${companion}${path}`, { headers: { Authorization: `Bearer ${token}` } })
      ).json()) as T;

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'watchroom-prometheus-'));
      companion = `127.0.0.1:${await freePort()}`;
      const started = startProcess('The companion', process.execPath, [inRoot('companion/bin/companion.cjs')], {
        env: {
          WATCHROOM_PORT: companion.split(':')[1] ?? '',
          WATCHROOM_DATA: join(folder, 'watchroom'),
          WATCHROOM_CONFIG: '',
          WATCHROOM_TOKEN: token,
          WATCHROOM_PLUGIN_SECRET: pluginSecret,
          WATCHROOM_COLLECT_HOST: 'false',
          WATCHROOM_LAB: 'none',
          WATCHROOM_LOG_LEVEL: 'warn',
        },
      });
      closers.push(started.stop);
      await waitForHttp(`http://${companion}/readyz`, { seconds: 60, ended: started.ended });
      const host = await startHost({ world: 'grafana-13', companionUrl: `http://${companion}`, pluginSecret });
      closers.push(host.close);
      hostUrl = host.url;
      browser = await launch();
      closers.push(() => browser.close());
    });

    afterAll(async () => {
      for (const close of closers.reverse()) {
        await close();
      }
      await rm(folder, { recursive: true, force: true });
    });

    it.each([
      { way: 'straight to Watchroom', viaAlertmanager: false, alertname: 'ProcessorTooHot' },
      { way: 'through a real Alertmanager', viaAlertmanager: true, alertname: 'ProcessorTooHotToo' },
    ])('fires, shows within 5 s and resolves: $way', async ({ viaAlertmanager, alertname }) => {
      const stoppers: Array<() => Promise<unknown>> = [];
      try {
        const exporter = await startExporter();
        stoppers.push(exporter.stop);
        let alertsTo = companion;
        if (viaAlertmanager) {
          const port = await freePort();
          const alertmanager = await startAlertmanager({
            binary: alertmanagerBinary,
            folder: join(folder, 'alertmanager'),
            port,
            companion,
          });
          stoppers.push(alertmanager.stop);
          alertsTo = `127.0.0.1:${port}`;
        }
        const prometheus = await startPrometheus({
          binary: prometheusBinary,
          folder: join(folder, alertname),
          port: await freePort(),
          alertsTo,
          companion,
          exporter: exporter.address,
          alertname,
        });
        stoppers.push(prometheus.stop);

        const target = { name: 'host grafana-13', kind: 'host', url: hostUrl } as const;
        const { page, close } = await visit(
          browser,
          target,
          `/a/watchroom-aiops-app/inbox?q=${alertname}&status=any`,
          {}
        );
        stoppers.push(close);
        await page.locator(byTestId(testIds.inbox.empty)).waitFor();

        exporter.setTemperature(99);
        const row = page.locator(byTestId(testIds.inbox.row), { hasText: alertname });
        const pill = page.locator(byTestId(testIds.inbox.waiting));
        const shown = row.or(pill).first().waitFor({ timeout: 30_000 });
        const failure = await shown.then(
          () => null,
          (error: unknown) => String(error)
        );
        const seenAt = Date.now();
        const { items } = await api<{ items: Array<{ firstSeenAt: string; sender: string; severity: string }> }>(
          `/api/v1/alerts?text=${alertname}`
        );
        expect(
          failure,
          `The companion has ${JSON.stringify(items)}, the page ${await page.innerText('body')}`
        ).toBeNull();
        expect(items).toMatchObject([
          { sender: viaAlertmanager ? 'alertmanager' : 'prometheus', severity: 'critical' },
        ]);
        expect(seenAt - Date.parse(items[0]?.firstSeenAt ?? '')).toBeLessThan(5000);
        await pill.click({ timeout: 2000 }).catch(() => undefined);
        await row.waitFor();

        exporter.setTemperature(50);
        await row.getByText('resolved').first().waitFor({ timeout: 30_000 });
      } finally {
        for (const stop of stoppers.reverse()) {
          await stop();
        }
      }
    });

    it('stores what Prometheus remote-writes, of the machine and of the companion itself', async () => {
      for (const match of [
        'node_hwmon_temp_celsius{job="machine"}',
        'watchroom_http_request_seconds_count{job="watchroom"}',
      ]) {
        const { items } = await api<{ items: Array<{ lastValue: number | null }> }>(
          `/api/v1/series?match=${encodeURIComponent(match)}`
        );
        expect(items.length).toBeGreaterThan(0);
        expect(items[0]?.lastValue).not.toBeNull();
      }
    });
  }
);
