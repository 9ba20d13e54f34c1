import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { pino } from 'pino';
import { createApp, type App } from '../companion/src/app.js';
import { loadSettings } from '../companion/src/config/load.js';
import { remoteWriteBody } from '../companion/src/lab/remote-write-body.js';

const STEP = 10_000;
const HISTORY = 30 * 60_000;
const SHARE = 2000;
const token = 'bench-of-the-latency';
const round = (value: number): number => Number(value.toFixed(2));

const config = (intervalSeconds: number | null): string =>
  JSON.stringify({
    apiVersion: 1,
    detectors: [
      {
        name: 'bench',
        kind: 'baseline',
        matchers: [{ label: '__name__', op: '=', value: 'bench_requests' }],
        ...(intervalSeconds !== null && { intervalSeconds }),
      },
    ],
  });

const valueAt = (series: number, at: number): number =>
  100 + (series % 50) + 10 * Math.sin(at / 1e6 + series) + ((series * 7919 + at / STEP) % 13) / 4;

const createSender = (app: App, count: number) => ({
  /** All series at some moments, as a few senders would at once; `odd` series have the value of an incident. */
  send: async (moments: number[], odd: ReadonlySet<number>): Promise<void> => {
    for (let first = 0; first < count; first += SHARE) {
      const scrapes = moments.map((at) => ({
        at,
        samples: Array.from({ length: Math.min(SHARE, count - first) }, (_, offset) => {
          const series = first + offset;
          const value = odd.has(series) ? 1000 : valueAt(series, at);
          return { metric: 'bench_requests', labels: { host: `h${series}`, service: 'bench' }, unit: '', value };
        }),
      }));
      const response = await fetch(`${app.url}/api/v1/write`, {
        method: 'POST',
        headers: { 'content-type': 'application/x-protobuf', 'content-encoding': 'snappy' },
        body: new Uint8Array(await remoteWriteBody(scrapes)),
      });
      if (!response.ok) {
        throw new Error(`Remote write: ${response.status} ${await response.text()}`);
      }
    }
  },
});

const ask = async <T>(app: App, path: string, init: RequestInit = {}): Promise<T> => {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const response = await fetch(`${app.url}${path}`, { ...init, headers });
  if (!response.ok) {
    throw new Error(`${path}: ${response.status} ${await response.text()}`);
  }
  return (await response.json()) as T;
};

const until = async <T>(what: string, patience: number, look: () => Promise<T | null>): Promise<T> => {
  const end = performance.now() + patience;
  while (performance.now() < end) {
    const found = await look().catch(() => null);
    if (found !== null) {
      return found;
    }
    await wait(100);
  }
  throw new Error(`${what} did not happen within ${patience / 1000} s`);
};

interface Health {
  lastRunAt: string | null;
  lastRunSeconds: number;
  seriesCount: number;
  cost: number;
  lastError: string | null;
}
interface Fired {
  labels: { host?: string };
}

/** Milliseconds of the median of some bands of a panel of a day. */
const dayPanel = async (app: App): Promise<number> => {
  const times: number[] = [];
  const now = Date.now();
  for (let run = 0; run < 5; run += 1) {
    const began = performance.now();
    await ask(app, '/api/v1/bands', {
      method: 'POST',
      body: JSON.stringify({
        kind: 'stored',
        matchers: [{ label: '__name__', op: '=', value: 'bench_panel' }],
        from: new Date(now - 86_400_000).toISOString(),
        to: new Date(now).toISOString(),
      }),
    });
    times.push(performance.now() - began);
  }
  return times.sort((a, b) => a - b)[2] ?? NaN;
};

/** Four weeks of one series, a point a minute, for the panel. */
const fillPanel = async (app: App): Promise<void> => {
  const now = Date.now();
  const day = 86_400_000;
  for (let from = now - 28 * day; from < now; from += 2 * day) {
    const scrapes = Array.from({ length: 2880 }, (_, index) => from + index * 60_000).map((at) => ({
      at,
      samples: [{ metric: 'bench_panel', labels: { host: 'a' }, unit: '', value: valueAt(1, at) }],
    }));
    const body = new Uint8Array(await remoteWriteBody(scrapes));
    const headers = { 'content-type': 'application/x-protobuf', 'content-encoding': 'snappy' };
    await fetch(`${app.url}/api/v1/write`, { method: 'POST', headers, body });
  }
};

