import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { accessibilityFaults, keepScreenshot, launch, seen } from './stack/browser';
import { api, until } from './stack/companion';
import { testIds } from '../src/testIds';

const byTestId = (id: string) => `[data-testid="${id}"]`;

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser?.close());

describe.each(inject('stack').targets)('$name', (target) => {
  it('ranks causes of the shop’s incident, with charts and terms', async () => {
    const incident = await until('an incident with causes', 100, async () => {
      const { items } = await api<{ items: Array<{ id: string; sharedLabels: Record<string, string> }> }>(
        '/api/v1/incidents?limit=50'
      );
      const shop = items.find((item) => item.sharedLabels['namespace'] === 'shop');
      const causes = shop && (await api<{ candidates: unknown[] }>(`/api/v1/root-cause/${shop.id}`));
      return causes && causes.candidates.length > 0 ? shop : null;
    });
    await seen(
      browser,
      target,
      `/a/watchroom-aiops-app/incidents/${incident.id}`,
      { theme: 'light' },
      async ({ page }) => {
        await page.locator(byTestId(testIds.incident.candidate)).first().waitFor();
        await page.locator(byTestId(testIds.incident.chart)).first().waitFor();
        await page.locator(byTestId(testIds.incident.alerts)).waitFor();
        expect(await accessibilityFaults(page, byTestId(testIds.incident.page))).toEqual([]);
        await keepScreenshot(page, target, 'incident-light');
      }
    );
  });

  it('lists incidents and leads to one', async () => {
    await seen(browser, target, '/a/watchroom-aiops-app/incidents', {}, async ({ page }) => {
      const row = page.locator(byTestId(testIds.incidents.row)).first();
      await row.waitFor();
      expect(await accessibilityFaults(page, byTestId(testIds.incidents.list))).toEqual([]);
      await keepScreenshot(page, target, 'incidents');
      await row.getByRole('link').first().click();
      await page.locator(byTestId(testIds.incident.page)).waitFor();
    });
  });

  it('says on the configuration page that the companion answers', async () => {
    await seen(browser, target, '/a/watchroom-aiops-app/configuration', {}, async ({ page }) => {
      await page.locator(byTestId(testIds.configuration.step)).first().waitFor();
      expect(await accessibilityFaults(page, byTestId(testIds.configuration.doctor))).toEqual([]);
      await keepScreenshot(page, target, 'configuration');
    });
  });
});
