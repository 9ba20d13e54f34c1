import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { anomalyPanelTestIds } from '../src/panels/anomaly/testIds';
import { testIds } from '../src/testIds';
import { accessibilityFaults, keepScreenshot, launch, seen } from './stack/browser';
import { api, until } from './stack/companion';
import { writeSeries } from './stack/series';

const app = '/a/watchroom-aiops-app';
const byTestId = (id: string) => `[data-testid="${id}"]`;

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser?.close());

const step = 30_000;
const day = 86_400_000;
const hosts = ['db-1', 'db-2', 'db-3'];

/** A day of load that follows the hour, with what a detector should find: two hours of trouble on db-1, one on db-2. */
const loadAt = (host: string, index: number, count: number): number => {
  const usual = 40 + 10 * Math.sin((2 * Math.PI * index * step) / day) + ((index * 7919) % 101) / 50;
  const part = index / count;
  const trouble = host === 'db-1' ? [0.55, 0.8] : host === 'db-2' ? [0.7] : [];
  return trouble.some((start) => part > start && part < start + 0.02) ? usual + 60 : usual;
};

const writeHistory = async (metric: string): Promise<void> => {
  const end = Math.floor(Date.now() / step) * step - 4 * step;
  const count = day / step;
  const times = Array.from({ length: count }, (_, i) => end - (count - 1 - i) * step);
  await writeSeries(
    hosts.map((host) => ({
      name: metric,
      labels: { host },
      times,
      values: times.map((_, i) => loadAt(host, i, count)),
    }))
  );
};

/** Now: far out of what was usual. */
const writeTrouble = (metric: string): Promise<void> => {
  const end = Math.floor(Date.now() / step) * step;
  const times = [3, 2, 1, 0].map((back) => end - back * step);
  return writeSeries([{ name: metric, labels: { host: 'db-1' }, times, values: times.map(() => 400) }]);
};

/** Nothing wider than the window, and nothing that axe complains of. */
const expectTidy = async (page: Page, testId: string): Promise<void> => {
  expect(await accessibilityFaults(page, byTestId(testId))).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0);
};

interface Found {
  items: Array<{ id: string; seriesId: string; labels: Record<string, string> }>;
}

