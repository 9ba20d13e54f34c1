import { readFile } from 'node:fs/promises';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { accessibilityFaults, keepScreenshot, launch, seen } from './stack/browser';
import { api, sendAlert, until } from './stack/companion';
import { testIds } from '../src/testIds';

const reports = '/a/watchroom-aiops-app/reports';
const ids = testIds.reports;
const byTestId = (id: string) => `[data-testid="${id}"]`;

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
  const startsAt = new Date();
  for (const service of ['cart', 'search', 'payment']) {
    const labels = { alertname: 'ReportedTooSlow', severity: 'high', service, team: 'shop' };
    for (const status of ['firing', 'firing', 'firing', 'resolved'] as const) {
      await sendAlert(labels, status, startsAt);
    }
  }
  await until('the counts', 30, async () => {
    const range = new URLSearchParams({
      from: new Date(Date.now() - 3_600_000).toISOString(),
      to: new Date(Date.now() + 60_000).toISOString(),
      team: 'shop',
    });
    const report = await api<{ totals: { events: number } }>(`/api/v1/reports?${range.toString()}`);
    return report.totals.events >= 12;
  });
});
afterAll(() => browser?.close());

describe.each(inject('stack').targets)('$name', (target) => {
  it('counts what came, and hands out the table of rules', async () => {
    await seen(browser, target, `${reports}?from=now-6h&to=now&step=hour`, { role: 'Viewer' }, async ({ page }) => {
      await page.locator(byTestId(ids.totals)).waitFor();
      await page.locator(byTestId(ids.chart)).first().locator('canvas').waitFor();
      const rule = page.locator(byTestId(ids.rule), { hasText: 'ReportedTooSlow' });
      await rule.waitFor();
      const download = page.waitForEvent('download');
      await page.getByRole('button', { name: 'Rules as CSV' }).click();
      const file = await download;
      expect(file.suggestedFilename()).toMatch(/^watchroom-rules-.*\.csv$/);
      expect(await readFile(await file.path(), 'utf8')).toMatch(/^rule,events,[\s\S]*\r\nReportedTooSlow,/);
      await rule.getByRole('link').click();
      await page.locator(byTestId(testIds.inbox.row), { hasText: 'ReportedTooSlow' }).first().waitFor();
    });
  });

  it('asks for a team alone, which the address keeps', async () => {
    await seen(browser, target, reports, { role: 'Viewer' }, async ({ page }) => {
      await page.locator(byTestId(ids.totals)).waitFor();
      await page.getByLabel('Teams').fill('shop');
      await page.keyboard.press('Enter');
      await page.waitForURL(/team=shop/);
      await until('only the rule of the team', 20, async () => {
        const names = await page
          .locator(byTestId(ids.rule))
          .evaluateAll((rows) => rows.map((row) => row.dataset['id']));
        return names.length > 0 && names.includes('ReportedTooSlow');
      });
    });
  });

  it.each([
    { theme: 'dark', width: 1440 },
    { theme: 'light', width: 1440 },
    { theme: 'dark', width: 390 },
  ] as const)('is shown in $theme at $width px without faults of accessibility', async ({ theme, width }) => {
    const height = width < 500 ? 844 : 1500;
    await seen(browser, target, `${reports}?from=now-6h&to=now`, { theme, width, height }, async ({ page }) => {
      await page.locator(byTestId(ids.chart)).nth(2).locator('canvas').waitFor();
      expect(await accessibilityFaults(page, byTestId(ids.page))).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(
        0
      );
      await keepScreenshot(page, target, `reports-${theme}-${width}`);
    });
  });
});
