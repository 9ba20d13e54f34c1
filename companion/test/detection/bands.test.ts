import { describe, expect, test } from 'vitest';
import { bandsRequest, routes, type BandsRequest } from '@watchroom/contract';
import { manualClock } from '../../src/clock.js';
import { planHistory, stepFor } from '../../src/detection/bands-history.js';
import { createBandsHandler } from '../../src/detection/bands.js';
import type { HttpProblem } from '../../src/http/http-problem.js';
import { createFakeStore } from './fake-store.js';
import { DAY, HOUR, MINUTE, START, daily } from './signals.js';

const NOW = START + 20 * DAY;
const store = createFakeStore();
const handler = createBandsHandler({ store, clock: manualClock(NOW), heeding: { during: () => [] } });
const ask = (body: BandsRequest) =>
  handler({ params: {}, query: undefined as never, body, identity: { sub: 'a', name: 'A', org: '1', role: 'Viewer' } });
const refused = async (body: BandsRequest): Promise<HttpProblem> => {
  try {
    await ask(body);
  } catch (error) {
    return error as HttpProblem;
  }
  throw new Error('was not refused');
};

const supplied = (times: number[], values: Array<number | null>): BandsRequest =>
  bandsRequest.decode({ kind: 'supplied', series: [{ name: 'latency', labels: { a: 'b' }, times, values }] });
const stored = (from: number, to: number, more: object = {}): BandsRequest =>
  bandsRequest.decode({
    kind: 'stored',
    matchers: [{ label: '__name__', op: '=', value: 'cpu' }],
    from: new Date(from).toISOString(),
    to: new Date(to).toISOString(),
    ...more,
  });

describe('supplied points', () => {
  test('columns as long as the input, null where nothing is known, true JSON', async () => {
    const usual = daily(1);
    const times = Array.from({ length: 600 }, (_, index) => START + index * 5 * MINUTE);
    const values = times.map((time, index) => (index === 300 ? null : index === 590 ? 900 : usual(time)));
    const answer = await ask(supplied(times, values));
    const band = answer.items[0];
    expect(band?.series).toMatchObject({
      name: 'latency',
      labels: { a: 'b' },
      lastAt: times.at(-1),
      lastValue: values.at(-1),
    });
    expect(band?.times).toEqual(times);
    expect(band?.values).toEqual(values);
    for (const column of [band?.expected, band?.lower, band?.upper, band?.score, band?.isAnomaly]) {
      expect(column).toHaveLength(600);
    }
    expect([band?.expected[0], band?.score[300]]).toEqual([null, null]);
    expect(band?.isAnomaly[590]).toBe(true);
    expect(() => routes.bands.response.encode(answer)).not.toThrow();
    expect(JSON.parse(JSON.stringify(answer))).toEqual(answer);
  });

  test('no points at all', async () => {
    expect((await ask(supplied([], []))).items[0]).toMatchObject({ times: [], baseline: 'too short' });
  });

  test('faults are named', async () => {
    expect((await refused(supplied([1, 2], [1]))).options.errors?.[0]?.field).toBe('body.series.0.values');
    expect((await refused(supplied([2, 1], [1, 1]))).options.errors?.[0]?.field).toBe('body.series.0.times.1');
    const many = await refused(supplied(new Array(500_001).fill(1), new Array(500_001).fill(1)));
    expect([many.status, many.options.detail]).toEqual([400, expect.stringContaining('500000')]);
  });
});

describe('stored series', () => {
  test('the range only, at most maxPoints, with a baseline from before it', async () => {
    const usual = daily(1);
    const times = Array.from({ length: 20 * 288 }, (_, index) => START + index * 5 * MINUTE);
    await store.insert([{ name: 'cpu', labels: { host: 'a' }, times, values: times.map(usual) }]);
    for (const [span, maxPoints] of [
      [HOUR, 1000],
      [DAY, 100],
      [7 * DAY, 300],
    ] as const) {
      const { items } = await ask(stored(NOW - span, NOW, { maxPoints }));
      const band = items[0];
      expect(band?.times.length).toBeGreaterThan(5);
      expect(band?.times.length).toBeLessThanOrEqual(maxPoints);
      expect(band?.times[0]).toBeGreaterThanOrEqual(NOW - span);
      expect(band?.times.at(-1)).toBeLessThan(NOW);
      expect(band?.baseline).toBe('hour-of-day');
      expect(band?.lower).not.toContain(null);
    }
  });

  test('faults are named, and series without points in the range are left out', async () => {
    expect((await refused(stored(NOW, NOW))).options.errors?.[0]?.field).toBe('body.to');
    expect((await ask(stored(START - 2 * DAY, START - DAY))).items).toEqual([]);
    const labels = Array.from({ length: 60 }, (_, index) => ({ host: `many-${index}` }));
    await store.insert(labels.map((one) => ({ name: 'cpu', labels: one, times: [NOW - MINUTE], values: [1] })));
    const problem = await refused(stored(NOW - DAY, NOW, { maxPoints: 20_000, maxSeries: 100 }));
    expect([problem.status, problem.options.detail]).toEqual([400, expect.stringContaining('500000')]);
  });
});

describe('history', () => {
  test('steps are usual ones and fit', () => {
    expect(stepFor(HOUR, 1000)).toBe(5000);
    expect(stepFor(DAY, 1000)).toBe(2 * MINUTE);
    for (const span of [MINUTE, HOUR, 5 * HOUR, DAY, 30 * DAY, 800 * DAY]) {
      for (const most of [10, 333, 20_000]) {
        expect(span / stepFor(span, most) + 1).toBeLessThanOrEqual(most + 1e-9);
      }
    }
  });

  test('pieces follow each other and keep to the budget', () => {
    for (const span of [HOUR, DAY, 14 * DAY]) {
      for (const budget of [2000, 20_000, 1_000_000]) {
        const { pieces } = planHistory({ from: NOW - span, to: NOW, maxPoints: 1000 }, budget);
        const points = pieces.reduce((sum, { from, to, step }) => sum + (to - from) / step, 0);
        expect(points).toBeLessThanOrEqual(budget * 1.05 + 10);
        expect(pieces.at(-1)?.to).toBe(NOW);
        if (pieces.length > 1) {
          expect(pieces[0]?.to).toBe(pieces[1]?.from);
        }
      }
    }
  });
});
