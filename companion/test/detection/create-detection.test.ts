import { pino } from 'pino';
import { Registry } from 'prom-client';
import { beforeEach, describe, expect, test } from 'vitest';
import { detector as detectorSchema, type LiveMessage } from '@watchroom/contract';
import { manualClock } from '../../src/clock.js';
import type { DetectorConfig } from '../../src/config/settings.js';
import { createDetection, type Detection } from '../../src/detection/create-detection.js';
import { createLiveHub } from '../../src/http/live-hub.js';
import type { IncomingEvent } from '../../src/intake/sender.js';
import { createFakeDocuments } from './fake-documents.js';
import { createFakeStore } from './fake-store.js';
import { DAY, HOUR, MINUTE, START, daily } from './signals.js';

const common = {
  query: null,
  matchers: [{ label: '__name__', op: '=' as const, value: 'cpu' }],
  intervalSeconds: 60,
  severity: 'high' as const,
  labels: { team: 'ops' },
  calendars: null,
  holidays: 'skip' as const,
};
const baseline: DetectorConfig = {
  ...common,
  name: 'CPU is unusual',
  kind: 'baseline',
  sensitivity: 0.5,
  direction: 'both',
  season: 'auto',
  historyDays: 14,
  peersBy: null,
};
const threshold: DetectorConfig = {
  ...common,
  name: 'CPU is full',
  kind: 'threshold',
  above: 90,
  below: null,
  forSeconds: 120,
};
const labels = { host: 'web-1', service: 'shop' };
const NOW = START + 14 * DAY;

let store: ReturnType<typeof createFakeStore>;
let clock: ReturnType<typeof manualClock>;
let events: IncomingEvent[];
let messages: LiveMessage[];
let sinkFails: boolean;

beforeEach(() => {
  store = createFakeStore();
  clock = manualClock(NOW);
  events = [];
  messages = [];
  sinkFails = false;
});

const boot = (...detectors: DetectorConfig[]): Detection => {
  const hub = createLiveHub();
  hub.subscribe((message) => void messages.push(message));
  return createDetection({
    store,
    sink: {
      accept: async (sender, incoming) => {
        expect(sender).toBe('watchroom');
        if (sinkFails) {
          throw new Error('the journal is full');
        }
        events.push(...incoming);
        return [];
      },
    },
    hub,
    documents: createFakeDocuments(),
    comment: () => Promise.resolve(),
    sources: null,
    calendars: [],
    detectors,
    clock,
    logger: pino({ level: 'silent' }),
    registry: new Registry(),
  });
};

const usual = daily(1);
const put = (from: number, to: number, valueAt: (time: number) => number, step = 5 * MINUTE): Promise<void> => {
  const times = Array.from({ length: Math.ceil((to - from) / step) }, (_, index) => from + index * step);
  return store.insert([{ name: 'cpu', labels, times, values: times.map(valueAt) }]);
};
/** Lets minutes pass, one point and one run each. */
const live = async (detection: Detection, minutes: number, valueAt: (time: number) => number): Promise<void> => {
  for (let minute = 0; minute < minutes; minute += 1) {
    clock.advance(MINUTE);
    await put(clock.now(), clock.now() + 1, valueAt);
    await detection.tick();
  }
};
const told = (): string[] => events.map(({ name, status }) => `${name} ${status}`);
const health = async (detection: Detection) =>
  (
    await detection.handlers.listDetectors({
      params: {},
      query: undefined as never,
      body: undefined as never,
      identity,
    })
  ).items;
const identity = { sub: 'a', name: 'A', org: '1', role: 'Viewer' as const };

