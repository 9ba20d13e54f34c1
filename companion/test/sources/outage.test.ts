import { detectorSpec } from '@watchroom/contract';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { manualClock } from '../../src/clock.js';
import { createDetection } from '../../src/detection/create-detection.js';
import { createSources } from '../../src/detection/sources/create-sources.js';
import { createLiveHub } from '../../src/http/live-hub.js';
import type { IncomingEvent } from '../../src/intake/sender.js';
import { createFakeDocuments } from '../detection/fake-documents.js';
import { createFakeStore } from '../detection/fake-store.js';
import { daily } from '../detection/signals.js';
import type { HttpDouble } from './http-double.js';
import { startPrometheusDouble } from './prometheus-double.js';
import { sourceSettings } from './source-settings.js';

const minute = 60_000;
const now = Date.UTC(2026, 10, 23, 12) + 30_000;
const usual = daily(1);
let double: HttpDouble;
let oddFrom = Infinity;
let endedAt = Infinity;

beforeAll(async () => {
  double = await startPrometheusDouble({
    cpu: [{ metric: { __name__: 'cpu', host: 'a' }, at: (time) => (time >= oddFrom ? 300 : usual(time)) }],
    load: ['a', 'b'].map((host) => ({
      metric: { __name__: 'load', host },
      at: (time) => (host === 'b' && time >= endedAt ? null : usual(time)),
    })),
  });
});
afterAll(() => double.close());

const boot = async (spec: object) => {
  const clock = manualClock(now);
  const shared = { store: createFakeStore(), clock, logger: pino({ level: 'silent' }), registry: new Registry() };
  const sources = createSources({
    ...shared,
    sources: [sourceSettings({ name: 'prom', type: 'prometheus', url: double.url })],
  });
  const events: IncomingEvent[] = [];
  const detection = createDetection({
    ...shared,
    sources,
    documents: createFakeDocuments(),
    hub: createLiveHub(),
    comment: () => Promise.resolve(),
    sink: {
      accept: async (_sender, incoming) => {
        events.push(...incoming);
        return [];
      },
    },
    calendars: [],
    detectors: [detectorSpec.parse({ kind: 'baseline', historyDays: 7, ...spec })],
  });
  const pass = async (ms: number): Promise<void> => {
    clock.advance(ms);
    await sources.tick();
    await detection.tick();
  };
  const health = () => detection.health()[0];
  const stop = async (): Promise<void> => {
    await detection.stop();
    await sources.stop();
  };
  await detection.tick();
  expect(health()).toMatchObject({ lastRunAt: null, waitsForSource: true });
  for (let round = 0; round < 30 && health()?.waitsForSource; round += 1) {
    await sources.tick();
  }
  return { clock, events, pass, health, stop };
};

it('a source that is away is no silence of its series; what it missed is judged when it is back', async () => {
  const query = { type: 'promql', source: 'prom', expr: 'cpu' };
  const { clock, events, pass, health, stop } = await boot({ name: 'CPU is odd', intervalSeconds: 60, query });
  for (let round = 0; round < 5; round += 1) {
    await pass(minute);
  }
  expect(health()).toMatchObject({ seriesCount: 1, lastError: null, waitsForSource: false });
  expect(events).toEqual([]);

  for (let round = 0; round < 60; round += 1) {
    double.instead.splice(0, Infinity, { status: 500, body: 'no' });
    await pass(minute);
    expect(health()?.lastError).toBe('Source "prom": Prometheus answers HTTP 500: no');
  }
  expect(events).toEqual([]);

  double.instead.length = 0;
  oddFrom = clock.now() - 15 * minute;
  for (let round = 0; round < 4; round += 1) {
    await pass(5 * minute);
  }
  expect(health()).toMatchObject({ lastError: null });
  expect(events.map(({ name, status, startsAt }) => [name, status, startsAt])).toEqual([
    ['CPU is odd', 'firing', expect.closeTo(oddFrom, -6) as number],
  ]);
  await stop();
});

it('a series that ends while its source answers is told, also at a long step', async () => {
  const query = { type: 'promql', source: 'prom', expr: 'load', stepSeconds: 300 };
  const { clock, events, pass, stop } = await boot({ name: 'Load is odd', query });
  for (let round = 0; round < 30; round += 1) {
    await pass(minute);
  }
  expect(events).toEqual([]);
  endedAt = clock.now();
  for (let round = 0; round < 60; round += 1) {
    await pass(minute);
  }
  expect(events.map(({ name, status, labels }) => [name, status, labels.host])).toEqual([
    ['Load is odd', 'firing', 'b'],
  ]);
  await stop();
});
