import React from 'react';
import { css, cx } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { DrilldownResult, DrilldownSlice } from '@watchroom/contract';
import { SimpleTable } from '../../components/SimpleTable';
import { valueLabel } from '../../components/metricValue';
import { testIds } from '../../testIds';
import { sliceKey } from './drilldownUrl';

interface Props {
  metric: string;
  result: DrilldownResult;
  slices: readonly DrilldownSlice[];
  /** Key of the slice whose charts are shown. */
  shown: string;
  label: string;
  onShow: (key: string) => void;
}

/** `region=eu, version=v2`; a label that is absent is empty. */
export const sliceText = (labels: Record<string, string>): string =>
  Object.entries(labels)
    .map(([label, value]) => `${label}=${value === '' ? '(none)' : value}`)
    .join(', ');

export const percent = (part: number): string => `${Math.round(part * 100)} %`;

const Share = ({ share }: { share: number }) => {
  const styles = useStyles2(getStyles);
  return (
    <span className={styles.share}>
      <span className={styles.number}>{percent(share)}</span>
      <span className={styles.track} aria-hidden>
        <span
          className={cx(styles.bar, share < 0 && styles.against)}
          style={{ width: `${Math.min(100, Math.abs(share) * 100)}%` }}
        />
      </span>
    </span>
  );
};

/** Slices with what each has to do with the change; choosing one shows its charts. */
export const SliceTable = ({ metric, result, slices, shown, label, onShow }: Props) => {
  const styles = useStyles2(getStyles);
  const value = (number: number | null): string =>
    number === null ? '–' : `${valueLabel(metric, number)}${result.measure === 'rate' ? '/s' : ''}`;
  return (
    <SimpleTable
      label={label}
      testId={testIds.drilldown.table}
      rowTestId={testIds.drilldown.row}
      items={slices}
      rowKey={({ labels }) => sliceKey(labels)}
      columns={[
        {
          title: 'Slice',
          cell: ({ labels }) => {
            const key = sliceKey(labels);
            return (
              <button type="button" className={styles.slice} aria-pressed={key === shown} onClick={() => onShow(key)}>
                {sliceText(labels)}
              </button>
            );
          },
        },
        { title: 'Part of the change', cell: ({ share }) => <Share share={share} /> },
        { title: 'Before', cell: ({ before }) => value(before) },
        { title: 'After', cell: ({ after }) => value(after) },
        { title: 'If like the rest', cell: ({ expected }) => value(expected) },
        { title: 'Size', cell: ({ size }) => percent(size) },
        { title: 'Surprise', cell: ({ surprise }) => surprise.toFixed(3) },
        { title: 'Series', cell: ({ series }) => series },
      ]}
    />
  );
};

const getStyles = (theme: GrafanaTheme2) => ({
  slice: css({
    padding: 0,
    border: 0,
    background: 'none',
    color: theme.colors.text.link,
    textAlign: 'left',
    overflowWrap: 'anywhere',
    '&[aria-pressed="true"]': { fontWeight: theme.typography.fontWeightBold, textDecoration: 'underline' },
  }),
  share: css({ display: 'flex', alignItems: 'center', gap: theme.spacing(1), minWidth: 140 }),
  number: css({ flex: '0 0 48px', textAlign: 'right', fontVariantNumeric: 'tabular-nums' }),
  track: css({ flex: '1 1 80px', height: 8, background: theme.colors.background.secondary }),
  bar: css({ display: 'block', height: '100%', background: theme.colors.warning.main }),
  against: css({ background: theme.colors.info.main }),
});
