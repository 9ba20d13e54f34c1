/// <reference lib="dom" />
/// <reference lib="dom.asynciterable" />
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium, type Browser, type Page } from 'playwright-core';
import { startHost } from '../plugin/host/server.mjs';
import { testIds } from '../plugin/src/testIds.js';
import { buildParts } from '../scripts/build-parts.mjs';
import { findChromium } from '../scripts/chromium.mjs';
import { freePort, inRoot, startProcess, waitForHttp } from '../scripts/processes.mjs';

const secret = 'benches-share-this-secret';
const batch = 500;
/** Longer holds up the page so that people feel it; the browser's own limit of a long task. */
const longTaskMs = 50;
const list = `[data-testid="${testIds.inbox.list}"]`;
const row = `[data-testid="${testIds.inbox.row}"]`;

const post = async (url: string, from: number, count: number): Promise<void> => {
  const alerts = Array.from({ length: count }, (_, n) => ({
    labels: {
      alertname: `Rule${(from + n) % 97}TooHigh`,
      service: `service-${(from + n) % 60}`,
      pod: `pod-${from + n}`,
      severity: ['critical', 'high', 'warning', 'info'][(from + n) % 4],
    },
    annotations: { summary: `Latency of pod-${from + n} is above what was promised` },
    startsAt: new Date(Date.now() - (from + n) * 1000).toISOString(),
  }));
  const answer = await fetch(`${url}/api/v2/alerts`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(alerts),
  });
  if (!answer.ok) {
    throw new Error(`Intake answered ${answer.status}`);
  }
};

const total = async (page: Page): Promise<number> =>
  Number((await page.locator(list).getAttribute('aria-rowcount')) ?? 1) - 1;

/** Goes to the end again and again until all pages are there or the time is over; how many rows there are then. */
const loadAll = async (page: Page, wanted: number, seconds: number): Promise<number> => {
  const rowPx = await page
    .locator(row)
    .first()
    .evaluate((one) => one.getBoundingClientRect().height);
  return page.locator(list).evaluate(
    async (scroller, { rows, px, ms }) => {
      const deadline = performance.now() + ms;
      let shown = 0;
      while (shown < rows && performance.now() < deadline) {
        scroller.scrollTop = scroller.scrollHeight;
        await new Promise((resolve) => setTimeout(resolve, 20));
        shown = Math.round(scroller.scrollHeight / px);
      }
      return shown;
    },
    { rows: wanted - 1, px: rowPx, ms: seconds * 1000 }
  );
};

/** Scrolls evenly for some seconds; the time between frames, ms. */
const scrollFrames = (page: Page, pixelsPerFrame: number, seconds: number): Promise<number[]> =>
  page.locator(list).evaluate(
    (scroller, { step, ms }) =>
      new Promise<number[]>((resolve) => {
        const frames: number[] = [];
        const startedAt = performance.now();
        let last = startedAt;
        const next = (now: number): void => {
          frames.push(now - last);
          last = now;
          scroller.scrollTop += step;
          if (now - startedAt < ms) {
            requestAnimationFrame(next);
          } else {
            resolve(frames.slice(1));
          }
        };
        requestAnimationFrame(next);
      }),
    { step: pixelsPerFrame, ms: seconds * 1000 }
  );

interface TraceEvent {
  name: string;
  ph: string;
  dur?: number;
  tid: number;
  pid: number;
  args?: { name?: string };
}

/** Tasks of the page's main thread in a trace of Chromium, ms. */
const mainThreadTasks = (trace: Buffer): number[] => {
  const { traceEvents } = JSON.parse(trace.toString('utf8')) as { traceEvents: TraceEvent[] };
  const tasks = traceEvents.filter(({ name, ph, dur }) => name.endsWith('RunTask') && ph === 'X' && dur !== undefined);
  const busy = new Map<string, number>();
  for (const { pid, tid, dur = 0 } of tasks) {
    busy.set(`${pid} ${tid}`, (busy.get(`${pid} ${tid}`) ?? 0) + dur);
  }
  const renderers = new Set(
    traceEvents
      .filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain')
      .map(({ pid, tid }) => `${pid} ${tid}`)
  );
  const [main] = [...busy].filter(([key]) => renderers.has(key)).sort(([, a], [, b]) => b - a)[0] ?? [];
  return tasks.filter(({ pid, tid }) => `${pid} ${tid}` === main).map(({ dur = 0 }) => dur / 1000);
};

const quantile = (values: readonly number[], q: number): number =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(q * values.length))] ?? 0;
const rounded = (value: number): number => Number(value.toFixed(1));

