import type uPlot from 'uplot';
import {
  colorManipulator,
  type DashboardCursorSync,
  type EventBus,
  type GrafanaTheme2,
  type TimeRange,
  type TimeZone,
} from '@grafana/data';
import {
  AxisColorMode,
  AxisPlacement,
  GraphDrawStyle,
  GraphGradientMode,
  ScaleDirection,
  ScaleOrientation,
  VisibilityMode,
} from '@grafana/schema';
import { UPlotConfigBuilder } from '@grafana/ui';
import type { PanelAnnotation } from '../annotations/panelAnnotations';
import type { AlignedPlot } from './align';
import type { Run } from './anomalyRuns';
import { drawAnnotations } from './drawAnnotations';
import { drawAnomalies } from './drawAnomalies';
import type { HoverStore } from './hoverStore';
import type { Format, LineStyle } from './lineStyle';
import { markHooks, type Mark } from './markHooks';
import type { PlotColumn } from './plotColumns';
import { hoverHooks, plotCursor, zoomHook } from './plotCursor';

/** What the plot is made of; it is built anew when any of this changes. */
export interface PlotSpec {
  columns: readonly PlotColumn[];
  lines: readonly LineStyle[];
  timeZone: TimeZone;
  showPoints: VisibilityMode;
  sync: DashboardCursorSync;
  scope: string;
}

/** What changes from refresh to refresh, read when it is drawn. */
export interface PlotLive {
  timeRange: TimeRange;
  plot: AlignedPlot;
  runs: readonly Run[][];
  annotations: readonly PanelAnnotation[];
  marks: { line: boolean; axis: boolean };
  formats: readonly Format[];
  onZoom: (range: { from: number; to: number }) => void;
  /** Somebody wants to know more of an anomaly. */
  onMark?: (mark: Mark) => void;
}

const defaultLineWidth = 1;
const defaultBandOpacity = 20;
/** Too small to be seen: the edges of a band take part in hovering, but show no dot. */
const invisible = 0.001;
const expectedDash = [6, 4];

/** Points with a gap on both sides have no line; without a dot they would not be seen at all. */
const lonePoints: uPlot.Series.Points.Filter = (u, series, show) => {
  const column = u.data[series];
  const [from, to] = u.series[series]?.idxs ?? [0, -1];
  if (show || !column) {
    return null;
  }
  const lone: number[] = [];
  let before: number | null = null;
  let candidate: number | null = null;
  for (let row = from; row <= to; row++) {
    const value = column[row];
    if (value === undefined) {
      continue;
    }
    if (value === null) {
      if (candidate !== null) {
        lone.push(candidate);
      }
      candidate = null;
    } else {
      candidate = before === null ? row : null;
    }
    before = value;
  }
  if (candidate !== null) {
    lone.push(candidate);
  }
  return lone.length > 0 ? lone : null;
};

const addScales = (
  builder: UPlotConfigBuilder,
  { lines, timeZone }: PlotSpec,
  theme: GrafanaTheme2,
  live: () => PlotLive
) => {
  builder.addScale({
    scaleKey: 'x',
    isTime: true,
    orientation: ScaleOrientation.Horizontal,
    direction: ScaleDirection.Right,
    range: () => {
      const { from, to } = live().timeRange;
      return [from.valueOf(), to.valueOf()];
    },
  });
  builder.addAxis({ scaleKey: 'x', isTime: true, placement: AxisPlacement.Bottom, timeZone, theme });
  lines.forEach(({ scaleKey, min, max, decimals, custom, color, hidden }, i) => {
    builder.addScale({
      scaleKey,
      orientation: ScaleOrientation.Vertical,
      direction: ScaleDirection.Up,
      distribution: custom.scaleDistribution?.type,
      log: custom.scaleDistribution?.log,
      linearThreshold: custom.scaleDistribution?.linearThreshold,
      min,
      max,
      softMin: custom.axisSoftMin,
      softMax: custom.axisSoftMax,
      centeredZero: custom.axisCenteredZero,
      decimals,
    });
    if (custom.axisPlacement !== AxisPlacement.Hidden && !hidden) {
      builder.addAxis({
        scaleKey,
        label: custom.axisLabel,
        size: custom.axisWidth,
        placement: custom.axisPlacement ?? AxisPlacement.Auto,
        formatValue: (value: number, places) => live().formats[i]?.(value, places) ?? String(value),
        theme,
        grid: { show: custom.axisGridShow },
        decimals,
        distr: custom.scaleDistribution?.type,
        ...(custom.axisColorMode === AxisColorMode.Series ? { color } : {}),
      });
    }
  });
};

