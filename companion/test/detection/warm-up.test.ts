import { detectorSpec } from '@watchroom/contract';
import { describe, expect, test } from 'vitest';
import { emptyJudgement, type Judgement } from '../../src/detection/judgement.js';
import { createSeriesFeeder } from '../../src/detection/series-feeder.js';
import { readHistory } from '../../src/detection/warm-up.js';
import type { Watched } from '../../src/detection/watched-series.js';
import { seriesIdOf } from '../../src/stores/timeseries/series-id.js';
import type { SeriesPoints } from '../../src/stores/timeseries/timeseries-store.js';
import { createFakeStore } from './fake-store.js';
import { DAY, HOUR, MINUTE, START, daily, normal } from './signals.js';

const NOW = START + 21 * DAY;
const matchers = [{ label: '__name__', op: '=' as const, value: 'load' }];
const spec = detectorSpec.parse({ name: 'load', kind: 'baseline', matchers });
/** So that all but the newest two days comes by hours. */
const LITTLE = { few: 1, most: 1e9, older: 1e9 };

const storeOf = async (step: number, valueAt: (time: number) => number) => {
  const store = createFakeStore();
  const times = Array.from({ length: (NOW - START) / step }, (_, index) => START + index * step);
  await store.insert([{ name: 'load', labels: {}, times, values: times.map(valueAt) }]);
  return store;
};

const learn = async (
  store: ReturnType<typeof createFakeStore>,
  slices: AsyncGenerator<SeriesPoints[]>
): Promise<Watched> => {
  const watched = new Map<string, Watched>();
  const feeder = createSeriesFeeder({ config: spec, store, heeding: { during: () => [] }, checkStop: () => undefined });
  await feeder.learn(slices, watched);
  return [...watched.values()][0] as Watched;
};

const warmed = (store: ReturnType<typeof createFakeStore>): Promise<Watched> =>
  learn(store, readHistory(store, spec, NOW, undefined, LITTLE));

const replayed = (store: ReturnType<typeof createFakeStore>): Promise<Watched> =>
  learn(
    store,
    (async function* () {
      yield await store.read({ matchers, from: START, to: NOW, maxSeries: 1 });
    })()
  );

/** What is said of the points of the day after. */
const dayAfter = (watched: Watched, step: number, valueAt: (time: number) => number): Judgement[] =>
  Array.from({ length: DAY / step }, (_, index) => {
    const time = NOW + index * step;
    const into = emptyJudgement();
    watched.judge.observe(time, valueAt(time), into);
    return into;
  });

const mean = (numbers: number[]): number => numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
const width = ({ lower, upper }: Judgement): number => upper - lower;

const latency = (seed: number) => {
  const noise = normal(seed);
  return (time: number) => 100 * Math.exp(0.3 * Math.sin((time / DAY) * 2 * Math.PI) + 0.4 * noise());
};
const requests = (seed: number) => {
  const noise = normal(seed);
  return (time: number) => Math.max(0, Math.round(30 + 20 * Math.sin((time / DAY) * 2 * Math.PI) + 5 * noise()));
};

describe('a start on hours learns what a replay of all points does', () => {
  test.each([
    ['a wave', 20_000, daily],
    ['a wave of few points', 5 * MINUTE, daily],
    ['skewed latencies', MINUTE, latency],
    ['whole counts', MINUTE, requests],
  ] as const)('%s: bands within a tenth of their width', async (_, step, make) => {
    const ratios: number[] = [];
    const edges: number[] = [];
    // Few points say little of a band: of those, more series are looked at.
    for (let seed = 1; seed <= Math.max(1, step / MINUTE); seed += 1) {
      const store = await storeOf(step, make(seed));
      const [warm, full] = [await warmed(store), await replayed(store)];
      const of = (watched: Watched) => dayAfter(watched, step, make(100 + seed));
      const [warmDay, fullDay] = [of(warm), of(full)];
      ratios.push(mean(warmDay.map(width)) / mean(fullDay.map(width)));
      edges.push(
        ...warmDay.map((one, index) => {
          const other = fullDay[index] as Judgement;
          return (Math.abs(one.lower - other.lower) + Math.abs(one.upper - other.upper)) / 2 / width(other);
        })
      );
      expect(warmDay.filter(({ isAnomaly }) => isAnomaly)).toEqual([]);
      expect(warm.judge.baseline()).toBe(full.judge.baseline());
    }
    expect(mean(ratios)).toBeGreaterThan(0.9);
    expect(mean(ratios)).toBeLessThan(1.1);
    expect(mean(edges)).toBeLessThan(0.1);
  });

  test('silences are known from single points, long ones from hours too', async () => {
    const silent = START + 10 * DAY;
    const store = createFakeStore();
    const times = Array.from({ length: (NOW - START) / MINUTE }, (_, index) => START + index * MINUTE).filter(
      (time) => time < silent || time >= silent + 5 * HOUR
    );
    await store.insert([{ name: 'load', labels: {}, times, values: times.map(daily(1)) }]);
    const { reporting } = await warmed(store);
    expect(reporting.steps.step).toBe(MINUTE);
    expect(reporting.longestGap).toBeGreaterThan(3 * HOUR);
    expect(reporting.longestGap).toBeLessThanOrEqual(5 * HOUR);
    expect((await warmed(await storeOf(MINUTE, daily(1)))).reporting.longestGap).toBeLessThanOrEqual(15 * MINUTE);
  });
});

