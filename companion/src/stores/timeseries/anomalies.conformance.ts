import { describe, expect, it } from 'vitest';
import type { Anomaly } from '@watchroom/contract';
import type { AnomalyFilter, TimeseriesStore } from './timeseries-store.js';

const minute = 60_000;

/** What every store does with anomalies, of about `start` (ms). Part of `timeseriesStoreConformance`. */
export const anomaliesConformance = (store: () => TimeseriesStore, start: number): void => {
  describe('anomalies', () => {
    const anomaly = (id: string, change: Partial<Anomaly> = {}): Anomaly => ({
      id,
      detector: 'cpu',
      seriesId: '00000000000000ff',
      metric: 'cpu',
      labels: { host: 'a"\\\t\n\u0000é' },
      startsAt: start,
      endsAt: null,
      direction: 'up',
      score: 0.9,
      value: 12.5,
      expected: null,
      lower: -1,
      upper: 1e-9,
      reason: "it's high",
      ...change,
    });

    it('inserts and replaces anomalies, and finds those that overlap', async () => {
      const ended = anomaly('a1', { endsAt: start + 5 * minute });
      await store().saveAnomalies([
        anomaly('a1'),
        anomaly('a2', { startsAt: start + minute, detector: 'disk', direction: 'down' }),
      ]);
      expect(await store().openAnomalies('cpu')).toEqual([anomaly('a1')]);
      await store().saveAnomalies([ended]);
      await store().saveAnomalies([]);
      expect(await store().openAnomalies('cpu')).toEqual([]);
      const list = async (from: number, to: number, seriesId?: string) =>
        (await store().listAnomalies({ from, to, seriesId, limit: 10 })).map(({ id }) => id);
      expect(await list(start, start + 10 * minute)).toEqual(['a2', 'a1']);
      expect(await list(start + 6 * minute, start + 10 * minute)).toEqual(['a2']);
      expect(await list(start - minute, start)).toEqual([]);
      expect(await list(start, start + 10 * minute, 'other')).toEqual([]);
      expect(await store().listAnomalies({ from: start, to: start + minute, limit: 1 })).toEqual([ended]);
    });

    it('keeps why of an anomaly, finds it by id, by detector and by direction, and counts', async () => {
      const why = anomaly('why', {
        detector: 'net',
        startsAt: start - 60 * minute,
        endsAt: start - 50 * minute,
        detectedBy: 'level-shift',
        onceInWeeks: 5.5,
        severity: 'high',
        baselineFrom: start - 600 * minute,
        baselineTo: null,
      });
      await store().saveAnomalies([why, anomaly('now', { detector: 'net', direction: 'down' })]);
      expect(await store().getAnomaly('why')).toEqual(why);
      expect(await store().getAnomaly('none')).toBeNull();
      const ids = async (filter: Partial<AnomalyFilter>) =>
        (await store().listAnomalies({ from: 0, to: start + minute, limit: 10, ...filter })).map(({ id }) => id);
      expect(await ids({ detector: 'net' })).toEqual(['now', 'why']);
      expect(await ids({ detector: 'net', direction: 'up' })).toEqual(['why']);
      expect(await ids({ detector: "'; DROP TABLE anomalies; --" })).toEqual([]);
      expect((await store().openAnomalies()).map(({ id }) => id)).toEqual(expect.arrayContaining(['now', 'a2']));
      expect((await store().countAnomalies(start)).get('net')).toBe(1);
      expect((await store().countAnomalies(start - 60 * minute)).get('net')).toBe(2);
    });

    it('lays anomalies over series and time', async () => {
      const host = (n: string) => ({ detector: 'map', seriesId: `000000000000000${n}`, labels: { n } });
      const at = (from: number, to: number | null) => ({
        startsAt: start + from * minute,
        endsAt: to === null ? null : start + to * minute,
      });
      await store().saveAnomalies([
        anomaly('m1', { ...host('1'), ...at(-90, -5), score: 0.4 }),
        anomaly('m2', { ...host('1'), ...at(12, 12), score: 0.9 }),
        anomaly('m3', { ...host('1'), ...at(-10, 12), score: 0.5 }),
        anomaly('m4', { ...host('2'), ...at(35, null), score: 0.7 }),
        anomaly('m5', { ...host('3'), ...at(-20, 90), score: 0.6, metric: 'other' }),
        anomaly('m6', { ...host('4'), ...at(40, 50) }),
      ]);
      const range = { from: start, to: start + 40 * minute, detector: 'map', matchers: [], buckets: 4, limit: 10 };
      const map = await store().anomalyHeatmap(range);
      expect([map.bucketSeconds, map.seriesCount]).toEqual([600, 3]);
      expect(map.times).toEqual([0, 10, 20, 30].map((n) => start + n * minute));
      expect(
        map.rows.map(({ series, detector, anomalies, cells }) => [series.labels['n'], detector, anomalies, cells])
      ).toEqual([
        ['1', 'map', 2, [0.5, 0.9, null, null]],
        ['2', 'map', 1, [null, null, null, 0.7]],
        ['3', 'map', 1, [0.6, 0.6, 0.6, 0.6]],
      ]);
      const cut = await store().anomalyHeatmap({ ...range, limit: 1 });
      expect([cut.rows.length, cut.seriesCount]).toEqual([1, 3]);
      const matched = await store().anomalyHeatmap({
        ...range,
        matchers: [{ label: '__name__', op: '=', value: 'other' }],
      });
      expect(matched.rows.map(({ series }) => series.name)).toEqual(['other']);
      const none = await store().anomalyHeatmap({ ...range, detector: 'none' });
      expect([none.rows, none.seriesCount, none.times.length]).toEqual([[], 0, 4]);
    });
  });
};
