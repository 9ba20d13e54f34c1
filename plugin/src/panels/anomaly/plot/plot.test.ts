import { createTheme, DashboardCursorSync, dateTime, EventBusSrv } from '@grafana/data';
import { VisibilityMode } from '@grafana/schema';
import { describe, expect, it, vi } from 'vitest';
import type { BandColumns } from '../series/panelSeries';
import { align } from './align';
import { anomalyRuns, runsOf } from './anomalyRuns';
import { joined } from './drawAnomalies';
import { createHoverStore } from './hoverStore';
import type { LineStyle } from './lineStyle';
import { plotColumns, plotData } from './plotColumns';
import { plotConfig, type PlotLive } from './plotConfig';

const band = (times: number[], change: Partial<BandColumns> = {}): BandColumns => ({
  times,
  expected: times.map(() => 1),
  lower: times.map(() => 0),
  upper: times.map(() => 2),
  score: times.map(() => 0.1),
  isAnomaly: times.map(() => false),
  baseline: 'rolling',
  ...change,
});

describe('aligning', () => {
  it('passes columns on where all have the same times', () => {
    const values = [1, null, 3];
    const plot = align(
      [
        { times: [1, 2, 3], values },
        { times: [1, 2, 3], values: [4, 5, 6] },
      ],
      [band([1, 2, 3]), null]
    );
    expect(plot.times).toEqual([1, 2, 3]);
    expect(plot.values[0]).toBe(values);
    expect(plot.bands[1]).toBeNull();
  });

  it('joins different times: a gap stays null, what others have is undefined', () => {
    const plot = align(
      [
        { times: [1, 3], values: [1, null] },
        { times: [2], values: [5] },
      ],
      [band([0, 1]), null]
    );
    expect(plot.times).toEqual([0, 1, 2, 3]);
    expect(plot.values).toEqual([
      [undefined, 1, undefined, null],
      [undefined, undefined, 5, undefined],
    ]);
    expect(plot.bands[0]?.upper).toEqual([2, 2, undefined, undefined]);
    expect(plot.bands[0]?.isAnomaly).toEqual([false, false, undefined, undefined]);
  });
});

it('finds stretches of anomalies across times of other series', () => {
  expect(anomalyRuns([false, true, undefined, true, false, null, true])).toEqual([
    { first: 1, last: 3 },
    { first: 6, last: 6 },
  ]);
});

it('joins marks that touch', () => {
  expect(
    joined([
      [5, 8],
      [0, 2],
      [7, 9],
      [2, 3],
    ])
  ).toEqual([
    [0, 3],
    [5, 9],
  ]);
});

