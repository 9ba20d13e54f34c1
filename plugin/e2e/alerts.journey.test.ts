import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { testIds } from '../src/testIds';
import { accessibilityFaults, keepScreenshot, launch, seen } from './stack/browser';
import { api, sendAlert, until } from './stack/companion';

const app = '/a/watchroom-aiops-app';
const byTestId = (id: string) => `[data-testid="${id}"]`;

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser?.close());

interface Alerts {
  items: Array<{ id: string; suppressedBy: Array<{ kind: string }> }>;
}
const found = async (q: string): Promise<Alerts['items'][number] | undefined> =>
  (await api<Alerts>(`/api/v1/alerts?${new URLSearchParams({ q }).toString()}`)).items[0];

/** Nothing wider than the window, and nothing that axe complains of. */
const expectTidy = async (page: Page, testId: string): Promise<void> => {
  expect(await accessibilityFaults(page, byTestId(testId))).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0);
};

describe.each(inject('stack').targets)('$name', (target) => {
  const unique = target.name.replace(/\W+/g, '');
  const theme = target.name.endsWith('10') ? 'light' : 'dark';

  it('finds alerts by the query language, and says where a query is wrong', async () => {
    const name = `Query${unique}`;
    await sendAlert({ alertname: name, severity: 'critical', service: 'cart', region: 'eu' });
    await until('the alert', 10, () => found(name));
    await seen(browser, target, `${app}/inbox`, { role: 'Viewer', theme }, async ({ page }) => {
      const bar = page.locator(byTestId(testIds.inbox.text));
      await bar.fill('severity>=');
      await page.locator(byTestId(testIds.inbox.queryError)).waitFor();
      await bar.fill('label.reg');
      await page.locator(byTestId(testIds.inbox.completions)).getByText('region').first().waitFor();
      await bar.fill(`severity>=high label.region:eu ${name}`);
      await page.locator(byTestId(testIds.inbox.total)).getByText('1 alert').waitFor();
      await page.locator(byTestId(testIds.inbox.row), { hasText: name }).waitFor();
      await expectTidy(page, testIds.inbox.page);
      await keepScreenshot(page, target, 'query');
    });
  });

  it('silences an alert in two clicks, shows the silence and ends it', async () => {
    const name = `Quiet${unique}`;
    await sendAlert({ alertname: name, severity: 'high', service: 'cart' });
    const { id } = await until('the alert', 10, () => found(name));
    await seen(browser, target, `${app}/inbox?alert=${id}`, { role: 'Editor', theme }, async ({ page }) => {
      await page.locator(byTestId(testIds.alert.details)).waitFor();
      await page.getByRole('button', { name: 'Silence', exact: true }).click();
      await page.getByRole('menuitem', { name: 'For 1 hour' }).click();
      await until('the silence', 10, async () => (await found(name))?.suppressedBy[0]?.kind === 'silence');
    });
    await seen(browser, target, `${app}/silences`, { role: 'Editor', theme }, async ({ page }) => {
      const row = page.locator(byTestId(testIds.silences.row), { hasText: name });
      await row.waitFor();
      await expectTidy(page, testIds.silences.page);
      await keepScreenshot(page, target, 'silences');
      await row.getByRole('button', { name: /^End/ }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'End' }).click();
      await until('the end of it', 10, async () => (await found(name))?.suppressedBy.length === 0);
    });
    await seen(browser, target, `${app}/silences`, { role: 'Viewer', theme, width: 500 }, async ({ page }) => {
      await page.locator(byTestId(testIds.silences.viewerNote)).waitFor();
      expect(await page.locator(byTestId(testIds.silences.create)).count()).toBe(0);
      await expectTidy(page, testIds.silences.page);
    });
  });

  it('keeps a payload that was refused, and shows it to an editor', async () => {
    const { companionUrl } = inject('stack');
    const refused = await fetch(`${companionUrl}/intake/datadog`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ title: unique }),
    });
    expect(refused.status).toBe(400);
    await seen(browser, target, `${app}/senders`, { role: 'Editor', theme }, async ({ page }) => {
      await page.locator(byTestId(testIds.senders.row)).first().waitFor();
      await expectTidy(page, testIds.senders.page);
      await keepScreenshot(page, target, 'senders');
      await page.getByRole('tab', { name: /Rejected payloads/ }).click();
      await page.locator(byTestId(testIds.senders.rejection), { hasText: 'datadog' }).first().getByRole('link').click();
      await page.locator(byTestId(testIds.senders.payload)).getByText(unique).waitFor();
      await expectTidy(page, testIds.senders.page);
    });
    await seen(
      browser,
      target,
      `${app}/senders?tab=rejected`,
      { role: 'Viewer', theme, width: 500 },
      async ({ page }) => {
        await page.locator(byTestId(testIds.senders.viewerNote)).waitFor();
        await expectTidy(page, testIds.senders.page);
      }
    );
  });
});
