import { describe, expect, it } from 'vitest';
import { drilldownQuery } from '@watchroom/contract';
import { drillDown } from '../../rootcause/drilldown/drilldown.js';
import type { DataStore } from './data-store.js';
import type { SeriesSamples } from './timeseries-store.js';

const minute = 60_000;
const window = 20 * minute;
const iso = (at: number): string => new Date(at).toISOString();
const regions = ['eu', 'us', 'ap'];
const versions = ['v1', 'v2'];
const grid = Array.from({ length: 24 }, (_, index) => ({
  region: regions[index % 3] ?? '',
  version: versions[Math.floor(index / 3) % 2] ?? '',
  instance: `i${index}`,
}));
type Labels = (typeof grid)[number];

/** Which labels carry a change, over points as they are stored, from `start` (ms) on. Part of `timeseriesStoreConformance`. */
export const drilldownConformance = (store: () => DataStore, start: number): void => {
  describe('drill-down', () => {
    const from = start + window;
    /** A value each minute of both windows; `valueOf` gets the labels, the minute, and whether it lies in the later window. */
    const put = (name: string, valueOf: (labels: Labels, index: number, later: boolean) => number): Promise<void> =>
      store().insert(
        grid.map((labels, row): SeriesSamples => {
          const times = Array.from({ length: 40 }, (_, index) => start + index * minute);
          const wobble = (index: number): number => 1 + 0.04 * Math.sin(row * 7 + index);
          const values = times.map((at, index) => valueOf(labels, index, at >= from) * wobble(index));
          return { name, labels, times, values };
        })
      );
    const ask = (query: Record<string, string>) =>
      drillDown(
        store(),
        drilldownQuery.parse({ from: iso(from), to: iso(from + window), ...query }),
        start + 3_600_000
      );

    it('finds the label that carries a gauge, with its points against the rest', async () => {
      await put('drill_queue', ({ region }, _, later) => (region === 'eu' && later ? 30 : 10));
      const found = await ask({ match: 'drill_queue' });
      expect(found).toMatchObject({ measure: 'sum', standsOut: true, seriesExamined: 24, cut: false });
      const [slice] = found.slices;
      expect(slice).toMatchObject({ labels: { region: 'eu' }, explains: true, series: 8 });
      expect(slice?.share).toBeCloseTo(1, 1);
      expect([slice?.before, slice?.after, slice?.expected].map((value) => Math.round((value ?? 0) / 10))).toEqual([
        8, 24, 8,
      ]);
      expect(slice?.points.times).toEqual(Array.from({ length: 40 }, (_, index) => start + index * minute));
      expect(Math.round((slice?.points.values.at(-1) ?? 0) / 20)).toBe(12);
      expect(Math.round((slice?.rest.values.at(-1) ?? 0) / 20)).toBe(8);
      expect(found.summary).toMatch(/^region="eu" carries \d+ % of the rise from 2\d\d to 4\d\d\.$/);
    });

    it('finds a pair in counters, and is not misled by a restart', async () => {
      const rows = grid.map((labels, row): SeriesSamples => {
        const times = Array.from({ length: 40 }, (_, index) => start + index * minute);
        let counted = 1000;
        const values = times.map((at, index) => {
          const bad = labels.region === 'us' && labels.version === 'v2' && at >= from;
          const grown = (bad ? 300 : 60) + (row % 5);
          counted = row === 4 && index === 10 ? grown : counted + grown;
          return counted;
        });
        return { name: 'drill_requests_total', labels, times, values };
      });
      await store().insert(rows);
      const found = await ask({ match: 'drill_requests_total' });
      expect(found.measure).toBe('rate');
      expect(found.before).toBeGreaterThan(20);
      expect(found.before).toBeLessThan(26);
      expect(found.slices.filter(({ explains }) => explains).map(({ labels }) => labels)).toEqual([
        { region: 'us', version: 'v2' },
      ]);
    });

    it('divides one metric by another: by the labels that both have', async () => {
      await put('drill_errors', ({ version }, _, later) => (version === 'v2' && later ? 5 : 1));
      await put('drill_requests', () => 100);
      const found = await ask({ match: 'drill_errors', per: 'drill_requests' });
      expect(found.measure).toBe('ratio');
      expect(found.before).toBeCloseTo(0.01, 3);
      expect(found.slices[0]).toMatchObject({ labels: { version: 'v2' }, explains: true });
      expect(found.slices[0]?.points.values.at(-1)).toBeCloseTo(0.05, 3);
      expect(found.mixShare).toBeCloseTo(0, 1);
    });

    it('averages what cannot be summed', async () => {
      await put('drill_latency_seconds', ({ region }, _, later) => (region === 'ap' && later ? 0.9 : 0.3));
      const found = await ask({ match: 'drill_latency_seconds{version="v1"}' });
      expect(found).toMatchObject({ measure: 'mean', seriesExamined: 12 });
      expect(found.after).toBeCloseTo(0.5, 1);
      expect(found.slices[0]?.labels).toEqual({ region: 'ap' });
      expect(found.slices[0]?.rest.values.at(-1)).toBeCloseTo(0.3, 1);
    });

    it('says so where nothing stands out, nothing changed or nothing is stored', async () => {
      await put('drill_all', (_, __, later) => (later ? 20 : 10));
      expect(await ask({ match: 'drill_all' })).toMatchObject({
        standsOut: false,
        summary: expect.stringMatching(/^Nothing stands out/) as string,
      });
      const same = await ask({ match: 'drill_requests' });
      expect(same.summary).toMatch(/^The whole hardly changed/);
      expect(await ask({ match: 'drill_none' })).toMatchObject({
        before: null,
        after: null,
        slices: [],
        summary: 'There is nothing to compare: no points in either window.',
      });
    });

    it.each([
      [{ match: '{region="eu"}' }, 'match'],
      [{ match: 'a{' }, 'match'],
      [{ match: 'a', per: '{b="c"}' }, 'per'],
      [{ match: 'a', to: iso(start) }, 'from'],
    ])('refuses %o', async (query, field) => {
      await expect(ask(query)).rejects.toMatchObject({ options: { errors: [{ field }] } });
    });
  });
};
