import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { alertListTestIds } from '../src/panels/alert-list/testIds';
import { anomalyPanelTestIds } from '../src/panels/anomaly/testIds';
import { accessibilityFaults, keepScreenshot, launch, seen } from './stack/browser';
import { api, sendAlert, until } from './stack/companion';

const byTestId = (id: string) => `[data-testid="${id}"]`;

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser?.close());

describe.each(inject('stack').targets)('$name', (target) => {
  // On the host page one theme in each world.
  const themes =
    target.kind === 'grafana'
      ? (['dark', 'light'] as const)
      : target.name.endsWith('10')
        ? (['light'] as const)
        : (['dark'] as const);
  it.each(themes)('draws bands of this machine and the alert list in %s', async (theme) => {
    await sendAlert({ alertname: 'OnTheDashboard', severity: 'critical', service: 'database' });
    await until('this machine’s CPU', 30, async () => {
      const { items } = await api<{ items: unknown[] }>('/api/v1/series?match=host_cpu_usage_ratio');
      return items.length > 0;
    });
    await seen(browser, target, '/d/watchroom-this-machine?from=now-15m&to=now', { theme }, async ({ page }) => {
      const plot = page.locator(byTestId(anomalyPanelTestIds.plot)).first();
      await plot.waitFor();
      await plot.locator('canvas').first().waitFor();
      await page.locator(byTestId(alertListTestIds.row)).first().waitFor();
      expect(await accessibilityFaults(page, byTestId(anomalyPanelTestIds.plot))).toEqual([]);
      await keepScreenshot(page, target, `this-machine-${theme}`);
    });
  });

  it('shows the expected range under the cursor', async () => {
    await seen(browser, target, '/d/watchroom-simulated-shop?from=now-24h&to=now', {}, async ({ page }) => {
      const plot = page.locator(byTestId(anomalyPanelTestIds.plot)).first();
      await plot.locator('canvas').first().waitFor();
      const over = plot.locator('.u-over').first();
      await until('the tooltip', 15, async () => {
        await over.hover({ position: { x: 120, y: 40 } });
        await over.hover({ position: { x: 140, y: 45 } });
        return page.locator(byTestId(anomalyPanelTestIds.tooltip)).first().isVisible();
      });
      await page
        .locator(byTestId(anomalyPanelTestIds.tooltip))
        .first()
        .getByText(/expected/i)
        .first()
        .waitFor();
      await keepScreenshot(page, target, 'shop');
    });
  });
});