const traced = async (
  browser: Browser,
  page: Page,
  name: string,
  pixelsPerFrame: number,
  seconds: number
): Promise<Record<string, number>> => {
  await browser.startTracing(page, {
    categories: ['toplevel', 'devtools.timeline', 'disabled-by-default-devtools.timeline', '__metadata'],
  });
  const frames = await scrollFrames(page, pixelsPerFrame, seconds);
  const tasks = mainThreadTasks(await browser.stopTracing());
  const long = tasks.filter((ms) => ms > longTaskMs);
  return {
    [`${name}_frames_per_second`]: rounded((1000 * frames.length) / frames.reduce((sum, ms) => sum + ms, 0)),
    [`${name}_frame_p95_ms`]: rounded(quantile(frames, 0.95)),
    [`${name}_frame_max_ms`]: rounded(Math.max(...frames)),
    [`${name}_long_tasks`]: long.length,
    [`${name}_task_max_ms`]: rounded(Math.max(0, ...tasks)),
  };
};

/**
 * The inbox with 50,000 open alerts in a real Chromium, on the host page of Grafana 10.1: first row, all pages loaded, then scrolled
 * evenly with a performance trace, at reading speed and as fast as a thrown wheel. `--alerts N`, `--seconds N` of each
 * scroll, `--load-seconds N` at most for loading.
 */
export async function run(args: string[]): Promise<Record<string, number>> {
  const { values } = parseArgs({
    args,
    options: { alerts: { type: 'string' }, seconds: { type: 'string' }, 'load-seconds': { type: 'string' } },
  });
  const alerts = Number(values.alerts ?? 50_000);
  const seconds = Number(values.seconds ?? 10);
  const executablePath = findChromium();
  if (!executablePath) {
    throw new Error('There is no Chromium: install it, or set CHROMIUM to its path');
  }
  await buildParts(['plugin', 'host']);
  const data = await mkdtemp(join(tmpdir(), 'watchroom-scroll-'));
  const port = await freePort();
  const companionUrl = `http://127.0.0.1:${port}`;
  const companion = startProcess('the companion', process.execPath, [inRoot('companion/bin/companion.cjs')], {
    log: (line: string) => console.error(line),
    env: {
      WATCHROOM_PORT: String(port),
      WATCHROOM_DATA: data,
      WATCHROOM_PLUGIN_SECRET: secret,
      WATCHROOM_COLLECT_HOST: 'false',
      WATCHROOM_LOG_LEVEL: 'error',
    },
  });
  const closers: Array<() => Promise<unknown>> = [() => rm(data, { recursive: true, force: true }), companion.stop];
  try {
    await waitForHttp(`${companionUrl}/readyz`, { seconds: 90, ended: companion.ended });
    for (let sent = 0; sent < alerts; sent += batch) {
      await post(companionUrl, sent, Math.min(batch, alerts - sent));
    }
    const host = await startHost({ world: 'grafana-10', companionUrl, pluginSecret: secret });
    closers.push(host.close);
    const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
    closers.push(() => browser.close());
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    page.setDefaultTimeout(300_000);
    // Functions that run in the page are compiled with a helper that only this process has.
    await page.addInitScript('globalThis.__name = (given) => given');
    const address = `${host.url}/a/watchroom-aiops-app/inbox`;
    await page.goto(address);
    await page.locator(row).first().waitFor();
    for (let there = 0; there < alerts; there = await total(page)) {
      await page.waitForTimeout(1000);
      await page.reload();
      await page.locator(row).first().waitFor();
    }
    const openedAt = performance.now();
    await page.reload();
    await page.locator(row).first().waitFor();
    const firstRowMs = performance.now() - openedAt;
    const loadingAt = performance.now();
    const rows = await loadAll(page, alerts, Number(values['load-seconds'] ?? 300));
    const loadSeconds = (performance.now() - loadingAt) / 1000;
    await page.locator(list).evaluate((scroller) => void (scroller.scrollTop = 0));
    const reading = await traced(browser, page, 'reading', 20, seconds);
    const thrown = await traced(browser, page, 'thrown', 1500, seconds);
    const inDocument = await page.locator(row).count();
    return {
      alerts,
      rows_loaded: rows,
      reload_to_first_row_ms: Math.round(firstRowMs),
      rows_loaded_seconds: rounded(loadSeconds),
      rows_in_document: inDocument,
      ...reading,
      ...thrown,
    };
  } finally {
    for (const close of closers.reverse()) {
      await close();
    }
  }
}
