import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { chromium, type Browser } from 'playwright-core';
import { testIds } from '../plugin/src/testIds.js';
import { startHost } from '../plugin/host/server.mjs';
import { buildParts } from '../scripts/build-parts.mjs';
import { findChromium } from '../scripts/chromium.mjs';
import { freePort, inRoot, startProcess, waitForHttp } from '../scripts/processes.mjs';
import { noted, openInbox, watch, type Times } from './latency/page.js';

const token = 'bench-of-the-latency';
const pluginSecret = 'bench-of-the-latency-has-this-secret';
/** Alerts that stand in the open inbox and change, each often. */
const shownAlerts = 25;

interface Companion {
  url: string;
  stop(): Promise<void>;
}

const startCompanion = async (data: string): Promise<Companion> => {
  const port = await freePort();
  const { ended, stop } = startProcess('The companion', process.execPath, [inRoot('companion/bin/companion.cjs')], {
    log: () => undefined,
    env: {
      WATCHROOM_PORT: String(port),
      WATCHROOM_DATA: data,
      WATCHROOM_TOKEN: token,
      WATCHROOM_PLUGIN_SECRET: pluginSecret,
      WATCHROOM_COLLECT_HOST: 'false',
      WATCHROOM_LOG_LEVEL: 'error',
    },
  });
  const url = `http://127.0.0.1:${port}`;
  await waitForHttp(`${url}/readyz`, { seconds: 90, ended });
  return { url, stop };
};

/** The summary carries the number, which is looked for. */
const mark = (n: number): string => `mark#${n}#`;
const marks = /mark#(\d+)#/g;

/** An alert of a rule on an instance says `n`. */
const post = async (url: string, name: string, instance: number, n: number): Promise<void> => {
  const answer = await fetch(`${url}/intake/alertmanager`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      version: '4',
      groupKey: '{}:{}',
      truncatedAlerts: 0,
      status: 'firing',
      receiver: 'watchroom',
      groupLabels: {},
      commonLabels: {},
      commonAnnotations: {},
      externalURL: 'http://alertmanager.example',
      alerts: [
        {
          status: 'firing',
          labels: {
            alertname: name,
            severity: 'warning',
            instance: `host-${instance}`,
            service: `service-${instance % 20}`,
            team: 'shop',
          },
          annotations: { summary: `${mark(n)} the p99 of requests is above what was promised` },
          startsAt: '2026-11-23T10:00:00Z',
          endsAt: '0001-01-01T00:00:00Z',
          generatorURL: 'http://prometheus.example/graph',
          fingerprint: 'f'.repeat(16),
        },
      ],
    }),
  });
  if (!answer.ok) {
    throw new Error(`intake answered ${answer.status}: ${await answer.text()}`);
  }
};

/** Sends `count` alerts, `rate` a second, each in a POST of its own; when each POST began, and how long its answer took (ms). */
const send = async (
  count: number,
  rate: number,
  one: (n: number) => Promise<void>
): Promise<{ sent: Times; answered: number[] }> => {
  const sent: Times = new Map();
  const answered: number[] = [];
  const under: Array<Promise<void>> = [];
  const began = performance.now();
  for (let n = 0; n < count; n += 1) {
    const pause = began + (n * 1000) / rate - performance.now();
    if (pause > 0) {
      await wait(pause);
    }
    const at = Date.now();
    sent.set(n, at);
    under.push(one(n).then(() => void answered.push(Date.now() - at)));
  }
  await Promise.all(under);
  return { sent, answered };
};

/** Reads the live stream as the plugin's backend does, and notes when each mark comes by. */
const listen = async (url: string): Promise<{ seen: Times; stop(): void }> => {
  const seen: Times = new Map();
  const stopper = new AbortController();
  const answer = await fetch(`${url}/api/v1/events`, {
    headers: { authorization: `Bearer ${token}` },
    signal: stopper.signal,
  });
  if (!answer.ok || !answer.body) {
    throw new Error(`the live stream answered ${answer.status}`);
  }
  const read = async (body: ReadableStream<Uint8Array>): Promise<void> => {
    const decoder = new TextDecoder();
    let rest = '';
    for await (const chunk of body) {
      const now = Date.now();
      rest += decoder.decode(chunk, { stream: true });
      for (const [, n] of rest.matchAll(marks)) {
        if (!seen.has(Number(n))) {
          seen.set(Number(n), now);
        }
      }
      rest = rest.slice(rest.lastIndexOf('\n\n') + 1);
    }
  };
  read(answer.body).catch(() => undefined);
  return { seen, stop: () => stopper.abort() };
};

/** Waits until something stands still at `count`, or patience (ms) ends. */
const until = async (count: number, patience: number, look: () => Promise<number> | number): Promise<void> => {
  const end = performance.now() + patience;
  while ((await look()) < count && performance.now() < end) {
    await wait(100);
  }
};

const quantile = (values: readonly number[], q: number): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? NaN;
};