describe.each(inject('stack').targets)('$name', (target) => {
  const unique = target.name.replace(/\W+/g, '_');
  const metric = `load_${unique}`;
  const detector = `Load ${unique}`;
  // Each theme at each width in one of the worlds: all of it in all of them takes minutes.
  const [wide, narrow] = target.name.endsWith('10') ? (['dark', 'light'] as const) : (['light', 'dark'] as const);
  const views = [
    { theme: wide, width: 1440 },
    { theme: narrow, width: 500 },
  ];

  beforeAll(async () => {
    await writeHistory(metric);
    await until('the series', 20, async () => {
      const { items } = await api<{ items: unknown[] }>(`/api/v1/series?match=${metric}`);
      return items.length === hosts.length;
    });
  });

  it('leads from the list over a new detector and its preview to a saved one', async () => {
    await seen(browser, target, `${app}/detectors`, { role: 'Editor' }, async ({ page }) => {
      await page.locator(byTestId(testIds.detectors.row)).first().waitFor();
      await page.locator(byTestId(testIds.detectors.create)).first().click();
      await page.locator(byTestId(testIds.detector.form)).waitFor();
      await page.locator(byTestId(testIds.detector.selector)).fill(`${metric}{host=~"db-[`);
      await page.getByText('The quoted text has no end').waitFor();
      await page.locator(byTestId(testIds.detector.selector)).fill(metric);
      await page.getByRole('radio', { name: 'Last day' }).check({ force: true });
      const total = page.locator(byTestId(testIds.detector.previewTotal));
      await total.getByText(/would have fired/).waitFor();
      await total.getByText('all 3 series').waitFor();
      await page.locator(byTestId(testIds.detector.preview)).locator('canvas').first().waitFor();
      await page.locator(byTestId(testIds.detector.name)).fill(detector);
      await expectTidy(page, testIds.detector.page);
      await keepScreenshot(page, target, 'detector-new');
      await page.getByLabel('Runs every').fill('1');
      await page.locator(byTestId(testIds.detector.save)).click();
      await page.locator(byTestId(testIds.detectors.row), { hasText: detector }).waitFor();
    });
  });

  it('shows its anomaly in the explorer, takes feedback and takes it back', async () => {
    const found = await until('an anomaly', 60, async () => {
      await writeTrouble(metric);
      const to = new Date(Date.now() + 60_000).toISOString();
      const from = new Date(Date.now() - 3_600_000).toISOString();
      const query = new URLSearchParams({ from, to, detector }).toString();
      return (await api<Found>(`/api/v1/anomalies?${query}`)).items[0];
    });
    const path = `${app}/anomalies?${new URLSearchParams({ detector, from: 'now-6h', to: 'now' }).toString()}`;
    await seen(browser, target, path, { role: 'Editor' }, async ({ page }) => {
      const row = page.locator(byTestId(testIds.anomalies.row)).first();
      await row.waitFor();
      await page.locator(byTestId(testIds.anomalies.heatmap)).focus();
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
      const drawer = page.locator(byTestId(testIds.anomalies.drawer));
      await drawer.locator(byTestId(testIds.anomalies.facts)).waitFor();
      await drawer.locator(byTestId(testIds.anomalies.chart)).locator('canvas').first().waitFor();
      await drawer.getByText('Expected range').waitFor();
      await drawer.getByRole('button', { name: 'Expected until…' }).click();
      await drawer.getByRole('button', { name: 'Save' }).click();
      await drawer.getByText('Say why').waitFor();
      await drawer.locator(byTestId(testIds.feedback.reason)).fill('Load test');
      await drawer.getByRole('button', { name: 'Save' }).click();
      const given = drawer.locator(byTestId(testIds.feedback.given));
      await given.getByText('Load test').waitFor();
      await expectTidy(page, testIds.anomalies.drawer);
      await keepScreenshot(page, target, 'anomaly-feedback');
      await given.getByRole('button', { name: /^Take back/ }).click();
      await given.waitFor({ state: 'detached' });
      await page.keyboard.press('Escape');
      await drawer.waitFor({ state: 'detached' });
    });
    const kept = await api<Found>(`/api/v1/feedback?${new URLSearchParams({ detector }).toString()}`);
    expect(kept.items).toEqual([]);
    expect(found.labels).toMatchObject({ host: 'db-1' });
  });

  it('takes feedback in the drawer of the anomaly’s alert', async () => {
    await seen(
      browser,
      target,
      `${app}/inbox?${new URLSearchParams({ q: detector, status: 'any' }).toString()}`,
      { role: 'Editor' },
      async ({ page }) => {
        await page
          .locator(byTestId(testIds.inbox.row), { hasText: detector })
          .first()
          .getByText(detector)
          .first()
          .click();
        const details = page.locator(byTestId(testIds.alert.details));
        const facts = details.locator(byTestId(testIds.anomalies.facts));
        await facts.waitFor();
        await facts.getByRole('button', { name: 'Not an anomaly' }).click();
        await facts.locator(byTestId(testIds.feedback.reason)).fill('Backup');
        await facts.getByRole('button', { name: 'Save' }).click();
        await facts.locator(byTestId(testIds.feedback.given)).getByText('Backup').waitFor();
        await keepScreenshot(page, target, 'alert-anomaly');
      }
    );
  });

  it.each(views)('shows list, detector and explorer in $theme at $width px', async ({ theme, width }) => {
    const options = { theme, width, height: width < 600 ? 844 : 900, role: 'Editor' } as const;
    const picture = (name: string) => `${name}-${theme}-${width}`;
    await seen(browser, target, `${app}/detectors`, options, async ({ page }) => {
      await page.locator(byTestId(testIds.detectors.row)).first().waitFor();
      await expectTidy(page, testIds.detectors.page);
      await keepScreenshot(page, target, picture('detectors'));
    });
    await seen(browser, target, `${app}/detectors/${encodeURIComponent(detector)}`, options, async ({ page }) => {
      await page.locator(byTestId(testIds.detector.previewTotal)).waitFor();
      await page.locator(byTestId(testIds.feedback.inForce)).getByText('Backup').waitFor();
      await expectTidy(page, testIds.detector.page);
      await keepScreenshot(page, target, picture('detector'));
    });
    await seen(browser, target, `${app}/anomalies?from=now-24h&to=now`, options, async ({ page }) => {
      const row = page.locator(byTestId(testIds.anomalies.row)).first();
      await row.waitFor();
      await expectTidy(page, testIds.anomalies.page);
      await keepScreenshot(page, target, picture('anomalies'));
    });
    const open = `${app}/anomalies?${new URLSearchParams({ detector, from: 'now-6h', to: 'now' }).toString()}`;
    await seen(browser, target, open, options, async ({ page }) => {
      await page.locator(byTestId(testIds.anomalies.row)).first().waitFor();
      await page.locator(byTestId(testIds.anomalies.heatmap)).focus();
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
      const drawer = page.locator(byTestId(testIds.anomalies.drawer));
      await drawer.locator(byTestId(testIds.anomalies.chart)).locator('canvas').first().waitFor();
      await drawer.locator(byTestId(testIds.anomalies.facts)).waitFor();
      await expectTidy(page, testIds.anomalies.drawer);
      await keepScreenshot(page, target, picture('anomaly'));
    });
  });

  it('lets a viewer look but not change', async () => {
    await seen(
      browser,
      target,
      `${app}/detectors/${encodeURIComponent(detector)}`,
      { role: 'Viewer' },
      async ({ page }) => {
        await page.locator(byTestId(testIds.detectors.viewerNote)).waitFor();
        expect(await page.locator(byTestId(testIds.detector.save)).count()).toBe(0);
        expect(await page.getByRole('button', { name: /Delete|Take back/ }).count()).toBe(0);
        const answer = await page.request.delete(
          `${target.url}/api/plugins/watchroom-aiops-app/resources/api/v1/detectors/${encodeURIComponent(detector)}`
        );
        expect(answer.status()).toBe(403);
      }
    );
  });

  it('shows a provisioned detector as read-only', async () => {
    await seen(browser, target, `${app}/detectors/Unusual%20CPU%20use`, { role: 'Admin' }, async ({ page }) => {
      await page.locator(byTestId(testIds.detector.readOnly)).waitFor();
      expect(await page.locator(byTestId(testIds.detector.name)).isDisabled()).toBe(true);
      await page.locator(byTestId(testIds.detector.previewTotal)).waitFor();
      await expectTidy(page, testIds.detector.page);
      await keepScreenshot(page, target, 'detector-provisioned');
    });
  });

  it('tells what detectors found where a mark in a panel is clicked', { timeout: 180_000 }, async () => {
    await until('the shop’s trouble', 100, async () => {
      const time = (back: number) => new Date(Date.now() - back).toISOString();
      const query = new URLSearchParams({ from: time(600_000), to: time(0), detector: 'Requests fail' }).toString();
      return (await api<Found>(`/api/v1/anomalies?${query}`)).items.length > 0;
    });
    const options = { role: 'Editor', height: 1000 } as const;
    await seen(browser, target, '/d/watchroom-simulated-shop?from=now-15m&to=now', options, async ({ page }) => {
      const over = page.locator(byTestId(anomalyPanelTestIds.plot)).nth(1).locator('.u-over').first();
      await over.waitFor();
      const details = page.locator(byTestId(anomalyPanelTestIds.details));
      const facts = details.locator(byTestId(testIds.anomalies.facts));
      // The trouble lasts until now: at the right edge, on the line of one of the services.
      let part = 0;
      await until('the details', 40, async () => {
        const { width = 0, height = 0 } = (await over.boundingBox()) ?? {};
        part = (part + 0.13) % 0.9;
        await over.click({ position: { x: width - 5, y: height * (0.05 + part) } });
        const opened = await details.waitFor({ timeout: 500 }).then(
          () => true,
          () => false
        );
        if (!opened) {
          return false;
        }
        await facts.or(details.getByText('Only this panel finds it unusual')).first().waitFor();
        if (await facts.isVisible()) {
          return true;
        }
        await page.keyboard.press('Escape');
        await details.waitFor({ state: 'detached' });
        return false;
      });
      await facts.getByRole('button', { name: 'Not an anomaly' }).waitFor();
      expect(await accessibilityFaults(page, byTestId(anomalyPanelTestIds.details))).toEqual([]);
      await keepScreenshot(page, target, 'panel-mark');
    });
  });

  it('asks before it leaves changes behind, and before it deletes', async () => {
    await seen(
      browser,
      target,
      `${app}/detectors/${encodeURIComponent(detector)}`,
      { role: 'Editor' },
      async ({ page }) => {
        const asked: string[] = [];
        page.on('dialog', (dialog) => {
          asked.push(dialog.message());
          void dialog.dismiss();
        });
        await page.getByLabel('Runs every').fill('7');
        await page.evaluate(() => window.history.back());
        await until('the question', 5, () => Promise.resolve(asked.length > 0));
        await page.getByLabel('Runs every').fill('1');
        await page.getByRole('button', { name: 'Delete' }).click();
        await page.getByText('stops watching at once').waitFor();
        await page.getByRole('button', { name: 'Delete' }).last().click();
        await page.locator(byTestId(testIds.detectors.page)).waitFor();
        await until('the row to go', 10, async () => {
          return (await page.locator(byTestId(testIds.detectors.row), { hasText: detector }).count()) === 0;
        });
      }
    );
  });
});
