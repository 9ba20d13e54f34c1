import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { accessibilityFaults, keepScreenshot, launch, seen } from './stack/browser';
import { api, until } from './stack/companion';
import { testIds } from '../src/testIds';

const ids = testIds.logs;
const byTestId = (id: string) => `[data-testid="${id}"]`;
const minute = 60_000;
const logs = '/a/watchroom-aiops-app/logs';

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
  const now = Date.now();
  const line = (minutesAgo: number, service: string, level: string, message: string) =>
    JSON.stringify({
      timestamp: new Date(now - minutesAgo * minute).toISOString(),
      service,
      level,
      message,
      host: 'web-1',
    });
  const rows = Array.from({ length: 110 }, (_, index) => [
    line(index + 2, 'e2e-checkout', 'info', `order ${1000 + index} of user u${index * 7} placed in ${index + 3} ms`),
    ...(index < 20
      ? [line(index + 2, 'e2e-payment', 'error', `payment ${2000 + index} refused by gateway 10.0.0.${index}`)]
      : []),
    ...(index % 9 === 0 ? [line(index + 2, 'e2e-checkout', 'warning', `cache miss for key item-${index}`)] : []),
  ]).flat();
  const { companionUrl } = inject('stack');
  await until('log lines taken in', 60, async () => {
    const taken = await fetch(`${companionUrl}/intake/logs`, { method: 'POST', body: rows.join('\n') });
    return taken.ok;
  });
  await until('templates', 30, async () => {
    const query = new URLSearchParams({
      from: new Date(now - 60 * minute).toISOString(),
      to: new Date(now).toISOString(),
      service: 'e2e-payment',
    });
    const { items } = await api<{ items: unknown[] }>(`/api/v1/logs/templates?${query}`);
    return items.length > 0;
  });
});
afterAll(() => browser?.close());

describe.each(inject('stack').targets)('$name', (target) => {
  it('shows templates of log lines, what changed, and their lines', async () => {
    await seen(browser, target, logs, { theme: 'dark' }, async ({ page }) => {
      const payment = page.locator(byTestId(ids.row)).filter({ hasText: 'refused by gateway' });
      await payment.waitFor();
      expect(await payment.innerText()).toContain('100 %');
      expect(await accessibilityFaults(page, byTestId(ids.page))).toEqual([]);
      await keepScreenshot(page, target, 'logs-dark');
      await payment.getByRole('button').click();
      const drawer = page.locator(byTestId(ids.drawer));
      await drawer.locator(byTestId(ids.line)).first().waitFor();
      expect(await drawer.locator(byTestId(ids.line)).count()).toBe(20);
      expect(page.url()).toContain('template=');
      expect(await accessibilityFaults(page, byTestId(ids.drawer))).toEqual([]);
      await keepScreenshot(page, target, 'logs-lines-dark');
    });
  });

  it('filters by service and order from the address; light', async () => {
    await seen(browser, target, `${logs}?service=e2e-checkout&sort=lines`, { theme: 'light' }, async ({ page }) => {
      const rows = page.locator(byTestId(ids.row));
      await rows.first().waitFor();
      expect(await rows.first().innerText()).toContain('order');
      expect(await rows.filter({ hasText: 'refused' }).count()).toBe(0);
      expect(await accessibilityFaults(page, byTestId(ids.page))).toEqual([]);
      await keepScreenshot(page, target, 'logs-light');
    });
  });

  it('merges two templates and takes them apart again', async () => {
    await seen(browser, target, `${logs}?service=e2e-checkout`, { role: 'Editor' }, async ({ page }) => {
      const boxes = page.locator(byTestId(ids.row)).getByRole('checkbox');
      await boxes.first().waitFor();
      const before = await page.locator(byTestId(ids.row)).count();
      await boxes.nth(0).check({ force: true });
      await boxes.nth(1).check({ force: true });
      await page.getByRole('button', { name: 'Show as one template' }).click();
      const merged = page.locator(byTestId(ids.row)).filter({ hasText: 'merged by hand' });
      await merged.waitFor();
      expect(await page.locator(byTestId(ids.row)).count()).toBe(before - 1);
      await merged.getByRole('button').click();
      await page.getByRole('button', { name: 'Take apart again' }).click();
      await page.locator(byTestId(ids.merged)).waitFor({ state: 'detached' });
    });
  });

  it('fits a phone, and lets a viewer look only', async () => {
    await seen(browser, target, logs, { theme: 'dark', width: 390, height: 844, role: 'Viewer' }, async ({ page }) => {
      await page.locator(byTestId(ids.row)).first().waitFor();
      await page.locator(byTestId(ids.viewerNote)).waitFor();
      expect(await page.locator(byTestId(ids.row)).getByRole('checkbox').count()).toBe(0);
      expect(await accessibilityFaults(page, byTestId(ids.page))).toEqual([]);
      await keepScreenshot(page, target, 'logs-narrow');
    });
  });
});