/** How long each took; what was not seen itself counts until something later of the same kind was (`next`), or not at all. */
const figuresOf = (
  prefix: string,
  sent: Times,
  seen: Times,
  next: (n: number) => number = () => NaN
): Record<string, number> => {
  const seenAt = (n: number): number | undefined => seen.get(n) ?? (sent.has(next(n)) ? seenAt(next(n)) : undefined);
  const found = [...sent].map(([n, at]) => ({ at, end: seenAt(n) }));
  const times = found.flatMap(({ at, end }) => (end === undefined ? [] : [end - at]));
  return {
    [`${prefix}_p50_ms`]: quantile(times, 0.5),
    [`${prefix}_p99_ms`]: quantile(times, 0.99),
    [`${prefix}_max_ms`]: quantile(times, 1),
    [`${prefix}_never`]: found.length - times.length,
  };
};

/** Alerts that stand in the inbox change: to the live stream, and to their row. */
const benchRows = async (browser: Browser, host: string, url: string, count: number, rate: number) => {
  for (let n = 0; n < shownAlerts; n += 1) {
    await post(url, 'Shown', n, 1e9 + n);
  }
  const page = await openInbox(browser, host, 'name:Shown', shownAlerts);
  const live = await listen(url);
  const { sent, answered } = await send(count, rate, (n) => post(url, 'Shown', n % shownAlerts, n));
  // The last of each alert is what its row comes to rest on.
  await until(shownAlerts, 10_000, async () => {
    const seen = await noted(page, 'marks');
    return [...sent.keys()].slice(-shownAlerts).filter((n) => seen.has(n)).length;
  });
  const rows = await noted(page, 'marks');
  live.stop();
  await page.close();
  const next = (n: number): number => n + shownAlerts;
  return {
    answer_p50_ms: quantile(answered, 0.5),
    answer_p99_ms: quantile(answered, 0.99),
    ...figuresOf('live', sent, live.seen, next),
    ...figuresOf('row', sent, rows, next),
  };
};

/** New alerts come to an inbox that shows others: to the button that says how many wait. */
const benchNew = async (browser: Browser, host: string, url: string, count: number, rate: number) => {
  const page = await openInbox(browser, host, '', shownAlerts);
  const { sent } = await send(count, rate, (n) => post(url, 'New', n, n));
  await until(count, 10_000, async () => (await noted(page, 'waiting')).size);
  const seen = await noted(page, 'waiting');
  await page.close();
  return figuresOf('new', sent, seen);
};

/** An alert comes to an inbox that shows none, while others come at the rate: to its row. */
const benchFirst = async (browser: Browser, host: string, url: string, trials: number, rate: number) => {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  const sent: Times = new Map();
  const seen: Times = new Map();
  let ended = false;
  let others = 0;
  const background = (async () => {
    while (!ended) {
      await send(rate, rate, () => post(url, 'Other', (others += 1), others));
    }
  })();
  for (let n = 0; n < trials; n += 1) {
    await page.goto(`${host}/a/watchroom-aiops-app/inbox?q=${encodeURIComponent(`name:First${n}`)}`);
    await page.locator(`[data-testid="${testIds.inbox.empty}"]`).waitFor({ timeout: 60_000 });
    await page.locator(`[data-testid="${testIds.liveState}"]`, { hasText: 'Live' }).waitFor({ timeout: 60_000 });
    await page.evaluate(watch);
    sent.set(n, Date.now());
    await post(url, `First${n}`, n, n);
    await until(1, 10_000, async () => (await noted(page, 'marks')).size);
    const at = (await noted(page, 'marks')).get(n);
    if (at !== undefined) {
      seen.set(n, at);
    }
  }
  ended = true;
  await background;
  await page.close();
  return figuresOf('first', sent, seen);
};

/**
 * From the POST of an alert to the browser, at `--rate` alerts a second (100) for `--seconds` (30), each in a POST of its own, the companion on its
 * embedded store: to its message on the live stream (`live`), to the changed row of an alert that stands in the inbox (`row`), to the button for
 * new ones (`new`), and to the row in an inbox that shows nothing yet (`first`, `--trials` of them). `--world` names the host page's Grafana.
 */
export const run = async (args: string[]): Promise<Record<string, number>> => {
  const { values } = parseArgs({
    args,
    options: {
      rate: { type: 'string', default: '100' },
      seconds: { type: 'string', default: '30' },
      trials: { type: 'string', default: '15' },
      world: { type: 'string', default: 'grafana-10' },
    },
  });
  const rate = Number(values.rate);
  const count = rate * Number(values.seconds);
  const executablePath = findChromium();
  if (executablePath === null) {
    throw new Error('There is no Chromium: install it, or set CHROMIUM to its path');
  }
  await buildParts(['plugin', 'host']);
  const data = await mkdtemp(join(tmpdir(), 'watchroom-latency-'));
  const companion = await startCompanion(data);
  const host = await startHost({ world: values.world, companionUrl: companion.url, pluginSecret });
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
  try {
    return {
      alerts_per_second: rate,
      alerts: count,
      ...(await benchRows(browser, host.url, companion.url, count, rate)),
      ...(await benchNew(browser, host.url, companion.url, count, rate)),
      ...(await benchFirst(browser, host.url, companion.url, Number(values.trials), rate)),
    };
  } finally {
    await browser.close();
    await host.close();
    await companion.stop();
    await rm(data, { recursive: true, force: true });
  }
};
