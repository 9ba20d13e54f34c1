import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { accessibilityFaults, keepScreenshot, launch, seen } from './stack/browser';
import { api, sendAlert, until } from './stack/companion';
import { testIds } from '../src/testIds';

const inbox = '/a/watchroom-aiops-app/inbox';
const byTestId = (id: string) => `[data-testid="${id}"]`;

interface Named {
  id: string;
  name: string;
  triage: string;
  status: string;
}

const alertNamed = async (name: string): Promise<Named | undefined> => {
  const page = await api<{ items: Named[] }>(`/api/v1/alerts?text=${name}`);
  return page.items.find((alert) => alert.name === name);
};

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser?.close());

describe.each(inject('stack').targets)('$name', (target) => {
  const unique = target.name.replace(/\W/g, '');

  it('shows an alert in the open inbox within 5 s, and lets an editor acknowledge it', async () => {
    const name = `Disk${unique}`;
    await seen(browser, target, `${inbox}?q=${name}`, { role: 'Editor' }, async ({ page }) => {
      await page.locator(byTestId(testIds.inbox.empty)).waitFor();
      const sent = Date.now();
      await sendAlert({ alertname: name, severity: 'critical', instance: 'db-1', service: 'database' });
      const row = page.locator(byTestId(testIds.inbox.row), { hasText: name });
      const pill = page.locator(byTestId(testIds.inbox.waiting));
      await row.or(pill).first().waitFor({ timeout: 5000 });
      expect(Date.now() - sent).toBeLessThan(5000);
      await until('the row', 10, async () => {
        if (await pill.isVisible()) {
          // It goes away by itself where the list takes the alert in meanwhile.
          await pill.click({ timeout: 1000 }).catch(() => undefined);
        }
        return row.isVisible();
      });
      await row.getByRole('button', { name: `Acknowledge ${name}` }).click();
      await row.getByText('acknowledged').waitFor();
    });
    expect(await alertNamed(name)).toMatchObject({ triage: 'acknowledged', status: 'firing' });
  });

  it('updates a row in place when the sender resolves it', async () => {
    const name = `Resolves${unique}`;
    const startsAt = new Date();
    const labels = { alertname: name, severity: 'warning', service: 'cart' };
    await sendAlert(labels, 'firing', startsAt);
    await until('the alert', 5, () => alertNamed(name));
    await seen(browser, target, `${inbox}?q=${name}&status=any`, { role: 'Viewer' }, async ({ page }) => {
      const row = page.locator(byTestId(testIds.inbox.row), { hasText: name });
      await row.waitFor();
      await sendAlert(labels, 'resolved', startsAt);
      await row.getByText('resolved', { exact: false }).first().waitFor({ timeout: 5000 });
    });
  });

  it('offers a viewer no actions, and the API refuses them', async () => {
    const name = `Viewed${unique}`;
    await sendAlert({ alertname: name, severity: 'high', service: 'cart' });
    const alert = await until('the alert', 5, () => alertNamed(name));
    await seen(browser, target, `${inbox}?q=${name}`, { role: 'Viewer' }, async ({ page }) => {
      await page.locator(byTestId(testIds.inbox.row), { hasText: name }).waitFor();
      await page.locator(byTestId(testIds.inbox.viewerNote)).waitFor();
      expect(await page.getByRole('button', { name: /^Acknowledge/ }).count()).toBe(0);
      const answer = await page.request.post(
        `${target.url}/api/plugins/watchroom-aiops-app/resources/api/v1/alerts/${alert.id}/triage`,
        { data: { action: 'acknowledge' } }
      );
      expect(answer.status()).toBe(403);
      expect(await answer.text()).toContain('Editor');
    });
    expect(await alertNamed(name)).toMatchObject({ triage: 'open' });
  });

  it('keeps its state in the address: a link opens the same alert', async () => {
    const name = `Linked${unique}`;
    await sendAlert({ alertname: name, severity: 'high', service: 'cart' });
    await until('the alert', 5, () => alertNamed(name));
    let link = '';
    await seen(browser, target, `${inbox}?q=${name}`, { role: 'Editor' }, async ({ page }) => {
      await page.locator(byTestId(testIds.inbox.row), { hasText: name }).getByText(name).first().click();
      await page.locator(byTestId(testIds.alert.details)).waitFor();
      link = new URL(page.url()).pathname + new URL(page.url()).search;
    });
    await seen(browser, target, link, { role: 'Editor' }, async ({ page }) => {
      const details = page.locator(byTestId(testIds.alert.details));
      await details.waitFor();
      await details.locator(byTestId(testIds.alert.comment)).fill('looking into it');
      await details.getByRole('button', { name: 'Comment', exact: true }).click();
      await page.getByRole('tab', { name: 'Timeline' }).click();
      await page.locator(byTestId(testIds.timeline)).getByText('looking into it').waitFor();
      await keepScreenshot(page, target, 'alert');
    });
  });

  it('works by keyboard: j, Enter, Escape, e', async () => {
    const name = `Keys${unique}`;
    await sendAlert({ alertname: name, severity: 'high', service: 'cart' });
    await until('the alert', 5, () => alertNamed(name));
    await seen(browser, target, `${inbox}?q=${name}`, { role: 'Editor' }, async ({ page }) => {
      await page.locator(byTestId(testIds.inbox.row), { hasText: name }).waitFor();
      await page.keyboard.press('j');
      await page.keyboard.press('Enter');
      await page.locator(byTestId(testIds.alert.details)).waitFor();
      await page.keyboard.press('Escape');
      await page.locator(byTestId(testIds.alert.details)).waitFor({ state: 'detached' });
      await page.keyboard.press('e');
      await page.locator(byTestId(testIds.inbox.row), { hasText: name }).getByText('acknowledged').waitFor();
    });
  });

  const views = [
    { theme: 'dark', width: 1440 },
    { theme: 'light', width: 1440 },
    { theme: 'dark', width: 390 },
  ] as const;
  // On the host page each in one of the worlds: all of it in both takes a minute.
  const isShown = (index: number): boolean => target.kind === 'grafana' || target.name.endsWith('10') === (index === 1);
  it.each(views.filter((_, index) => isShown(index)))(
    'shows the inbox in $theme at $width px without faults of accessibility',
    async ({ theme, width }) => {
      await seen(browser, target, inbox, { theme, width, height: width < 500 ? 844 : 900 }, async ({ page }) => {
        await page.locator(byTestId(testIds.inbox.row)).first().waitFor();
        expect(await accessibilityFaults(page, byTestId(testIds.inbox.page))).toEqual([]);
        expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(
          0
        );
        await keepScreenshot(page, target, `inbox-${theme}-${width}`);
      });
    }
  );
});