/** Series of which each sends one point: 30 a second. */
const sendNewcomers = async (app: App, at: number): Promise<void> => {
  const samples = Array.from({ length: (30 * STEP) / 1000 }, (_, index) => ({
    metric: 'bench_requests',
    labels: { host: `new-${at}-${index}`, service: 'bench' },
    unit: '',
    value: valueAt(index, at),
  }));
  const headers = { 'content-type': 'application/x-protobuf', 'content-encoding': 'snappy' };
  const body = new Uint8Array(await remoteWriteBody([{ at, samples }]));
  await fetch(`${app.url}/api/v1/write`, { method: 'POST', headers, body });
};

/**
 * The whole companion with its embedded stores: 10,000 remote-written series at a step of 10 s under one detector. From the moment the
 * first odd point is sent to the moment its alert is listed by the API, at moments spread over the step, while 30 new series a second come
 * in.
 */
export const run = async (args: string[] = []): Promise<Record<string, number>> => {
  const { values } = parseArgs({
    args,
    options: {
      series: { type: 'string', default: '10000' },
      rounds: { type: 'string', default: '5' },
      interval: { type: 'string' },
      verbose: { type: 'boolean', default: false },
    },
  });
  const count = Number(values.series);
  const dataDir = await mkdtemp(join(tmpdir(), 'watchroom-latency-'));
  await writeFile(join(dataDir, 'bench.yaml'), config(values.interval === undefined ? null : Number(values.interval)));
  const settings = await loadSettings({
    env: {
      WATCHROOM_DATA: join(dataDir, 'data'),
      WATCHROOM_CONFIG: dataDir,
      WATCHROOM_PORT: '0',
      WATCHROOM_TOKEN: token,
      WATCHROOM_COLLECT_HOST: 'false',
    },
  });
  const app = await createApp(settings, { logger: pino({ level: values.verbose ? 'info' : 'silent' }) });
  await app.start();
  const loop = monitorEventLoopDelay({ resolution: 10 });
  try {
    await until('ready', 30_000, async () => ((await fetch(`${app.url}/readyz`)).ok ? true : null));
    await fillPanel(app);
    const { send } = createSender(app, count);
    let at = Math.floor(Date.now() / STEP) * STEP;
    const history = Array.from({ length: HISTORY / STEP }, (_, index) => at - HISTORY + index * STEP);
    for (let index = 0; index < history.length; index += 30) {
      await send(history.slice(index, index + 30), new Set());
    }
    const health = (): Promise<Health> => ask(app, '/api/v1/detectors/bench');
    await until('all series watched', 180_000, async () => {
      if (at + STEP <= Date.now()) {
        at += STEP;
        await send([at], new Set());
      }
      return (await health()).seriesCount >= count ? true : null;
    });

    const latencies: number[] = [];
    loop.enable();
    let longestSend = 0;
    let longestRun = 0;
    const odd = new Set<number>();
    for (let turn = 0; turn < Number(values.rounds) * 3; turn += 1) {
      at += STEP;
      while (at < Date.now() - STEP) {
        await send([at], odd);
        at += STEP;
      }
      const isOddTurn = turn % 3 === 2;
      // The detector runs in a rhythm of its own: the odd points come at all parts of it.
      const late = isOddTurn ? ((turn - 2) / 3 / Number(values.rounds)) * STEP : 0;
      await wait(Math.max(0, at + late - Date.now()));
      await sendNewcomers(app, at);
      const began = performance.now();
      if (isOddTurn) {
        odd.add((turn * 977) % count);
      }
      await send([at], odd);
      longestSend = Math.max(longestSend, performance.now() - began);
      if (isOddTurn) {
        const host = `h${(turn * 977) % count}`;
        await until(`an alert of ${host}`, 60_000, async () => {
          const { items } = await ask<{ items: Fired[] }>(app, '/api/v1/alerts?limit=200');
          return items.some(({ labels }) => labels.host === host) ? true : null;
        });
        latencies.push((performance.now() - began) / 1000);
      }
      longestRun = Math.max(longestRun, (await health()).lastRunSeconds);
    }
    const { cost, lastError } = await health();
    if (lastError !== null) {
      throw new Error(`The detector failed: ${lastError}`);
    }
    loop.disable();
    return {
      series: count,
      alert_median_s: round(latencies.sort((a, b) => a - b)[latencies.length >> 1] ?? NaN),
      alert_worst_s: round(Math.max(...latencies)),
      longest_run_s: round(longestRun),
      longest_send_s: round(longestSend / 1000),
      loop_delay_p99_ms: round(loop.percentile(99) / 1e6),
      loop_delay_max_ms: round(loop.max / 1e6),
      detector_cost: round(cost),
      band_of_a_day_ms: round(await dayPanel(app)),
      rss_mb: Math.round(process.memoryUsage().rss / 1e6),
    };
  } finally {
    await app.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
};
