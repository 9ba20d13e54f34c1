import React, { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type uPlot from 'uplot';
import { DashboardCursorSync, type TimeRange, type TimeZone } from '@grafana/data';
import { KeyboardPlugin, UPlotChart, usePanelContext, useTheme2 } from '@grafana/ui';
import type { AnomalyPanelOptions } from '../options';
import type { PanelAnnotation } from '../annotations/panelAnnotations';
import type { AlignedPlot } from '../plot/align';
import type { Run } from '../plot/anomalyRuns';
import { createHoverStore } from '../plot/hoverStore';
import { plotColumns, plotData } from '../plot/plotColumns';
import { plotConfig, type PlotLive, type PlotSpec } from '../plot/plotConfig';
import { AnomalyTooltip, type TooltipLine } from './AnomalyTooltip';

interface Props {
  width: number;
  height: number;
  plot: AlignedPlot;
  runs: readonly Run[][];
  annotations: readonly PanelAnnotation[];
  lines: readonly TooltipLine[];
  options: AnomalyPanelOptions;
  timeRange: TimeRange;
  timeZone: TimeZone;
  onZoom: PlotLive['onZoom'];
  onMark?: PlotLive['onMark'];
}

/** Holds what is drawn now for the plot, which outlives many of its renders. */
const createHolder = (first: PlotLive) => {
  let held = first;
  return {
    get: () => held,
    set: (next: PlotLive) => {
      held = next;
    },
  };
};

/** Inside of the chart, whose own effects run after this: so it draws with the newest. */
const Refresh = ({ live, onLive }: { live: PlotLive; onLive: (live: PlotLive) => void }) => {
  useLayoutEffect(() => {
    onLive(live);
  });
  return null;
};

/** Lines, bands and marks. The plot is kept over refreshes; only what is drawn in it changes. */
export const AnomalyPlot = (props: Props) => {
  const { width, height, plot, runs, annotations, lines, options, timeRange, timeZone, onZoom, onMark } = props;
  const theme = useTheme2();
  const { sync: syncOf, eventBus, eventsScope: scope = '__global_' } = usePanelContext();
  const sync = syncOf?.() ?? DashboardCursorSync.Off;
  const { showBand, showExpected, showPoints, markLine, markAxis } = options;
  const columns = useMemo(
    () => plotColumns(lines.length, { band: showBand, expected: showExpected }),
    [lines.length, showBand, showExpected]
  );
  const data = useMemo(() => plotData(plot, columns), [plot, columns]);
  const live: PlotLive = {
    timeRange,
    plot,
    runs,
    annotations,
    marks: { line: markLine, axis: markAxis },
    formats: lines.map(({ format }) => format),
    onZoom,
    onMark,
  };
  const [holder] = useState(() => createHolder(live));
  const [hover] = useState(createHoverStore);

  const spec: PlotSpec = { columns, lines: lines.map(({ style }) => style), timeZone, showPoints, sync, scope };
  // Of plain data, and the same text means the same plot.
  const specText = JSON.stringify(spec);
  const config = useMemo(
    () => plotConfig(JSON.parse(specText) as PlotSpec, { theme, live: holder.get, hover, eventBus }),
    [specText, theme, holder, hover, eventBus]
  );
  const generation = useGeneration(config);

  const instance = useRef<uPlot | null>(null);
  const { from, to } = timeRange;
  const [start, end] = [from.valueOf(), to.valueOf()];
  useLayoutEffect(() => {
    const chart = instance.current;
    if (!chart) {
      return;
    }
    // Grafana 10.1 passes over new data where the size changes as well, and every version over a new time range.
    if (chart.data !== data) {
      chart.setData(data);
    } else if (chart.scales['x']?.min !== start || chart.scales['x'].max !== end) {
      chart.setScale('x', { min: start, max: end });
    }
  }, [data, start, end]);
  useEffect(() => {
    instance.current?.redraw(false);
  }, [runs, annotations, markLine, markAxis]);

  return (
    <UPlotChart
      key={generation}
      config={config}
      data={data}
      width={width}
      height={height}
      plotRef={(chart: uPlot) => {
        instance.current = chart;
      }}
    >
      <Refresh live={live} onLive={holder.set} />
      <KeyboardPlugin config={config} />
      <AnomalyTooltip
        hover={hover}
        options={options.tooltip}
        sync={sync}
        plot={plot}
        columns={columns}
        lines={lines}
        annotations={annotations}
        timeRange={timeRange}
        timeZone={timeZone}
        canOpen={onMark !== undefined}
      />
    </UPlotChart>
  );
};

/** Counts how often a value has changed: a key that builds the chart anew, size and all, with every new config. */
const useGeneration = (value: unknown): number => {
  const [held, setHeld] = useState({ value, count: 0 });
  if (held.value !== value) {
    setHeld({ value, count: held.count + 1 });
    return held.count + 1;
  }
  return held.count;
};