describe('the plot', () => {
  const style = (change: Partial<LineStyle> = {}): LineStyle => ({
    color: '#73bf69',
    hidden: false,
    scaleKey: 'percentunit',
    unit: 'percentunit',
    min: null,
    max: null,
    decimals: null,
    custom: {},
    ...change,
  });
  const live = (change: Partial<PlotLive> = {}): PlotLive => ({
    timeRange: { from: dateTime(0), to: dateTime(10_000), raw: { from: 'now-1h', to: 'now' } },
    plot: align([], []),
    runs: [],
    annotations: [],
    marks: { line: true, axis: true },
    formats: [(value) => `${value} u`, (value) => `${value} v`],
    onZoom: vi.fn(),
    ...change,
  });
  const build = (lines: LineStyle[], sync = DashboardCursorSync.Off, state = live()) =>
    plotConfig(
      {
        columns: plotColumns(lines.length, { band: true, expected: true }),
        lines,
        timeZone: 'utc',
        showPoints: VisibilityMode.Auto,
        sync,
        scope: '__global_',
      },
      { theme: createTheme(), live: () => state, hover: createHoverStore(), eventBus: new EventBusSrv() }
    ).getConfig();

  it('has the same columns whether or not a band is there', () => {
    const columns = plotColumns(1, { band: true, expected: true });
    expect(columns.map(({ kind }) => kind)).toEqual(['upper', 'lower', 'expected', 'value']);
    const lines = [{ times: [1, 2], values: [1, 2] }];
    expect(plotData(align(lines, [null]), columns)).toEqual([
      [1, 2],
      [undefined, undefined],
      [undefined, undefined],
      [undefined, undefined],
      [1, 2],
    ]);
    expect(plotData(align(lines, [band([1, 2])]), columns)).toEqual([
      [1, 2],
      [2, 2],
      [0, 0],
      [1, 1],
      [1, 2],
    ]);
  });

  it('fills between upper and lower and draws lines above', () => {
    const config = build([style(), style({ color: '#f2495c' })]);
    expect(config.bands?.map(({ series }) => series)).toEqual([
      [1, 2],
      [3, 4],
    ]);
    expect(config.series).toHaveLength(9);
    expect(config.series[1]?.width).toBe(0);
    expect(config.series[5]?.dash).toEqual([6, 4]);
    expect(config.series[7]?.width).toBe(1);
  });

  it('hides a line with its band and keeps the axis of others', () => {
    const config = build([style({ hidden: true }), style({ scaleKey: 'bytes', unit: 'bytes' })]);
    expect(config.series.slice(1).map(({ show }) => show)).toEqual([
      false,
      false,
      true,
      true,
      false,
      true,
      false,
      true,
    ]);
    expect(config.axes?.map(({ scale }) => scale)).toEqual(['x', 'bytes']);
  });

  it('puts units on axes of their own, formatted by what is live', () => {
    const config = build([style(), style({ scaleKey: 'bytes', unit: 'bytes' })]);
    expect(Object.keys(config.scales ?? {})).toEqual(['x', 'percentunit', 'bytes']);
    const axis = config.axes?.[2];
    expect(axis?.side).toBe(1);
    const values = axis?.values as (
      u: unknown,
      splits: number[],
      axis: number,
      space: number,
      increment: number
    ) => string[];
    expect(values({}, [3], 2, 30, 1)).toEqual(['3 v']);
  });

  it('shares the time of its crosshair only where the dashboard does', () => {
    expect(build([style()]).cursor?.sync).toBeUndefined();
    expect(build([style()], DashboardCursorSync.Crosshair).cursor?.sync).toMatchObject({
      key: '__global_',
      scales: ['x', null],
    });
  });

  it('zooms by a drag, not by a click', () => {
    const state = live();
    const hook = build([style()], DashboardCursorSync.Off, state).hooks?.setSelect;
    const drag = Array.isArray(hook) ? hook[0] : hook;
    const plot = (width: number) => ({
      select: { left: 10, width },
      posToVal: (at: number) => at * 100,
      setSelect: vi.fn(),
    });
    drag?.(plot(3) as never);
    expect(state.onZoom).not.toHaveBeenCalled();
    drag?.(plot(20) as never);
    expect(state.onZoom).toHaveBeenCalledWith({ from: 1000, to: 3000 });
  });

  it('follows the time range without being built anew', () => {
    const state = live();
    const { scales } = build([style()], DashboardCursorSync.Off, state);
    const range = scales?.['x']?.range as unknown as () => number[];
    expect(range()).toEqual([0, 10_000]);
    state.timeRange = { ...state.timeRange, to: dateTime(20_000) };
    expect(range()).toEqual([0, 20_000]);
  });

  it('knows the anomalies of each line', () => {
    const plot = align(
      [
        { times: [1, 2], values: [1, 2] },
        { times: [1, 2], values: [1, 2] },
      ],
      [band([1, 2], { isAnomaly: [true, false] }), null]
    );
    expect(runsOf(plot, { minScore: 0, minDuration: 0 })).toEqual([[{ first: 0, last: 0 }], []]);
  });

  it('leaves out anomalies that are too weak or too short', () => {
    const times = [0, 1000, 2000, 3000, 4000, 5000];
    const plot = align(
      [{ times, values: times }],
      [
        band(times, {
          score: [0.9, 0.1, 0.6, null, 0.1, 0.95],
          isAnomaly: [true, false, true, true, false, true],
        }),
      ]
    );
    const firsts = (minScore: number, minDuration: number) =>
      runsOf(plot, { minScore, minDuration })[0]?.map(({ first }) => first);
    expect(firsts(0, 0)).toEqual([0, 2, 5]);
    // A score that is not known counts.
    expect(firsts(0.92, 0)).toEqual([2, 5]);
    // It lasts until the first point that is usual again; the last one has not lasted yet.
    expect(firsts(0, 1000)).toEqual([0, 2]);
    expect(firsts(0, 2000)).toEqual([2]);
    expect(firsts(0.92, 2001)).toEqual([]);
  });
});
