import React, { useMemo } from 'react';
import { css } from '@emotion/css';
import type { PanelProps } from '@grafana/data';
import { useStyles2, useTheme2, VizLayout } from '@grafana/ui';
import { bandQuestion } from './bands/bandRequest';
import { useBands } from './bands/useBands';
import { bandOptionsOf, type AnomalyPanelOptions } from './options';
import { align } from './plot/align';
import { formatOf, lineStyle } from './plot/lineStyle';
import { runsOf } from './plot/plotConfig';
import { maxDrawnSeries } from './series/panelSeries';
import { seriesFromFrames } from './series/seriesFromFrames';
import { anomalyPanelTestIds } from './testIds';
import { AnomalyLegend } from './view/AnomalyLegend';
import { AnomalyPlot } from './view/AnomalyPlot';
import { legendItems } from './view/legendItems';
import { NoteBadge } from './view/NoteBadge';
import { PanelMessage } from './view/PanelMessage';
import { useHiddenFields } from './view/useHiddenFields';
import { nothingToDraw, plotSummary } from './view/words';

/** Lines of any query with the range that was to be expected, and what fell out of it. */
export const AnomalyPanel = ({
  data,
  options,
  width,
  height,
  timeRange,
  timeZone,
  onChangeTimeRange,
}: PanelProps<AnomalyPanelOptions>) => {
  const theme = useTheme2();
  const styles = useStyles2(getStyles);
  const { sensitivity, direction, season, legend } = options;

  const found = useMemo(() => seriesFromFrames(data.series), [data.series]);
  const series = useMemo(() => found.series.slice(0, maxDrawnSeries), [found]);
  const question = useMemo(
    () => bandQuestion(series, bandOptionsOf({ sensitivity, direction, season })),
    [series, sensitivity, direction, season]
  );
  const { bands: fetched, problem } = useBands(question);
  const bands = useMemo(
    () => series.map(({ key, supplied }) => supplied ?? fetched.get(key) ?? null),
    [series, fetched]
  );
  const plot = useMemo(() => align(series, bands), [series, bands]);
  const runs = useMemo(() => runsOf(plot), [plot]);

  const names = useMemo(() => [...new Set(series.map(({ fieldName }) => fieldName))], [series]);
  const { hidden, toggle } = useHiddenFields(names);
  const lines = useMemo(
    () =>
      series.map((line, i) => ({
        series: line,
        label: line.label,
        style: lineStyle(line, theme, hidden),
        format: formatOf(line, theme, timeZone),
        baseline: bands[i]?.baseline ?? null,
        anomalies: bands[i] ? (runs[i]?.length ?? 0) : null,
      })),
    [series, bands, runs, theme, hidden, timeZone]
  );

  if (found.nothing) {
    return <PanelMessage text={nothingToDraw[found.nothing]} />;
  }
  const visible = lines.filter(({ style }) => !style.hidden);
  const anomalies = visible.reduce((sum, line) => sum + (line.anomalies ?? 0), 0);
  const withBand = visible.filter((line) => line.anomalies !== null).length;
  const cut = found.series.length - series.length;
  const notes = [
    ...(cut > 0 ? [`The first ${series.length} of ${found.series.length} series are drawn.`] : []),
    ...(question?.cuts ?? []),
  ];
  const items = legend.showLegend
    ? legendItems(lines, { calcs: legend.calcs, theme, withAnomalies: bands.some((band) => band !== null) })
    : [];

  return (
    <div className={styles.panel}>
      <VizLayout
        width={width}
        height={height}
        legend={
          items.length > 0 ? (
            <VizLayout.Legend placement={legend.placement} width={legend.width}>
              <AnomalyLegend options={legend} items={items} onToggle={toggle} />
            </VizLayout.Legend>
          ) : null
        }
      >
        {(plotWidth, plotHeight) => (
          <div
            role="img"
            aria-label={plotSummary(visible.length, anomalies, withBand)}
            data-testid={anomalyPanelTestIds.plot}
          >
            <AnomalyPlot
              width={plotWidth}
              height={plotHeight}
              plot={plot}
              runs={runs}
              lines={lines}
              options={options}
              timeRange={timeRange}
              timeZone={timeZone}
              onZoom={onChangeTimeRange}
            />
          </div>
        )}
      </VizLayout>
      <NoteBadge problem={problem} notes={notes} />
    </div>
  );
};

const getStyles = () => ({ panel: css({ position: 'relative', height: '100%' }) });
