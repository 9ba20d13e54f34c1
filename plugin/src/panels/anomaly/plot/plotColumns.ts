import type { AlignedData } from 'uplot';
import type { AlignedPlot } from './align';

/** What one of uPlot's series shows. Bands come first and lie below all lines. */
export interface PlotColumn {
  series: number;
  kind: 'upper' | 'lower' | 'expected' | 'value';
}

/**
 * uPlot's series for so many lines. It depends on the options only, never on whether a band is there yet, so that the plot is
 * not built anew when one arrives.
 */
export const plotColumns = (lines: number, show: { band: boolean; expected: boolean }): PlotColumn[] => {
  const of = (kind: PlotColumn['kind']) => Array.from({ length: lines }, (_, series) => ({ series, kind }));
  const bands = show.band ? of('upper').flatMap((upper) => [upper, { ...upper, kind: 'lower' as const }]) : [];
  return [...bands, ...(show.expected ? of('expected') : []), ...of('value')];
};

/** Data in the order of the columns. */
export const plotData = (plot: AlignedPlot, columns: readonly PlotColumn[]): AlignedData => {
  const nothing = new Array<undefined>(plot.times.length).fill(undefined);
  return [
    plot.times,
    ...columns.map(({ series, kind }) =>
      kind === 'value' ? (plot.values[series] ?? nothing) : (plot.bands[series]?.[kind] ?? nothing)
    ),
  ];
};
