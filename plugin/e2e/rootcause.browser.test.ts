import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { accessibilityFaults, keepScreenshot, launch, seen } from './stack/browser';
import { api, sendAlert, sendLogLines, until } from './stack/companion';
import { writeSeries } from './stack/series';
import { testIds } from '../src/testIds';

const byTestId = (id: string) => `[data-testid="${id}"]`;
const ids = testIds.incident;
const minute = 60_000;
const namespace = 'causes';

/** An hour of a small shop whose database gets slow; its pool of connections says so, and callers wait. */
const writeShop = async (onsetAt: number, now: number) => {
  const times = Array.from({ length: Math.floor((now - onsetAt + 60 * minute) / 15_000) }, (_, index) => {
    return onsetAt - 60 * minute + index * 15_000;
  });
  const series = (name: string, labels: Record<string, string>, level: number, factor: number) => ({
    name,
    labels: { namespace, ...labels },
    times,
    values: times.map((at, index) => level * (1 + 0.05 * Math.sin(index * 1.7)) * (at >= onsetAt ? factor : 1)),
  });
  await writeSeries([
    series('latency_seconds', { service: 'till-web' }, 0.2, 2.4),
    series('latency_seconds', { service: 'till-orders' }, 0.12, 3),
    series('latency_seconds', { service: 'till-database' }, 0.03, 9),
    series('latency_seconds', { service: 'till-mail' }, 0.08, 1),
    series('cpu_usage_ratio', { service: 'till-database' }, 0.2, 4),
    series('cpu_usage_ratio', { service: 'till-orders' }, 0.3, 1),
    series('calls_per_second', { client: 'till-web', server: 'till-orders' }, 40, 1),
    series('calls_per_second', { client: 'till-orders', server: 'till-database' }, 90, 1),
    series('calls_per_second', { client: 'till-orders', server: 'till-mail' }, 3, 1),
  ]);
  await sendLogLines(
    times.flatMap((at, index) => [
      { timestamp: new Date(at).toISOString(), service: 'till-orders', level: 'info', message: `order ${index} taken` },
      at >= onsetAt
        ? {
            timestamp: new Date(at).toISOString(),
            service: 'till-database',
            level: 'error',
            message: `no connection left in the pool, client ${index} waits`,
          }
        : {
            timestamp: new Date(at).toISOString(),
            service: 'till-database',
            level: 'info',
            message: `query ${index} done`,
          },
    ])
  );
};

let browser: Browser;
let incidentId = '';
let alertId = '';
beforeAll(async () => {
  browser = await launch();
  const now = Math.floor(Date.now() / minute) * minute;
  const onsetAt = now - 12 * minute;
  await writeShop(onsetAt, now);
  for (const [alertname, service, after] of [
    ['TillDatabaseSlow', 'till-database', 1],
    ['TillWebSlow', 'till-web', 2],
  ] as const) {
    const labels = { alertname, severity: 'critical', service, namespace };
    await sendAlert(labels, 'firing', new Date(onsetAt + after * minute));
  }
  await until('the incident with its causes', 60, async () => {
    const { items } = await api<{ items: Array<{ id: string; name: string; incidentId: string | null }> }>(
      '/api/v1/alerts?service=till-web'
    );
    incidentId = items[0]?.incidentId ?? '';
    alertId = items[0]?.id ?? '';
    if (incidentId === '') {
      return false;
    }
    const { candidates } = await api<{ candidates: Array<{ evidence: Array<{ lines?: unknown[] }> }> }>(
      `/api/v1/root-cause/${incidentId}`
    );
    return candidates.some(({ evidence }) => evidence.some(({ lines = [] }) => lines.length > 0));
  });
});
afterAll(() => browser?.close());

describe.each(inject('stack').targets)('$name', (target) => {
  const looks = [
    { name: 'wide', theme: 'light', width: 1440, height: 2600 },
    { name: 'narrow', theme: 'dark', width: 420, height: 3600 },
  ] as const;
  it.each(looks)('shows the cause with charts, log lines, calls and moments, $name and $theme', async (look) => {
    const { name, ...options } = look;
    await seen(browser, target, `/a/watchroom-aiops-app/incidents/${incidentId}`, options, async ({ page }) => {
      const first = page.locator(byTestId(ids.candidate)).first();
      await first.getByText('till-database').first().waitFor();
      await first.locator(byTestId(ids.chart)).first().waitFor();
      await page.locator(byTestId(ids.lines)).first().getByText('no connection left').first().waitFor();
      await page.locator(byTestId(ids.graph)).getByText('till-orders', { exact: true }).waitFor();
      await page.locator(byTestId(ids.moments)).getByText('Log bursts', { exact: true }).waitFor();
      await page.locator(byTestId(ids.moments)).locator('summary').click();
      await page.locator(byTestId(ids.moments)).getByRole('link', { name: 'TillWebSlow' }).waitFor();
      expect(await accessibilityFaults(page, byTestId(ids.page))).toEqual([]);
      await keepScreenshot(page, target, `rootcause-${name}-${options.theme}`);
      const wider = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect(wider).toBeLessThanOrEqual(0);
    });
  });

  it('leads from an alert to the cause, and keeps a verdict until it is taken back', async () => {
    const inbox = `/a/watchroom-aiops-app/inbox?alert=${encodeURIComponent(alertId)}`;
    await seen(browser, target, inbox, { theme: 'light' }, async ({ page }) => {
      await page.locator(byTestId(testIds.alert.findCause)).getByRole('link').click();
      await page.waitForURL(/\/incidents\/.*#causes$/);
      const it = page.getByRole('button', { name: 'This was it: till-database' });
      await it.click();
      await page.locator('button[aria-pressed="true"][aria-label="This was it: till-database"]').waitFor();
      await it.click();
      await page.locator('button[aria-pressed="false"][aria-label="This was it: till-database"]').waitFor();
    });
  });
});
