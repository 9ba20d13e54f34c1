import React, { useState } from 'react';
import { css } from '@emotion/css';
import { dateTimeFormat, type GrafanaTheme2 } from '@grafana/data';
import { useStyles2, useTheme2 } from '@grafana/ui';
import { testIds } from '../../testIds';
import type { ChartSpec } from './reportLines';
import { ReportPlot } from './ReportPlot';

interface Props {
  spec: ChartSpec;
  times: readonly number[];
  /** ms. */
  from: number;
  to: number;
  onZoom: (range: { from: number; to: number }) => void;
}

/** A chart with its legend, which gives the values under the cursor, else those of the whole time. */
export const ReportChart = ({ spec, times, from, to, onZoom }: Props) => {
  const styles = useStyles2(getStyles);
  const theme = useTheme2();
  const [step, setStep] = useState<number | null>(null);
  const at = step === null ? undefined : times[step];
  return (
    <figure className={styles.figure} aria-label={spec.title} data-testid={testIds.reports.chart}>
      <figcaption className={styles.head}>
        <h2 className={styles.title}>{spec.title}</h2>
        <span className={styles.quiet}>{at === undefined ? 'whole time' : `from ${dateTimeFormat(at)}`}</span>
      </figcaption>
      <ReportPlot spec={spec} times={times} from={from} to={to} onZoom={onZoom} onStep={setStep} />
      <ul className={styles.legend}>
        {spec.lines.map(({ label, color, values, total }) => {
          const value = at === undefined || step === null ? total : (values[step] ?? null);
          return (
            <li key={label} className={styles.item}>
              <span className={styles.swatch} style={{ background: theme.visualization.getColorByName(color) }} />
              {label}
              <span className={styles.value}>{value === null ? '–' : spec.format(value)}</span>
            </li>
          );
        })}
      </ul>
    </figure>
  );
};

const getStyles = (theme: GrafanaTheme2) => ({
  figure: css({
    margin: 0,
    minWidth: 0,
    padding: theme.spacing(1.5),
    border: `1px solid ${theme.colors.border.weak}`,
    borderRadius: theme.shape.borderRadius(1),
    background: theme.colors.background.primary,
  }),
  head: css({ display: 'flex', flexWrap: 'wrap', alignItems: 'baseline', gap: theme.spacing(1) }),
  title: css({ margin: 0, fontSize: theme.typography.h5.fontSize, fontWeight: theme.typography.fontWeightMedium }),
  quiet: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
  legend: css({
    display: 'flex',
    flexWrap: 'wrap',
    gap: theme.spacing(0.25, 2),
    margin: 0,
    padding: 0,
    listStyle: 'none',
    fontSize: theme.typography.bodySmall.fontSize,
  }),
  item: css({ display: 'inline-flex', alignItems: 'center', gap: theme.spacing(0.75) }),
  swatch: css({ width: 12, height: 4, borderRadius: 2 }),
  value: css({ fontVariantNumeric: 'tabular-nums', fontWeight: theme.typography.fontWeightMedium }),
});