describe('baseline detector', () => {
  const warm = async (): Promise<Detection> => {
    await put(START, NOW, usual);
    const detection = boot(baseline);
    await detection.tick();
    expect(events).toEqual([]);
    return detection;
  };

  test('an anomaly fires once, is stored and published, and resolves', async () => {
    const detection = await warm();
    await live(detection, 5, usual);
    await live(detection, 5, () => 200);
    expect(told()).toEqual(['CPU is unusual firing']);
    expect(events[0]).toMatchObject({
      severity: 'high',
      labels: { ...labels, team: 'ops', alertname: 'CPU is unusual' },
      links: [],
      identity: ['CPU is unusual', expect.stringMatching(/^[0-9a-f]{16}$/)],
      startsAt: NOW + 6 * MINUTE,
      endsAt: null,
    });
    expect(events[0]?.summary).toMatch(/^cpu on web-1 is 200, expected \d+\S* to \d+\S*$/);
    expect((await health(detection))[0]).toMatchObject({ openAnomalies: 1, seriesCount: 1, lastError: null });
    await live(detection, 10, usual);
    expect(told()).toEqual(['CPU is unusual firing', 'CPU is unusual resolved']);
    expect([...store.anomalies.values()]).toMatchObject([
      { startsAt: NOW + 6 * MINUTE, endsAt: NOW + 14 * MINUTE, direction: 'up', value: 200 },
    ]);
    expect(messages.filter(({ type }) => type === 'anomalies').length).toBeGreaterThanOrEqual(2);
  });

  test('a restart neither fires again nor forgets to resolve', async () => {
    const first = await warm();
    await live(first, 5, usual);
    await live(first, 5, () => 200);
    await first.stop();
    const second = boot(baseline);
    await live(second, 3, () => 200);
    expect(told()).toEqual(['CPU is unusual firing']);
    await live(second, 6, usual);
    expect(told()).toEqual(['CPU is unusual firing', 'CPU is unusual resolved']);
    expect(store.anomalies.size).toBe(1);
  });

  test('after a pause the missed points are judged in order; what is long over is kept but not alerted', async () => {
    const first = await warm();
    await live(first, 5, usual);
    await first.stop();
    const began = clock.now();
    await put(
      began + MINUTE,
      began + 6 * HOUR,
      (time) => (Math.abs(time - began - HOUR) < 20 * MINUTE ? 300 : usual(time)),
      MINUTE
    );
    clock.advance(6 * HOUR);
    const second = boot(baseline);
    await second.tick();
    expect(events).toEqual([]);
    expect([...store.anomalies.values()]).toMatchObject([
      { startsAt: began + 41 * MINUTE, endsAt: began + 82 * MINUTE },
    ]);
  });

  test('what began in a pause and lasts is alerted', async () => {
    const first = await warm();
    await first.stop();
    await put(NOW, NOW + 2 * HOUR, (time) => (time > NOW + 100 * MINUTE ? 300 : usual(time)), MINUTE);
    clock.advance(2 * HOUR);
    await boot(baseline).tick();
    expect(told()).toEqual(['CPU is unusual firing']);
  });

  test('a pause of the same process is caught up too', async () => {
    const detection = await warm();
    await put(NOW, NOW + 3 * HOUR, (time) => (time > NOW + 170 * MINUTE ? 300 : usual(time)), MINUTE);
    clock.advance(3 * HOUR);
    await detection.tick();
    expect(told()).toEqual(['CPU is unusual firing']);
    expect(events[0]?.startsAt).toBe(NOW + 171 * MINUTE);
  });

  test('points that come late, from a sender with a backlog, are judged', async () => {
    const detection = await warm();
    await store.insert([{ name: 'cpu', labels: { host: 'other' }, times: [NOW], values: [1] }]);
    clock.advance(2 * HOUR);
    await detection.tick();
    clock.advance(10 * MINUTE);
    await put(NOW, NOW + 2 * HOUR, (time) => (time > NOW + 110 * MINUTE ? 300 : usual(time)), MINUTE);
    await detection.tick();
    expect(told()).toEqual(['CPU is unusual firing']);
  });

  test('a failing sink or store loses nothing', async () => {
    const detection = await warm();
    await live(detection, 2, usual);
    sinkFails = true;
    store.failing.add('saveAnomalies');
    await live(detection, 3, () => 200);
    expect((await health(detection))[0]?.lastError).toBe('the journal is full');
    sinkFails = false;
    store.failing.clear();
    store.failing.add('read');
    await live(detection, 1, usual);
    expect((await health(detection))[0]?.lastError).toBe('ClickHouse is away');
    expect(told()).toEqual(['CPU is unusual firing']);
    store.failing.clear();
    await live(detection, 10, usual);
    expect(told()).toEqual(['CPU is unusual firing', 'CPU is unusual resolved']);
    expect(store.anomalies.size).toBe(1);
    expect((await health(detection))[0]?.lastError).toBeNull();
  });

  test('a series that ends resolves its anomaly', async () => {
    const detection = await warm();
    await live(detection, 3, () => 200);
    clock.advance(2 * HOUR);
    await detection.tick();
    expect(told()).toEqual(['CPU is unusual firing', 'CPU is unusual resolved']);
  });

  test('new series are taken in as they come', async () => {
    const detection = await warm();
    for (let round = 0; round < 5; round += 1) {
      clock.advance(MINUTE);
      await store.insert(
        Array.from({ length: 30 }, (_, index) => ({
          name: 'cpu',
          labels: { host: `${round}-${index}` },
          times: [clock.now()],
          values: [1],
        }))
      );
      await detection.tick();
    }
    expect((await health(detection))[0]?.seriesCount).toBe(151);
    expect(events).toEqual([]);
  });

  test('the history of a series that comes with one is learnt before it is judged', async () => {
    const detection = await warm();
    clock.advance(MINUTE);
    const until = clock.now();
    const other = daily(2);
    const times = Array.from({ length: 3000 }, (_, index) => until - (2999 - index) * 5 * MINUTE);
    await store.insert([{ name: 'cpu', labels: { host: 'new' }, times, values: times.map(other) }]);
    await detection.tick();
    clock.advance(MINUTE);
    await store.insert([{ name: 'cpu', labels: { host: 'new' }, times: [clock.now()], values: [300] }]);
    await detection.tick();
    expect(told()).toEqual(['CPU is unusual firing']);
    expect([...store.anomalies.values()][0]?.baselineFrom).toBeLessThan(until - 5 * DAY);
  });
});

describe('threshold detector', () => {
  test('fires after its time, with the beginning of the breach, and resolves; survives a restart', async () => {
    const first = boot(threshold);
    await live(first, 3, () => 50);
    await live(first, 2, () => 95);
    expect(events).toEqual([]);
    await live(first, 1, () => 95);
    expect(told()).toEqual(['CPU is full firing']);
    expect(events[0]).toMatchObject({
      summary: 'cpu on web-1 is 95, above 90 for 120 s',
      startsAt: NOW + 4 * MINUTE,
    });
    await first.stop();
    const second = boot(threshold);
    await live(second, 2, () => 95);
    expect(told()).toEqual(['CPU is full firing']);
    await live(second, 1, () => 50);
    expect(told()).toEqual(['CPU is full firing', 'CPU is full resolved']);
    expect(store.anomalies.size).toBe(1);
  });
});

test('health follows the contract before and after a run', async () => {
  const detection = boot(baseline, threshold);
  for (const item of await health(detection)) {
    expect(() => detectorSchema.encode(item)).not.toThrow();
    expect(item.lastRunAt).toBeNull();
  }
  await live(detection, 1, () => 1);
  expect((await health(detection)).map(({ lastRunAt }) => lastRunAt)).toEqual([clock.now(), clock.now()]);
});
