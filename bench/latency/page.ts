import type { Browser, Page } from 'playwright-core';
import { testIds } from '../../plugin/src/testIds.js';

/** When each was sent, or first seen somewhere: ms by number. */
export type Times = Map<number, number>;

/** In the page: with each frame looks at what stands there. `marks`: by number; `waiting`: by the count of the pill. */
export const watch = `(() => {
  const watched = { marks: {}, waiting: {}, most: 0 };
  window.watched = watched;
  const look = () => {
    const now = Date.now();
    for (const row of document.querySelectorAll('[data-testid="${testIds.inbox.row}"]')) {
      for (const [, n] of row.textContent.matchAll(/mark#(\\d+)#/g)) {
        watched.marks[n] ??= now;
      }
    }
    const count = parseInt(document.querySelector('[data-testid="${testIds.inbox.waiting}"]')?.textContent ?? '0', 10);
    for (; watched.most < count; watched.most += 1) {
      watched.waiting[watched.most] = now;
    }
    requestAnimationFrame(look);
  };
  look();
})()`;

/** What the page has noted so far. */
export const noted = async (page: Page, what: 'marks' | 'waiting'): Promise<Times> => {
  const found = (await page.evaluate(`window.watched.${what}`)) as Record<string, number>;
  return new Map(Object.entries(found).map(([n, at]) => [Number(n), at]));
};

/** An inbox of a query that shows as many rows, and is watched. */
export const openInbox = async (browser: Browser, host: string, query: string, rows: number): Promise<Page> => {
  const page = await browser.newPage({ viewport: { width: 1440, height: 2200 } });
  await page.goto(`${host}/a/watchroom-aiops-app/inbox?q=${encodeURIComponent(query)}`);
  await page.waitForFunction(
    `document.querySelectorAll('[data-testid="${testIds.inbox.row}"]').length >= ${rows}`,
    undefined,
    { timeout: 60_000 }
  );
  await page.evaluate(watch);
  return page;
};
