import { routes, type DetectorSpec } from '@watchroom/contract';
import { describe, expect, test } from 'vitest';
import { manualClock } from '../../src/clock.js';
import { createPreviewHandler } from '../../src/detection/preview-handler.js';
import { baselineSpec, call, createDetectionKit, refusal, thresholdSpec } from './detection-kit.js';
import { createFakeStore } from './fake-store.js';
import { DAY, HOUR, MINUTE, START, daily } from './signals.js';

const NOW = START + 14 * DAY;
const STEP = 5 * MINUTE;
const usual = daily(1);
const faultAt = NOW - 2 * DAY;
const withFault = (time: number, host: string): number =>
  host === 'b' && time >= faultAt && time < faultAt + HOUR ? 200 : usual(time);
const body = (spec: DetectorSpec, more: object = {}) => ({
  spec,
  from: NOW - 7 * DAY,
  to: NOW,
  maxSeries: 12,
  ...more,
});

const kit = createDetectionKit(NOW);
const detection = kit.boot();

describe('over stored series', async () => {
  await kit.put(['a', 'b', 'c'], START, NOW - 3 * DAY, withFault, STEP);
  await kit.put(['a', 'b'], NOW - 3 * DAY, NOW, withFault, STEP);
  await kit.put(['c'], NOW - DAY, NOW - 3 * HOUR, withFault, STEP);

  test('says what would have fired, the noisiest first, and stores nothing', async () => {
    const preview = await call(detection, 'previewDetector', { body: body(baselineSpec) });
    expect(() => routes.previewDetector.response.encode(preview)).not.toThrow();
    expect(preview.seriesCount).toBe(3);
    expect(preview.bands).toHaveLength(3);
    expect(preview.bands.every(({ times }) => times.length <= 1000 && times.length > 100)).toBe(true);
    const spikes = preview.anomalies.filter(({ startsAt }) => startsAt === faultAt);
    expect(spikes).toMatchObject([{ labels: { host: 'b' }, direction: 'up', value: 200 }]);
    const hit = preview.bands.find(({ series }) => series.labels['host'] === 'b');
    expect(hit?.isAnomaly.some((flag, index) => flag && Math.abs((hit.times[index] ?? 0) - faultAt) < HOUR)).toBe(true);
    expect(preview.anomaliesPerWeek).toBeCloseTo(preview.anomalies.length, 6);
    expect([kit.anomalies(), kit.events]).toEqual([[], []]);
  });

  test('tells of silences, over and lasting', async () => {
    const { anomalies } = await call(detection, 'previewDetector', { body: body(baselineSpec) });
    const silences = anomalies.filter(({ detectedBy }) => detectedBy === 'missing-data');
    expect(silences.map(({ labels, endsAt }) => [labels['host'], endsAt])).toEqual([['c', NOW - DAY]]);
    const until = { to: NOW - 2 * DAY };
    const lasting = await call(detection, 'previewDetector', { body: body(baselineSpec, until) });
    expect(lasting.anomalies.filter(({ detectedBy }) => detectedBy === 'missing-data')).toMatchObject([
      { labels: { host: 'c' }, endsAt: null },
    ]);
  });

  test('tells who stands apart from its peers, compared with all of them', async () => {
    const many = createDetectionKit(NOW);
    const hosts = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
    const apart = (time: number, host: string): number =>
      host === 'b' && withFault(time, 'b') === 200 ? 200 : usual(time);
    await many.put(hosts, NOW - 5 * DAY, NOW, apart, STEP);
    const spec = { ...baselineSpec, peersBy: [] };
    const short = { from: NOW - 3 * DAY, maxSeries: 2 };
    const preview = await call(many.boot(), 'previewDetector', { body: body(spec, short) });
    const found = preview.anomalies.filter(({ detectedBy }) => detectedBy === 'peer-outlier');
    expect(found).toMatchObject([{ labels: { host: 'b' }, value: 200 }]);
    expect(found[0]?.startsAt).toBeGreaterThanOrEqual(faultAt);
    expect(found[0]?.endsAt).toBeLessThan(faultAt + 2 * HOUR);
  });

  test('a fixed rule, and fewer series than there are', async () => {
    const preview = await call(detection, 'previewDetector', { body: body(thresholdSpec, { maxSeries: 2 }) });
    expect(preview.seriesCount).toBe(3);
    expect(preview.bands).toHaveLength(2);
    expect(preview.anomalies).toMatchObject([{ startsAt: faultAt, endsAt: faultAt + HOUR, detectedBy: 'threshold' }]);
  });

  test('nothing where nothing matches, and refusals by field', async () => {
    const matchers = [{ label: '__name__', op: '=' as const, value: 'nothing' }];
    const empty = await call(detection, 'previewDetector', { body: body({ ...thresholdSpec, matchers }) });
    expect(empty).toEqual({ bands: [], anomalies: [], seriesCount: 0, anomaliesPerWeek: 0 });
    const fieldOf = async (given: object): Promise<unknown> =>
      (await refusal(call(detection, 'previewDetector', { body: given }))).options.errors?.[0]?.field;
    expect(await fieldOf(body(thresholdSpec, { to: NOW - 8 * DAY }))).toBe('body.to');
    expect(await fieldOf(body({ ...thresholdSpec, matchers: [] }))).toBe('spec.matchers');
  });
});

test('at most two at a time; the rest waits, and who hangs up is not served', async () => {
  let underWay = 0;
  let most = 0;
  const store = createFakeStore();
  const slow: typeof store = {
    ...store,
    findSeries: async () => {
      underWay += 1;
      most = Math.max(most, underWay);
      await new Promise((resolve) => setImmediate(resolve));
      underWay -= 1;
      return [];
    },
  };
  const deps = {
    store: slow,
    clock: manualClock(NOW),
    sources: null,
    check: () => undefined,
    heedingOf: () => ({ feedbackOf: () => [], during: () => [] }),
  };
  const { previewDetector } = createPreviewHandler(deps);
  const hangUp = new AbortController();
  const ask = (signal?: AbortSignal): Promise<unknown> =>
    previewDetector({
      params: {},
      query: undefined as never,
      body: body(thresholdSpec),
      identity: { sub: 'ann', name: 'Ann', org: '1', role: 'Editor' },
      ...(signal && { signal }),
    });
  const answers = [ask(), ask(), ask(), ask()];
  const gone = ask(hangUp.signal);
  hangUp.abort();
  expect((await refusal(gone)).message).toBe('The caller hung up');
  await Promise.all(answers);
  expect(most).toBe(2);
  const many = Array.from({ length: 23 }, () => ask());
  expect((await refusal(many.at(-1) as Promise<unknown>)).status).toBe(503);
  await Promise.all(many.slice(0, -1));
});
