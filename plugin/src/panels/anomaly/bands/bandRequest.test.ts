import { FieldType } from '@grafana/data';
import { bandsRequest, type BandOptions } from '@watchroom/contract';
import { describe, expect, it } from 'vitest';
import type { PanelSeries } from '../series/panelSeries';
import { bandQuestion } from './bandRequest';
import { thin } from './thin';

const options: BandOptions = { sensitivity: 0.5, direction: 'both', season: 'auto' };

const line = (key: string, length = 3, change: Partial<PanelSeries> = {}): PanelSeries => ({
  key,
  name: key,
  labels: { host: 'a' },
  label: key,
  fieldName: key,
  times: Array.from({ length }, (_, i) => i * 1000),
  values: Array.from({ length }, (_, i) => Math.sin(i)),
  field: { name: key, type: FieldType.number, config: {}, values: [] },
  supplied: null,
  ...change,
});

describe('the request for bands', () => {
  it('hands on name, labels and points of those without a band, and the contract takes it', () => {
    const supplied = { times: [], expected: [], lower: [], upper: [], score: [], isAnomaly: [], baseline: 'rolling' };
    const question = bandQuestion(
      [line('a'), line('b', 3, { supplied }), line('c', 2, { values: [null, null] })],
      options
    );
    expect(question?.keys).toEqual(['a']);
    expect(question?.request.series).toEqual([
      { name: 'a', labels: { host: 'a' }, times: [0, 1000, 2000], values: [0, Math.sin(1), Math.sin(2)] },
    ]);
    expect(bandsRequest.safeEncode(question?.request as never).success).toBe(true);
    expect(question?.cuts).toEqual([]);
    expect(bandQuestion([line('b', 3, { supplied })], options)).toBeNull();
  });

  it('tells new points from another question', () => {
    const first = bandQuestion([line('a')], options);
    const same = bandQuestion([line('a')], options);
    const later = bandQuestion([line('a', 4)], options);
    const keener = bandQuestion([line('a')], { ...options, sensitivity: 0.6 });
    expect(same?.hash).toBe(first?.hash);
    expect(later?.hash).not.toBe(first?.hash);
    expect(later?.subject).toBe(first?.subject);
    expect(keener?.subject).not.toBe(first?.subject);
    expect(keener?.hash).not.toBe(first?.hash);
  });

  it('stays within the API’s limits and says what it leaves out', () => {
    const many = bandQuestion(
      Array.from({ length: 250 }, (_, i) => line(`s${i}`, 2000)),
      options
    );
    expect(many?.request.series).toHaveLength(200);
    expect(many?.request.series.every(({ times }) => times.length <= 1000)).toBe(true);
    expect(many?.cuts).toEqual([
      'Bands are drawn for the first 200 of 250 series.',
      '200 series have more than 1000 points; the band is made from the lowest and highest of each stretch.',
    ]);
    expect(bandQuestion([line('long', 12_000)], options)?.request.series[0]?.times.length).toBeLessThanOrEqual(5000);
  });
});

describe('thinning', () => {
  it('keeps a lone spike, the order and the very points', () => {
    const times = Array.from({ length: 10_000 }, (_, i) => i);
    const values = times.map((i) => (i === 5001 ? 99 : i % 2));
    const thinned = thin({ times, values }, 100);
    expect(thinned.times.length).toBeLessThanOrEqual(100);
    expect(thinned.values[thinned.times.indexOf(5001)]).toBe(99);
    expect(thinned.times).toEqual([...thinned.times].sort((a, b) => a - b));
  });

  it('keeps gaps as gaps', () => {
    const times = Array.from({ length: 100 }, (_, i) => i);
    const values = times.map((i) => (i >= 50 ? null : i));
    expect(thin({ times, values }, 10).values.filter((value) => value === null)).toHaveLength(2);
  });
});
