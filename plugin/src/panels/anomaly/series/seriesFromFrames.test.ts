import { DataFrameType, FieldType, toDataFrame, type DataFrame } from '@grafana/data';
import { describe, expect, it } from 'vitest';
import { seriesFromFrames } from './seriesFromFrames';

const time = (values: number[]) => ({ name: 'time', type: FieldType.time, values });
const number = (name: string, values: Array<number | null>, labels?: Record<string, string>) => ({
  name,
  type: FieldType.number,
  values,
  labels,
});

/** As plugin/pkg/query/frame.go makes it. */
const watchroomFrame = (host: string, parts = ['expected', 'lower', 'upper', 'score', 'is_anomaly']): DataFrame =>
  toDataFrame({
    refId: 'A',
    name: 'cpu',
    meta: { type: DataFrameType.TimeSeriesWide, custom: { baseline: 'rolling' } },
    fields: [
      time([1000, 2000]),
      number('cpu', [0.5, 0.9], { host }),
      ...parts.map((part, i) => number(part, [i, part === 'is_anomaly' ? 1 : i], { host, band: part })),
    ],
  });

describe('series from frames', () => {
  it('takes each numeric field of wide and multi frames', () => {
    const { series } = seriesFromFrames([
      toDataFrame({ refId: 'A', fields: [time([1, 2]), number('a', [1, null]), number('b', [Number.NaN, 4])] }),
      toDataFrame({ refId: 'B', fields: [time([3]), number('Value', [5], { host: 'x' })] }),
    ]);
    expect(series.map(({ label, times, values, supplied }) => ({ label, times, values, supplied }))).toEqual([
      { label: 'a', times: [1, 2], values: [1, null], supplied: null },
      { label: 'b', times: [1, 2], values: [null, 4], supplied: null },
      { label: 'x', times: [3], values: [5], supplied: null },
    ]);
    expect(new Set(series.map(({ key }) => key)).size).toBe(3);
  });

  it('splits long frames by their text columns', () => {
    const { series } = seriesFromFrames([
      toDataFrame({
        meta: { type: DataFrameType.TimeSeriesLong },
        fields: [
          time([1, 1, 2]),
          { name: 'host', type: FieldType.string, values: ['a', 'b', 'a'] },
          number('cpu', [1, 2, 3]),
        ],
      }),
    ]);
    expect(series.map(({ labels, times, values }) => ({ labels, times, values }))).toEqual([
      { labels: { host: 'a' }, times: [1, 2], values: [1, 3] },
      { labels: { host: 'b' }, times: [1], values: [2] },
    ]);
  });

  it('sees a long frame in a table, but not in a wide frame with a text column', () => {
    const fields = (times: number[]) => [
      time(times),
      { name: 'host', type: FieldType.string, values: ['a', 'b'] },
      number('cpu', [1, 2]),
    ];
    expect(seriesFromFrames([toDataFrame({ fields: fields([1, 1]) })]).series).toHaveLength(2);
    expect(seriesFromFrames([toDataFrame({ fields: fields([1, 2]) })]).series).toHaveLength(1);
  });

  it('puts points in order and keeps the last of several at one time', () => {
    const { series } = seriesFromFrames([toDataFrame({ fields: [time([3, 1, 3]), number('a', [1, 2, 3])] })]);
    expect(series[0]).toMatchObject({ times: [1, 3], values: [2, 3] });
  });

  it('attaches the bands of Watchroom’s own frames, which take no name and no colour', () => {
    const { series } = seriesFromFrames([watchroomFrame('a'), watchroomFrame('b')]);
    expect(series.map(({ label, field }) => [label, field.state?.seriesIndex])).toEqual([
      ['a', 0],
      ['b', 1],
    ]);
    expect(series[0]?.supplied).toEqual({
      times: [1000, 2000],
      expected: [0, 0],
      lower: [1, 1],
      upper: [2, 2],
      score: [3, 3],
      isAnomaly: [false, true],
      baseline: 'rolling',
    });
  });

  it('names those with bands by what tells them apart', () => {
    const labelsOf = (...frames: DataFrame[]) => seriesFromFrames(frames).series.map(({ label }) => label);
    expect(labelsOf(watchroomFrame('a'))).toEqual(['cpu']);
    const memory = watchroomFrame('a');
    memory.fields[1] = { ...memory.fields[1], name: 'memory' } as DataFrame['fields'][number];
    expect(labelsOf(watchroomFrame('a'), memory)).toEqual(['cpu', 'memory']);
    expect(labelsOf(watchroomFrame('a'), watchroomFrame('b'), memory)).toEqual(['cpu a', 'cpu b', 'memory a']);
    const named = watchroomFrame('a');
    named.fields[1] = { ...named.fields[1], config: { displayName: 'Mine' } } as DataFrame['fields'][number];
    expect(labelsOf(named, watchroomFrame('b'))).toEqual(['Mine', 'b']);
  });

  it('draws what there is where a query asked for some fields only', () => {
    const [found] = seriesFromFrames([watchroomFrame('a', ['upper'])]).series;
    expect(found?.supplied).toMatchObject({ upper: [0, 0], lower: [null, null], isAnomaly: [false, false] });
  });

  it('keeps bands with their value after frames were joined', () => {
    const joined = toDataFrame({
      fields: [
        time([1]),
        number('cpu', [1], { host: 'a' }),
        number('upper', [2], { host: 'a', band: 'upper' }),
        number('memory', [3], { host: 'a' }),
        number('upper', [4], { host: 'a', band: 'upper' }),
      ],
    });
    const { series } = seriesFromFrames([joined]);
    expect(series.map(({ name, supplied }) => [name, supplied?.upper])).toEqual([
      ['cpu', [2]],
      ['memory', [4]],
    ]);
  });

  it('takes a label `band` of others for what it is', () => {
    const radio = toDataFrame({
      fields: [time([1]), number('signal', [1], { band: '5GHz' }), number('signal', [2], { band: 'upper' })],
    });
    expect(seriesFromFrames([radio]).series).toHaveLength(2);
  });

  it('says why there is nothing to draw', () => {
    expect(seriesFromFrames([]).nothing).toBe('no data');
    expect(seriesFromFrames([toDataFrame({ fields: [time([]), number('a', [])] })]).nothing).toBe('no data');
    expect(seriesFromFrames([toDataFrame({ fields: [number('a', [1])] })]).nothing).toBe('no time field');
    const words = { name: 'a', type: FieldType.string, values: ['x'] };
    expect(seriesFromFrames([toDataFrame({ fields: [time([1]), words] })]).nothing).toBe('no numeric field');
  });
});
