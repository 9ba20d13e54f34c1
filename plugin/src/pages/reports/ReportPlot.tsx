import React, { useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import { css } from '@emotion/css';
import { DashboardCursorSync, type GrafanaTheme2 } from '@grafana/data';
import {
  AxisPlacement,
  BarAlignment,
  GraphDrawStyle,
  GraphGradientMode,
  ScaleDirection,
  ScaleOrientation,
  VisibilityMode,
} from '@grafana/schema';
import { KeyboardPlugin, UPlotChart, UPlotConfigBuilder, useStyles2, useTheme2 } from '@grafana/ui';
import type { AlignedData } from 'uplot';
import { useElementWidth } from '../../components/useElementSize';
import { createHoverStore, type HoverStore } from '../../panels/anomaly/plot/hoverStore';
import { hoverHooks, plotCursor, zoomHook } from '../../panels/anomaly/plot/plotCursor';
import { plotColumns, type ChartSpec } from './reportLines';

interface Props {
  spec: ChartSpec;
  /** When the steps begin, ms. */
  times: readonly number[];
  /** ms. */
  from: number;
  to: number;
  onZoom: (range: { from: number; to: number }) => void;
  /** The step under the cursor, null where it is elsewhere. */
  onStep: (step: number | null) => void;
}

const height = 200;

const plotConfig = (
  { kind, lines, format, gridSteps }: ChartSpec,
  range: [number, number],
  theme: GrafanaTheme2,
  hover: HoverStore,
  onZoom: Props['onZoom']
): UPlotConfigBuilder => {
  const builder = new UPlotConfigBuilder('browser');
  const stacked = kind === 'stack';
  builder.addScale({
    scaleKey: 'x',
    isTime: true,
    orientation: ScaleOrientation.Horizontal,
    direction: ScaleDirection.Right,
    range: () => range,
  });
  builder.addAxis({ scaleKey: 'x', isTime: true, placement: AxisPlacement.Bottom, timeZone: 'browser', theme });
  builder.addScale({
    scaleKey: 'y',
    orientation: ScaleOrientation.Vertical,
    direction: ScaleDirection.Up,
    min: 0,
    softMax: gridSteps[0],
  });
  builder.addAxis({
    scaleKey: 'y',
    placement: AxisPlacement.Left,
    formatValue: (value: number) => format(value),
    incrs: [...gridSteps],
    theme,
  });
  for (const { color } of stacked ? [...lines].reverse() : lines) {
    const lineColor = theme.visualization.getColorByName(color);
    builder.addSeries({
      scaleKey: 'y',
      theme,
      drawStyle: stacked ? GraphDrawStyle.Bars : GraphDrawStyle.Line,
      gradientMode: GraphGradientMode.None,
      lineColor,
      lineWidth: stacked ? 0 : 1,
      fillColor: stacked ? lineColor : undefined,
      fillOpacity: stacked ? 100 : 0,
      barAlignment: BarAlignment.After,
      barWidthFactor: 0.85,
      showPoints: stacked ? VisibilityMode.Never : VisibilityMode.Always,
      pointSize: 4,
      spanNulls: false,
    });
  }
  builder.setCursor(plotCursor({ sync: DashboardCursorSync.Off, scope: 'reports', eventBus: undefined, onZoom }));
  builder.addHook('setSelect', zoomHook(onZoom));
  const hooks = hoverHooks(hover);
  builder.addHook('init', hooks.init);
  builder.addHook('ready', hooks.ready);
  builder.addHook('setCursor', hooks.setCursor);
  builder.addHook('destroy', hooks.destroy);
  return builder;
};

/** One chart of a report: stacked bars or lines over time, with a crosshair; a drag zooms. */
export const ReportPlot = ({ spec, times, from, to, onZoom, onStep }: Props) => {
  const styles = useStyles2(getStyles);
  const theme = useTheme2();
  const box = useRef<HTMLDivElement>(null);
  const width = useElementWidth(box);
  const [hover] = useState(createHoverStore);
  const step = useSyncExternalStore(hover.subscribe, hover.get)?.row ?? null;
  useEffect(() => {
    onStep(step);
  }, [onStep, step]);
  const data = useMemo(() => plotColumns(times, spec) as AlignedData, [times, spec]);
  const config = useMemo(
    () => plotConfig(spec, [from, to], theme, hover, onZoom),
    [spec, from, to, theme, hover, onZoom]
  );
  return (
    <div ref={box} className={styles.box}>
      {width > 0 && (
        <UPlotChart config={config} data={data} width={width} height={height}>
          <KeyboardPlugin config={config} />
        </UPlotChart>
      )}
    </div>
  );
};

const getStyles = () => ({ box: css({ width: '100%', minWidth: 0, height }) });
