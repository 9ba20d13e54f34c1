import { SortOrder, TooltipDisplayMode } from '@grafana/schema';
import { describe, expect, it } from 'vitest';
import { align } from '../plot/align';
import type { LineStyle } from '../plot/lineStyle';
import { plotColumns } from '../plot/plotColumns';
import { tooltipRows, type TooltipLine } from './AnomalyTooltip';
import { plotSummary } from './words';

const line = (label: string, change: Partial<LineStyle> = {}, baseline: string | null = 'rolling'): TooltipLine => ({
  label,
  baseline,
  format: (value) => String(value),
  style: {
    color: 'red',
    hidden: false,
    scaleKey: 'a',
    unit: null,
    min: null,
    max: null,
    decimals: null,
    custom: {},
    ...change,
  },
});
const times = [0, 1];
const band = {
  times,
  expected: [0.2, 0.2],
  lower: [0.1, 0.1],
  upper: [0.35, 0.35],
  score: [0.2, 0.93],
  isAnomaly: [false, true],
  baseline: 'rolling',
};
const plot = align(
  [
    { times, values: [0.3, 0.97] },
    { times, values: [5, 4] },
  ],
  [band, null]
);
const columns = plotColumns(2, { band: true, expected: false });
const lines = [line('cpu'), line('load', {}, null)];
const at = (row: number, focused: number | null = null) => ({ row, rows: [], focused });
const options = (mode: TooltipDisplayMode, sort = SortOrder.None) => ({ mode, sort });

describe('the tooltip', () => {
  it('says value, expected range and score in words', () => {
    const rows = tooltipRows(at(1), { options: options(TooltipDisplayMode.Multi), plot, columns, lines });
    expect(rows.map(({ label, text, note, isAnomaly }) => [label, text, note, isAnomaly])).toEqual([
      ['cpu', '0.97', 'unusual: 0.97, expected 0.1 to 0.35 (score 0.93)', true],
      ['load', '4', '', false],
    ]);
    const [usual] = tooltipRows(at(0), { options: options(TooltipDisplayMode.Multi), plot, columns, lines });
    expect(usual?.note).toBe('expected 0.1 to 0.35');
  });

  it('shows one line for the edge of its band as well', () => {
    const single = { options: options(TooltipDisplayMode.Single), plot, columns, lines };
    expect(tooltipRows(at(0, 2), single).map(({ label }) => label)).toEqual(['cpu']);
    expect(tooltipRows(at(0, 6), single).map(({ label }) => label)).toEqual(['load']);
    expect(tooltipRows(at(0), single)).toEqual([]);
  });

  it('sorts, leaves out what is hidden, and says what is not known', () => {
    const sorted = tooltipRows(at(0), {
      options: options(TooltipDisplayMode.Multi, SortOrder.Descending),
      plot,
      columns,
      lines,
    });
    expect(sorted.map(({ label }) => label)).toEqual(['load', 'cpu']);
    const hidden = [line('cpu', { hidden: true }), line('load', {}, 'too short')];
    const rows = tooltipRows(at(0), { options: options(TooltipDisplayMode.Single), plot, columns, lines: hidden });
    expect(rows.map(({ label, note }) => [label, note])).toEqual([['load', 'too little history to expect anything']]);
  });

  it('has a summary for those who cannot see the plot', () => {
    expect(plotSummary({ series: 3, anomalies: 0, bands: 3, annotations: 0 })).toBe('Chart: 3 series, no anomalies');
    expect(plotSummary({ series: 1, anomalies: 1, bands: 1, annotations: 2 })).toBe(
      'Chart: 1 series, 1 anomaly, 2 annotations'
    );
  });
});
