import React, { memo } from 'react';
import { css, cx } from '@emotion/css';
import { dateTimeFormat, type GrafanaTheme2 } from '@grafana/data';
import { Badge, Checkbox, useStyles2 } from '@grafana/ui';
import type { LogTemplate } from '@watchroom/contract';
import { testIds } from '../../testIds';
import { Sparkline } from './Sparkline';
import { changeText, templateText } from './templateWords';

interface Props {
  template: LogTemplate;
  index: number;
  top: number;
  height: number;
  narrow: boolean;
  /** Null where nothing may be merged. */
  selected: boolean | null;
  onSelect: (id: string) => void;
  onOpen: (id: string) => void;
}

/** A template with how many lines it had, and how that differs from the other window. */
export const TemplateRow = memo(function TemplateRow(props: Props) {
  const { template, index, top, height, narrow, selected, onSelect, onOpen } = props;
  const styles = useStyles2(getStyles);
  const { id, lines, errors, services, isNew, firstAt, mergedIds, counts } = template;
  const share = lines === 0 ? 0 : errors / lines;
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      className={cx(styles.row, narrow && styles.narrow)}
      style={{ transform: `translateY(${top}px)`, height }}
      data-testid={testIds.logs.row}
      data-id={id}
    >
      <div role="gridcell" className={styles.check}>
        {selected !== null && (
          <Checkbox value={selected} aria-label={`Select ${templateText(template)}`} onChange={() => onSelect(id)} />
        )}
      </div>
      <div role="gridcell" className={styles.main}>
        <button type="button" className={styles.open} onClick={() => onOpen(id)} title={templateText(template)}>
          {templateText(template)}
        </button>
        <div className={styles.quiet}>
          {isNew && <Badge text="new" color="blue" tooltip={`First seen ${dateTimeFormat(firstAt)}`} />}
          <span className={styles.services}>
            {services.map((name) => name || 'no service').join(', ')}
            {mergedIds.length > 0 && `; ${mergedIds.length} merged by hand`}
          </span>
        </div>
      </div>
      <div role="gridcell" className={styles.spark}>
        <Sparkline counts={counts} label={`${lines} lines over the window`} />
      </div>
      <div role="gridcell" className={styles.number}>
        {lines.toLocaleString()}
        {narrow && (lines === 1 ? ' line' : ' lines')}
      </div>
      <div role="gridcell" className={styles.number}>
        {changeText(template)}
      </div>
      <div role="gridcell" className={cx(styles.number, share > 0 && styles.error)}>
        {share === 0 ? '–' : `${share < 0.01 ? '<1' : Math.round(share * 100)} %`}
        {narrow && share > 0 && ' errors'}
      </div>
    </div>
  );
});

/** Columns of rows and of their head. */
export const templateColumns = '28px minmax(0, 1fr) 180px 90px 90px 80px';

const getStyles = (theme: GrafanaTheme2) => ({
  row: css({
    position: 'absolute',
    top: 0,
    left: 0,
    right: 0,
    display: 'grid',
    gridTemplateColumns: templateColumns,
    alignItems: 'center',
    gap: theme.spacing(1),
    padding: theme.spacing(0, 1),
    borderBottom: `1px solid ${theme.colors.border.weak}`,
    '&:hover': { background: theme.colors.action.hover },
  }),
  narrow: css({
    gridTemplateColumns: '28px minmax(0, 1fr) minmax(0, 1fr) minmax(0, 1fr)',
    gridTemplateRows: 'auto auto',
    '& > :nth-child(2)': { gridColumn: '2 / -1' },
    '& > :nth-child(3)': { display: 'none' },
    '& > :nth-child(4)': { gridColumn: 2, textAlign: 'left' },
  }),
  check: css({ display: 'flex', alignItems: 'center' }),
  main: css({ minWidth: 0 }),
  open: css({
    display: 'block',
    width: '100%',
    padding: 0,
    border: 0,
    background: 'none',
    color: theme.colors.text.primary,
    fontFamily: theme.typography.fontFamilyMonospace,
    fontSize: theme.typography.bodySmall.fontSize,
    textAlign: 'left',
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    whiteSpace: 'nowrap',
    cursor: 'pointer',
    '&:hover': { textDecoration: 'underline' },
  }),
  quiet: css({
    display: 'flex',
    alignItems: 'center',
    gap: theme.spacing(0.5),
    minWidth: 0,
    color: theme.colors.text.secondary,
    fontSize: theme.typography.bodySmall.fontSize,
  }),
  services: css({ overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }),
  spark: css({ minWidth: 0 }),
  number: css({
    textAlign: 'right',
    fontVariantNumeric: 'tabular-nums',
    fontSize: theme.typography.bodySmall.fontSize,
    whiteSpace: 'nowrap',
  }),
  error: css({ color: theme.colors.error.text }),
});
