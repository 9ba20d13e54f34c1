import React, { useMemo, useRef } from 'react';
import { css } from '@emotion/css';
import { dateTime, EventBusSrv, LoadingState, type PanelProps } from '@grafana/data';
import { LegendDisplayMode, SortOrder, TooltipDisplayMode, VisibilityMode } from '@grafana/schema';
import { useStyles2 } from '@grafana/ui';
import type { Band } from '@watchroom/contract';
import { AnomalyView } from '../../panels/anomaly/AnomalyPanel';
import type { AnomalyPanelOptions } from '../../panels/anomaly/options';
import { useElementWidth } from '../useElementSize';
import { bandFrame } from './bandFrames';

interface Props {
  bands: readonly Band[];
  /** ms. */
  from: number;
  to: number;
  height?: number;
  onZoom?: (range: { from: number; to: number }) => void;
  testId?: string;
}

const options: AnomalyPanelOptions = {
  sensitivity: 0.5,
  direction: 'both',
  season: 'auto',
  showBand: true,
  showExpected: false,
  showPoints: VisibilityMode.Auto,
  markLine: true,
  markAxis: true,
  minScore: 0,
  minDuration: 0,
  showAnnotations: true,
  legend: { showLegend: false, displayMode: LegendDisplayMode.List, placement: 'bottom', calcs: [] },
  tooltip: { mode: TooltipDisplayMode.Single, sort: SortOrder.None },
};
const events = new EventBusSrv();
const nothing = () => undefined;

/** Series with their bands and marks, drawn as the anomaly panel does. */
export const BandChart = ({ bands, from, to, height = 240, onZoom = nothing, testId }: Props) => {
  const styles = useStyles2(getStyles);
  const box = useRef<HTMLDivElement>(null);
  const width = useElementWidth(box);
  const series = useMemo(() => bands.map((band, i) => bandFrame(band, String(i))), [bands]);
  const timeRange = useMemo(() => {
    const range = { from: dateTime(from), to: dateTime(to) };
    return { ...range, raw: range };
  }, [from, to]);
  const data = useMemo(
    (): PanelProps['data'] => ({ series, state: LoadingState.Done, timeRange }),
    [series, timeRange]
  );
  return (
    <div ref={box} className={styles.box} style={{ height }} data-testid={testId}>
      {width > 0 && (
        <AnomalyView
          id={0}
          title=""
          data={data}
          options={options}
          fieldConfig={{ defaults: {}, overrides: [] }}
          width={width}
          height={height}
          timeRange={timeRange}
          timeZone="browser"
          transparent
          renderCounter={0}
          eventBus={events}
          replaceVariables={(text) => text}
          onOptionsChange={nothing}
          onFieldConfigChange={nothing}
          onChangeTimeRange={onZoom}
        />
      )}
    </div>
  );
};

const getStyles = () => ({ box: css({ width: '100%', minWidth: 0 }) });
