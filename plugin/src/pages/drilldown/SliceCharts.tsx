import React, { useMemo } from 'react';
import { css } from '@emotion/css';
import { dateTimeFormat, type GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { DrilldownResult, DrilldownSlice } from '@watchroom/contract';
import { BandChart } from '../../components/bandChart/BandChart';
import { testIds } from '../../testIds';
import { linesOf } from './sliceBands';
import { sliceText } from './SliceTable';

interface Props {
  metric: string;
  result: DrilldownResult;
  slice: DrilldownSlice;
  onZoom: (range: { from: number; to: number }) => void;
}

const height = 180;

/** The slice above all others, in both windows. */
export const SliceCharts = ({ metric, result, slice, onZoom }: Props) => {
  const styles = useStyles2(getStyles);
  const own = useMemo(() => linesOf(metric, slice.labels, slice.points, result, true), [metric, slice, result]);
  const rest = useMemo(
    () => linesOf(metric, { slice: 'all others' }, slice.rest, result, false),
    [metric, slice, result]
  );
  const weekly = result.beforeTo !== result.from;
  return (
    <section className={styles.box} aria-label="Charts of the slice">
      <p className={styles.quiet}>
        {weekly
          ? 'The second line is the same time a week earlier.'
          : `The window looked at begins at ${dateTimeFormat(result.from)}; what lies before it is compared with.`}
      </p>
      <h4 className={styles.heading}>{sliceText(slice.labels)}</h4>
      <BandChart {...own} height={height} onZoom={onZoom} testId={testIds.drilldown.chart} />
      <h4 className={styles.heading}>All others</h4>
      <BandChart {...rest} height={height} onZoom={onZoom} testId={testIds.drilldown.restChart} />
    </section>
  );
};

const getStyles = (theme: GrafanaTheme2) => ({
  box: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(0.5), minWidth: 0 }),
  heading: css({ margin: theme.spacing(1, 0, 0), fontSize: theme.typography.h5.fontSize, overflowWrap: 'anywhere' }),
  quiet: css({ margin: 0, color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
});