describe('what is learnt of the past', () => {
  /** Longer than the scorer itself keeps from its baseline. */
  const began = NOW - 7 * DAY + HOUR;
  const ended = began + 20 * HOUR;
  const inAnomaly = (time: number) => time >= began && time <= ended;
  const withAnomaly = () => {
    const usual = daily(1);
    return (time: number) => usual(time) + (inAnomaly(time) ? 60 : 0);
  };

  test('an anomaly of a week ago is not', async () => {
    const [calm, odd, known] = await Promise.all([
      storeOf(MINUTE, daily(1)),
      storeOf(MINUTE, withAnomaly()),
      storeOf(MINUTE, withAnomaly()),
    ]);
    known.anomalies.set('a', {
      seriesId: seriesIdOf('load', {}),
      startsAt: began,
      endsAt: ended,
    } as never);
    const noons = async (store: ReturnType<typeof createFakeStore>) =>
      dayAfter(await warmed(store), MINUTE, daily(2)).slice(10 * 60, 14 * 60);
    const [calmly, oddly, knowingly] = [await noons(calm), await noons(odd), await noons(known)];
    const above = (day: Judgement[]) => mean(day.map(({ upper }) => upper));
    expect(above(knowingly) / above(calmly)).toBeCloseTo(1, 1);
    expect(above(oddly)).toBeGreaterThan(above(knowingly));
  });

  test('the highest and lowest values of hours are', async () => {
    const peaks = (time: number) => (time < NOW - 3 * DAY && time % (6 * HOUR) === 0 ? 200 : NaN);
    const usual = daily(1);
    const scoreOf = async (valueAt: (time: number) => number) => {
      const { judge } = await warmed(await storeOf(MINUTE, valueAt));
      const into = emptyJudgement();
      judge.observe(NOW, 190, into);
      return into.score;
    };
    const newPeak = await scoreOf(usual);
    const oldPeak = await scoreOf((time) => (Number.isNaN(peaks(time)) ? usual(time) : peaks(time)));
    expect(newPeak).toBeGreaterThan(0.9);
    expect(oldPeak).toBeLessThan(newPeak);
  });
});

describe('what is read', () => {
  test('single points last, in whole hours before; all of them where they are few', async () => {
    const store = await storeOf(MINUTE, daily(1));
    const stepsOf = async (budget?: typeof LITTLE) => {
      store.reads.length = 0;
      const times: number[] = [];
      for await (const slice of readHistory(store, spec, NOW, undefined, budget)) {
        times.push(...slice.flatMap(({ points }) => points.times));
      }
      expect(times).toEqual([...times].sort((a, b) => a - b));
      return times.map((time, index) => time - (times[index - 1] ?? time));
    };
    expect(new Set((await stepsOf()).slice(1))).toEqual(new Set([MINUTE]));
    const steps = await stepsOf(LITTLE);
    expect(steps.slice(-2 * 24 * 60 + 1)).toEqual(new Array(2 * 24 * 60 - 1).fill(MINUTE));
    expect(new Set(steps.slice(1, -2 * 24 * 60))).toEqual(new Set([15 * MINUTE]));
    expect((await stepsOf({ few: 1, most: 60 * 10, older: 96 })).length).toBe(60 * 10 + 96);
  });

  test('a threshold sees averages of what is old, never other values', async () => {
    const store = await storeOf(MINUTE, daily(1));
    const rule = detectorSpec.parse({ name: 'r', kind: 'threshold', matchers, above: 99, forSeconds: 3 * 86_400 });
    for await (const slice of readHistory(store, rule, NOW, undefined, LITTLE)) {
      expect(slice).toHaveLength(1);
    }
    expect(store.reads.some(({ step }) => step === 5 * MINUTE)).toBe(true);
  });
});