const addSeries = (builder: UPlotConfigBuilder, { columns, lines, showPoints }: PlotSpec, theme: GrafanaTheme2) => {
  columns.forEach(({ series, kind }, i) => {
    const line = lines[series];
    if (!line) {
      return;
    }
    const { custom, color, scaleKey } = line;
    const value = kind === 'value';
    const edge = kind === 'upper' || kind === 'lower';
    const lineWidth = edge ? 0 : value ? (custom.lineWidth ?? defaultLineWidth) : 1;
    builder.addSeries({
      scaleKey,
      theme,
      drawStyle: GraphDrawStyle.Line,
      gradientMode: GraphGradientMode.None,
      lineInterpolation: custom.lineInterpolation,
      lineColor: value ? color : colorManipulator.alpha(color, 0.7),
      lineWidth,
      lineStyle: kind === 'expected' ? { fill: 'dash', dash: expectedDash } : undefined,
      showPoints: value ? showPoints : VisibilityMode.Never,
      pointSize: value ? Math.max(5, lineWidth + 2) : invisible,
      pointsFilter: value ? lonePoints : undefined,
      fillOpacity: 0,
      spanNulls: false,
      show: !line.hidden,
    });
    if (kind === 'upper') {
      // uPlot counts from 1, the time being series 0; the lower edge is the next column.
      builder.addBand({
        series: [i + 1, i + 2],
        fill: colorManipulator.alpha(
          custom.bandColor ? theme.visualization.getColorByName(custom.bandColor) : color,
          (custom.bandOpacity ?? defaultBandOpacity) / 100
        ),
      });
    }
  });
};

/** Everything that uPlot needs to draw lines, bands and anomalies. Works with the builder of Grafana 10.1 to 13. */
export const plotConfig = (
  spec: PlotSpec,
  {
    theme,
    live,
    hover,
    eventBus,
  }: { theme: GrafanaTheme2; live: () => PlotLive; hover: HoverStore; eventBus?: EventBus }
): UPlotConfigBuilder => {
  const builder = new UPlotConfigBuilder(spec.timeZone);
  addScales(builder, spec, theme, live);
  addSeries(builder, spec, theme);

  const onZoom: PlotLive['onZoom'] = (range) => live().onZoom(range);
  builder.setCursor(plotCursor({ sync: spec.sync, scope: spec.scope, eventBus, onZoom }));
  builder.addHook('setSelect', zoomHook(onZoom));
  const { init, ready, setSeries, setCursor, destroy } = hoverHooks(hover);
  builder.addHook('init', init);
  builder.addHook('ready', ready);
  builder.addHook('setSeries', setSeries);
  builder.addHook('setCursor', setCursor);
  builder.addHook('destroy', destroy);
  const marks = markHooks({
    live,
    hidden: (series) => spec.lines[series]?.hidden === true,
    focused: () => {
      const column = hover.get()?.focused ?? null;
      return column === null ? null : (spec.columns[column - 1]?.series ?? null);
    },
  });
  builder.addHook('ready', marks.ready);
  builder.addHook('destroy', marks.destroy);
  builder.addHook('draw', (u) => {
    const { plot, runs, annotations, marks: shown } = live();
    drawAnnotations(u, annotations);
    const lines = spec.lines.flatMap(({ hidden, scaleKey, custom }, i) =>
      hidden
        ? []
        : [
            {
              scaleKey,
              lineWidth: custom.lineWidth ?? defaultLineWidth,
              values: plot.values[i] ?? [],
              runs: runs[i] ?? [],
            },
          ]
    );
    drawAnomalies(u, lines, {
      color: theme.colors.error.main,
      shade: colorManipulator.alpha(theme.colors.error.main, 0.08),
      ...shown,
    });
  });
  return builder;
};
