import { detectorSpec, type Detector, type HealthCheck } from '@watchroom/contract';
import { describe, expect, test } from 'vitest';
import { manualClock } from '../clock.js';
import { createDetectionCheck } from './detection-check.js';
import { createReadiness } from './health.js';

const check = (status: HealthCheck['status']): HealthCheck => ({ name: status, status, detail: '', remedy: null });

test.each<[Array<HealthCheck['status']>, string]>([
  [['ok', 'ok'], 'ok'],
  [['ok', 'starting'], 'starting'],
  [['starting', 'failing', 'ok'], 'failing'],
])('%j is %s', async (statuses, expected) => {
  const readiness = createReadiness(
    '1',
    statuses.map((status) => () => Promise.resolve(check(status)))
  );
  expect(await readiness()).toEqual({ status: expected, version: '1', checks: statuses.map(check) });
});

test('many askers at once cost one round', async () => {
  let rounds = 0;
  const readiness = createReadiness('1', [
    () => {
      rounds++;
      return Promise.resolve(check('ok'));
    },
  ]);
  await Promise.all(Array.from({ length: 50 }, readiness));
  expect(rounds).toBe(1);
});

describe('detection', () => {
  const start = 1_000_000_000;
  const detector = (over: Partial<Detector>): Detector => ({
    name: 'cpu',
    kind: 'baseline',
    origin: 'file',
    spec: detectorSpec.parse({ kind: 'baseline', name: 'cpu' }),
    matchers: [],
    intervalSeconds: 15,
    severity: 'warning',
    anomaliesLastWeek: 0,
    cost: null,
    lastRunAt: start,
    lastRunSeconds: 0.1,
    seriesCount: 1,
    openAnomalies: 0,
    lastError: null,
    quiet: null,
    ...over,
  });
  const judge = (detectors: Detector[], { after = 0, startedAt = start as number | null } = {}) =>
    createDetectionCheck({
      detectors: () => Promise.resolve(detectors),
      startedAt: () => startedAt,
      clock: manualClock(start + after),
    })();

  test('starts after the stores', async () => {
    expect((await judge([], { startedAt: null })).status).toBe('starting');
  });

  test('is fine without detectors, and while rounds come', async () => {
    expect(await judge([])).toMatchObject({ status: 'ok', detail: 'No detector is configured', remedy: null });
    expect(await judge([detector({})], { after: 60_000 })).toMatchObject({ status: 'ok', detail: '1 detectors run' });
  });

  test('one failing detector is named; when all fail it is red', async () => {
    const failing = detector({ name: 'disk', lastError: 'no such column' });
    expect(await judge([detector({}), failing])).toMatchObject({
      status: 'ok',
      detail: '2 detectors run; disk: no such column',
      remedy: expect.stringContaining('log'),
    });
    expect((await judge([failing])).status).toBe('failing');
  });

  test('a detector whose source is away, or whose history is still coming, is named but not red', async () => {
    const waiting = { ...detector({ lastRunAt: null, lastError: 'Source "prom": away' }), waitsForSource: true };
    expect(await judge([waiting], { after: 600_000 })).toMatchObject({
      status: 'ok',
      detail: '1 detectors run; cpu: Source "prom": away',
    });
  });

  test('rounds that do not end are red, also before the first', async () => {
    expect((await judge([detector({})], { after: 121_000 })).status).toBe('failing');
    expect((await judge([detector({ lastRunAt: null })], { after: 121_000 })).detail).toBe(
      'cpu: no round has ended in time'
    );
    expect((await judge([detector({ intervalSeconds: 300 })], { after: 600_000 })).status).toBe('ok');
  });

  test('never rejects', async () => {
    const broken = createDetectionCheck({
      detectors: () => Promise.reject(new Error('gone')),
      startedAt: () => start,
      clock: manualClock(start),
    });
    expect(await broken()).toMatchObject({ status: 'failing', detail: 'Asked detection: gone' });
  });
});
