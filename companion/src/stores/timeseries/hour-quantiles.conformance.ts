import { describe, expect, it } from 'vitest';
import type { Anomaly } from '@watchroom/contract';
import { seriesIdOf } from './series-id.js';
import type { TimeseriesStore } from './timeseries-store.js';

const minute = 60_000;
const hour = 60 * minute;
const matchers = [{ label: '__name__', op: '=' as const, value: 'hourly' }];
const eachMinute = (start: number, count: number): number[] =>
  Array.from({ length: count }, (_, index) => start + index * minute);

/** What every store does with the hours of series, from `start` (a whole hour, ms) on. Part of `timeseriesStoreConformance`. */
export const hoursConformance = (store: () => TimeseriesStore, start: number): void => {
  describe('hours', () => {
    const put = (times: number[], values: number[]): Promise<void> =>
      store().insert([{ name: 'hourly', labels: {}, times, values }]);
    const read = async (from = start, to = start + 9 * hour) =>
      (await store().readHours({ matchers, from, to, maxSeries: 5 }))[0]?.hours ?? [];
    const counts = async () => (await read()).map(({ at, count }) => [(at - start) / hour, count]);
    /** All that has changed by now, as if what was just written had settled. */
    const makeAll = async (): Promise<number> => {
      let made = 0;
      for (let left = 1; left > 0;) {
        const step = await store().makeHours(Date.now() + 2 * minute, 100_000);
        made += step.hours;
        left = step.left;
      }
      return made;
    };
    const anomaly = (id: string, startsAt: number, endsAt: number, change: Partial<Anomaly> = {}): Anomaly => ({
      id,
      detector: 'hours',
      seriesId: seriesIdOf('hourly', {}),
      metric: 'hourly',
      labels: {},
      startsAt,
      endsAt,
      direction: 'up',
      score: 0.9,
      value: 12.5,
      expected: null,
      lower: null,
      upper: null,
      reason: 'high',
      detectedBy: 'spike',
      ...change,
    });

    it('are computed where they are not made, and the same once they are', async () => {
      const values = Array.from({ length: 180 }, (_, index) => (index * 7) % 60);
      await put(
        [...eachMinute(start, 180), start + 6 * hour, start + 6 * hour + 1, start + 6 * hour + 2],
        [...values, 4, 9, NaN]
      );
      const computed = await read();
      expect(computed[0]).toEqual({ at: start, count: 60, low: 0, quantiles: [7, 22, 37, 52], high: 59 });
      expect(computed[3]).toEqual({ at: start + 6 * hour, count: 2, low: 4, quantiles: [4, 4, 9, 9], high: 9 });
      expect(computed.map(({ at, count }) => [(at - start) / hour, count])).toEqual([
        [0, 60],
        [1, 60],
        [2, 60],
        [6, 2],
      ]);
      expect(await store().makeHours(start - 300 * 24 * hour, 5)).toEqual({ hours: 0, left: 0 });
      expect(await makeAll()).toBeGreaterThan(3);
      expect(await makeAll()).toBe(0);
      expect(await read()).toEqual(computed);
      expect((await read(start + 1, start + 2 * hour + 1)).map(({ at }) => at)).toEqual([
        start + hour,
        start + 2 * hour,
      ]);
    });

    it('count a point that is sent again once, with its last value, and take in late ones', async () => {
      await put([...eachMinute(start, 30), start + 30_000], [...new Array<number>(30).fill(1000), -5]);
      const changed = await read();
      expect(changed[0]).toMatchObject({ count: 61, low: -5, high: 1000 });
      expect(await makeAll()).toBe(1);
      expect(await read()).toEqual(changed);
    });

    it('leave out what was in anomalies, for a day, but not what rules and peers say', async () => {
      await store().saveAnomalies([
        anomaly('h1', start + 30 * minute, start + hour + 9 * minute),
        anomaly('h2', start + 2 * hour - minute, start + 3 * hour),
        anomaly('h3', start + 6 * hour, start + 7 * hour, { detectedBy: 'threshold' }),
        anomaly('h4', start + 6 * hour, start + 7 * hour, { detectedBy: 'peer-outlier' }),
        // It has been there for a day at the end of the third hour.
        anomaly('h5', start - 20 * hour, start + 7 * hour, { detectedBy: 'level-shift' }),
        anomaly('h6', start, start + 9 * hour, { seriesId: '00000000000000fe' }),
      ]);
      expect(await counts()).toEqual([[6, 2]]);
      await makeAll();
      expect(await counts()).toEqual([[6, 2]]);
      await store().saveAnomalies([
        anomaly('h5', start - 20 * hour, start - 19 * hour, { detectedBy: 'level-shift' }),
        anomaly('h2', start + 2 * hour - minute, start + 2 * hour + minute),
      ]);
      await makeAll();
      expect(await counts()).toEqual([
        [0, 31],
        [1, 49],
        [2, 58],
        [6, 2],
      ]);
    });
  });
};
