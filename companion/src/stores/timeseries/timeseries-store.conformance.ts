import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Matcher } from '@watchroom/contract';
import { HttpProblem } from '../../http/http-problem.js';
import { anomaliesConformance } from './anomalies.conformance.js';
import { changesConformance } from './changes.conformance.js';
import type { DataStore } from './data-store.js';
import { edgesConformance } from './edges.conformance.js';
import { drilldownConformance } from './drilldown.conformance.js';
import { hoursConformance } from './hour-quantiles.conformance.js';
import { seriesIdOf } from './series-id.js';
import { logsConformance } from './logs.conformance.js';
import type { SeriesSamples } from './timeseries-store.js';

const minute = 60_000;
const name = (value: string): Matcher => ({ label: '__name__', op: '=', value });
const eachMinute = (start: number, count: number): number[] =>
  Array.from({ length: count }, (_, index) => start + index * minute);

/** What every time series store does. `create` gives a store that is not open yet, each time on the same database, empty at first. */
export const timeseriesStoreConformance = (title: string, create: () => DataStore): void => {
  describe(`time series store: ${title}`, { timeout: 20_000 }, () => {
    let store: DataStore;
    // A whole hour some days ago, inside the retention.
    const start = Math.floor(Date.now() / 3_600_000) * 3_600_000 - 3 * 86_400_000;
    const put = (metric: string, labels: Record<string, string>, times: number[], values: number[]): Promise<void> =>
      store.insert([{ name: metric, labels, times, values }]);
    beforeAll(async () => {
      store = create();
      await store.open();
    }, 60_000);
    afterAll(() => store.close(), 60_000);

    it('answers and takes writes', async () => {
      await expect(store.ping()).resolves.toBeUndefined();
    });

    it('knows nothing where nothing was written', async () => {
      expect(await store.countSeries()).toBe(0);
      expect(await store.findSeries([], 10)).toEqual([]);
      expect(await store.read({ matchers: [], from: 0, to: Date.now(), maxSeries: 10 })).toEqual([]);
    });

    it('gives back what was inserted, with names, labels and units of any kind', async () => {
      const labels = {
        b: 'tab\t line\n quote\' " back\\ null\u0000',
        a: 'Grüße 🚀',
        path: '{x:String}; DROP TABLE points',
      };
      const times = [start, start + 1, start + 61_003];
      const values = [1.5, -0.1 - 0.2, 1e-300];
      await store.insert([{ name: 'odd metric', labels, unit: 'bytes', times, values }]);
      const id = seriesIdOf('odd metric', labels);
      const [found] = await store.read({
        matchers: [name('odd metric')],
        from: start,
        to: start + 3 * minute,
        maxSeries: 5,
      });
      expect(found).toEqual({
        series: { id, name: 'odd metric', labels, unit: 'bytes', lastAt: start + 61_003, lastValue: 1e-300 },
        points: { times, values },
      });
      const byLabel = await store.findSeries([{ label: 'b', op: '=', value: labels.b }], 5);
      expect(byLabel.map((series) => series.id)).toEqual([id]);
    });

    it('takes order of labels and empty ones as no difference, and the newest sample as the last', async () => {
      await put('same', { x: '1', y: '2' }, [start + minute], [7]);
      await put('same', { y: '2', x: '1', none: '' }, [start], [6]);
      const found = await store.findSeries([name('same')], 10);
      expect(found).toHaveLength(1);
      expect(found[0]).toMatchObject({ labels: { x: '1', y: '2' }, unit: null, lastAt: start + minute, lastValue: 7 });
    });

    it('reads from inclusive to exclusive, in order of time whatever the order of writing', async () => {
      await put('range', {}, eachMinute(start + 2 * minute, 2), [3, 4]);
      await put('range', {}, eachMinute(start, 2), [1, 2]);
      const read = async (from: number, to: number) =>
        (await store.read({ matchers: [name('range')], from, to, maxSeries: 1 }))[0]?.points.values;
      expect(await read(start, start + 4 * minute)).toEqual([1, 2, 3, 4]);
      expect(await read(start, start + 3 * minute)).toEqual([1, 2, 3]);
      expect(await read(start + 0.5, start + 3 * minute + 0.5)).toEqual([2, 3, 4]);
      expect(await read(start + 3 * minute + 1, start + 9 * minute)).toBeUndefined();
      expect(await read(start + minute, start)).toBeUndefined();
    });

    it('lets the last write of a time count', async () => {
      await put('again', {}, [start, start + minute], [1, 2]);
      await put('again', {}, [start + minute, start + minute], [3, 4]);
      const [raw] = await store.read({ matchers: [name('again')], from: start, to: start + 5 * minute, maxSeries: 1 });
      expect(raw?.points).toEqual({ times: [start, start + minute], values: [1, 4] });
      const [mean] = await store.read({
        matchers: [name('again')],
        from: start,
        to: start + 4 * minute,
        maxSeries: 1,
        step: 4 * minute,
      });
      expect(mean?.points.values).toEqual([2.5]);
    });

    it('averages over steps aligned to the epoch', async () => {
      await put(
        'stepped',
        {},
        eachMinute(start, 120),
        Array.from({ length: 120 }, (_, index) => index)
      );
      const read = async (from: number, to: number, step: number) =>
        (await store.read({ matchers: [name('stepped')], from, to, maxSeries: 1, step }))[0]?.points;
      expect(await read(start, start + 4 * minute, 2 * minute)).toEqual({
        times: [start, start + 2 * minute],
        values: [0.5, 2.5],
      });
      // From the rollup, with ends that are not whole 5 minutes.
      expect(await read(start, start + 60 * minute, 30 * minute)).toEqual({
        times: [start, start + 30 * minute],
        values: [14.5, 44.5],
      });
      expect(await read(start + 7 * minute, start + 43 * minute, 30 * minute)).toEqual({
        times: [start, start + 30 * minute],
        values: [18, 36],
      });
      expect(await read(start + minute, start + 4 * minute, 5 * minute)).toEqual({ times: [start], values: [2] });
      // As they are where there are few, averaged where there are more.
      const few = { matchers: [name('stepped')], from: start, to: start + 2 * minute, maxSeries: 1, step: 2 * minute };
      const readAbove = async (stepAbove: number) => (await store.read({ ...few, stepAbove }))[0]?.points.values;
      expect([await readAbove(2), await readAbove(1)]).toEqual([[0, 1], [0.5]]);
    });

    it('matches as Prometheus does', async () => {
      for (const [job, zone] of [
        ['api', 'eu'],
        ['api', 'us'],
        ['web', ''],
        ['api-2', 'eu'],
      ] as const) {
        await put('match_me', { job, zone }, [start], [1]);
      }
      const find = async (...matchers: Matcher[]) =>
        (await store.findSeries([name('match_me'), ...matchers], 10)).map(
          ({ labels }) => `${labels['job']}/${labels['zone'] ?? ''}`
        );
      expect(await find()).toEqual(['api/eu', 'api/us', 'api-2/eu', 'web/']);
      expect(await find({ label: 'job', op: '=', value: 'api' })).toEqual(['api/eu', 'api/us']);
      expect(await find({ label: 'job', op: '!=', value: 'api' })).toEqual(['api-2/eu', 'web/']);
      expect(await find({ label: 'job', op: '=~', value: 'api|web' })).toEqual(['api/eu', 'api/us', 'web/']);
      expect(await find({ label: 'job', op: '=~', value: 'ap' })).toEqual([]);
      expect(await find({ label: 'job', op: '!~', value: 'api.*' })).toEqual(['web/']);
      expect(await find({ label: 'zone', op: '=', value: '' })).toEqual(['web/']);
      expect(await find({ label: 'zone', op: '=~', value: '.+' }, { label: 'zone', op: '!=', value: 'us' })).toEqual([
        'api/eu',
        'api-2/eu',
      ]);
      expect(await store.findSeries([{ label: '__name__', op: '=~', value: 'match_.*' }], 2)).toHaveLength(2);
    });

    it('refuses an invalid regular expression even where nothing could match', async () => {
      const wrong = store.findSeries([name('nothing like this'), { label: 'a', op: '=~', value: 'x(' }], 10);
      await expect(wrong).rejects.toSatisfy((error) => error instanceof HttpProblem && error.status === 400);
      const tooLong = store.findSeries([{ label: 'a', op: '=~', value: 'x'.repeat(2000) }], 10);
      await expect(tooLong).rejects.toMatchObject({ status: 400, options: { errors: [{ field: 'matchers[0]' }] } });
    });

    it('counts series that have samples in the range only, up to the limit', async () => {
      await put('limited', { n: '1' }, [start], [1]);
      await put('limited', { n: '2' }, [start + 10 * minute], [2]);
      await put('limited', { n: '3' }, [start + 10 * minute], [3]);
      const read = await store.read({
        matchers: [name('limited')],
        from: start + 5 * minute,
        to: start + 20 * minute,
        maxSeries: 1,
      });
      expect(read.map(({ series }) => series.labels['n'])).toEqual(['2']);
      const chosen = await store.read({
        matchers: [name('limited')],
        from: start,
        to: start + 20 * minute,
        maxSeries: 5,
        seriesIds: [seriesIdOf('limited', { n: '1' }), seriesIdOf('limited', { n: '3' })],
      });
      expect(chosen.map(({ series }) => series.labels['n'])).toEqual(['1', '3']);
    });

    it('leaves out values that are no numbers and refuses samples without shape', async () => {
      await put('gaps', {}, eachMinute(start, 4), [1, NaN, Infinity, 2]);
      const [read] = await store.read({ matchers: [name('gaps')], from: start, to: start + 5 * minute, maxSeries: 1 });
      expect(read?.points.values).toEqual([1, 2]);
      await expect(put('gaps', {}, [1], [])).rejects.toThrow(/1 times for 0 values/);
      await expect(put('gaps', {}, [-5], [1])).rejects.toThrow(/no time in milliseconds/);
      await expect(put('', {}, [start], [1])).rejects.toThrow(/name/);
    });

    hoursConformance(() => store, start - 40 * 60 * minute);

    it('takes many calls at once, and more series than one query asks for', async () => {
      const before = await store.countSeries();
      const samples = (index: number): SeriesSamples[] => [
        { name: 'many', labels: { index: String(index) }, times: eachMinute(start, 3), values: [index, index, index] },
      ];
      await Promise.all(Array.from({ length: 1200 }, (_, index) => store.insert(samples(index))));
      expect((await store.countSeries()) - before).toBe(1200);
      const read = await store.read({
        matchers: [name('many')],
        from: start,
        to: start + 5 * minute,
        maxSeries: 5000,
        purpose: 'detection',
      });
      expect(read).toHaveLength(1200);
      expect(
        read.every(
          ({ series, points }) => points.values.length === 3 && points.values[0] === Number(series.labels['index'])
        )
      ).toBe(true);
    });

    it('takes a long backfill in one call', async () => {
      const count = 250_000;
      const times = Array.from({ length: count }, (_, index) => start - (count - index) * 1000);
      await put(
        'backfill',
        {},
        times,
        times.map((time) => time % 997)
      );
      const [read] = await store.read({ matchers: [name('backfill')], from: 0, to: start, maxSeries: 1 });
      expect(read?.points.times).toEqual(times);
      const [byHour] = await store.read({
        matchers: [name('backfill')],
        from: 0,
        to: start,
        maxSeries: 1,
        step: 3_600_000,
      });
      expect(byHour?.points.times.length).toBe(Math.ceil(count / 3600));
    }, 60_000);

    anomaliesConformance(() => store, start);

    logsConformance(() => store, start);
    changesConformance(() => store.changes, start);

    edgesConformance(() => store.edges, start);

    drilldownConformance(() => store, start + 10 * 60 * minute);

    it('keeps everything over a restart', async () => {
      const before = await store.countSeries();
      await store.close();
      store = create();
      await store.open();
      expect(await store.countSeries()).toBe(before);
      expect(await store.openAnomalies('disk')).toHaveLength(1);
      await put('again', {}, [start + 2 * minute], [5]);
      const [read] = await store.read({ matchers: [name('again')], from: start, to: start + 5 * minute, maxSeries: 1 });
      expect(read?.points.values).toEqual([1, 4, 5]);
      expect(await store.countSeries()).toBe(before);
    }, 60_000);
  });
};
