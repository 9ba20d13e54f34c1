import React, { lazy, Suspense, useMemo, useState } from 'react';
import { css } from '@emotion/css';
import type { PanelProps } from '@grafana/data';
import { useStyles2, useTheme2, VizLayout } from '@grafana/ui';
import { panelAnnotations } from './annotations/panelAnnotations';
import { bandQuestion } from './bands/bandRequest';
import { useBands } from './bands/useBands';
import { bandOptionsOf, type AnomalyPanelOptions } from './options';
import { align } from './plot/align';
import { runsOf } from './plot/anomalyRuns';
import { formatOf, lineStyle } from './plot/lineStyle';
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

const MarkDetails = lazy(async () => ({ default: (await import('./details/MarkDetails')).MarkDetails }));

/** An anomaly that somebody wants to know more of. */
interface OpenMark {
  name: string;
  labels: Record<string, string>;
  from: number;
  to: number;
}

/** Lines of any query with the range that was to be expected, and what fell out of it; a click on a mark tells more. */
export const AnomalyPanel = (props: PanelProps<AnomalyPanelOptions>) => {
  const [mark, setMark] = useState<OpenMark | null>(null);
  return (
    <>
      <AnomalyView {...props} onMark={setMark} />
      {mark && (
        <Suspense fallback={null}>
          <MarkDetails {...mark} onClose={() => setMark(null)} />
        </Suspense>
      )}
    </>
  );
};

interface ViewProps extends PanelProps<AnomalyPanelOptions> {
  onMark?: (mark: OpenMark) => void;
}

/** The panel without what a click opens. */
export const AnomalyView = ({
  data,
  options,
  width,
  height,
  timeRange,
  timeZone,
  onChangeTimeRange,
  onMark,
}: ViewProps) => {
  const theme = useTheme2();
  const styles = useStyles2(getStyles);
  // Panels that were saved before these options were there mark and draw everything.
  const { sensitivity, direction, season, legend, minScore = 0, minDuration = 0, showAnnotations = true } = options;

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
  const runs = useMemo(
    () => runsOf(plot, { minScore, minDuration: minDuration * 1000 }),
    [plot, minScore, minDuration]
  );
  const annotations = useMemo(
    () => (showAnnotations ? panelAnnotations(data.annotations ?? [], theme) : []),
    [data.annotations, showAnnotations, theme]
  );

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
            aria-label={plotSummary({
              series: visible.length,
              anomalies,
              bands: withBand,
              annotations: annotations.length,
            })}
            data-testid={anomalyPanelTestIds.plot}
          >
            <AnomalyPlot
              width={plotWidth}
              height={plotHeight}
              plot={plot}
              runs={runs}
              annotations={annotations}
              lines={lines}
              options={options}
              timeRange={timeRange}
              timeZone={timeZone}
              onZoom={onChangeTimeRange}
              onMark={
                onMark &&
                ((mark) => {
                  const line = series[mark.series];
                  if (line) {
                    onMark({ name: line.name, labels: line.labels, from: mark.from, to: mark.to });
                  }
                })
              }
            />
          </div>
        )}
      </VizLayout>
      <NoteBadge problem={problem} notes={notes} />
    </div>
  );
};

const getStyles = () => ({ panel: css({ position: 'relative', height: '100%' }) });
