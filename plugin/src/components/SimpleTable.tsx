import React, { type ReactNode } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Icon, useStyles2 } from '@grafana/ui';

export interface Column<T> {
  title: string;
  cell: (item: T) => ReactNode;
  /** Whether the table is sorted by it now; makes its title a button. */
  sorted?: 'ascending' | 'descending' | 'none';
  onSort?: () => void;
}

interface Props<T> {
  label: string;
  columns: Array<Column<T>>;
  items: readonly T[];
  rowKey: (item: T) => string;
  testId?: string;
  rowTestId?: string;
}

/** A short table; on a phone each row becomes a card whose cells carry their column's name. */
export const SimpleTable = <T,>({ label, columns, items, rowKey, testId, rowTestId }: Props<T>) => {
  const styles = useStyles2(getStyles);
  return (
    <table className={styles.table} aria-label={label} data-testid={testId}>
      <thead>
        <tr>
          {columns.map(({ title, sorted, onSort }) => (
            <th key={title} scope="col" aria-sort={sorted}>
              {onSort ? (
                <button type="button" className={styles.sort} onClick={onSort}>
                  {title}
                  {sorted !== 'none' && <Icon name={sorted === 'ascending' ? 'arrow-up' : 'arrow-down'} size="sm" />}
                </button>
              ) : (
                title
              )}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {items.map((item) => (
          <tr key={rowKey(item)} data-testid={rowTestId} data-id={rowKey(item)}>
            {columns.map(({ title, cell }) => (
              <td key={title} data-title={title}>
                {cell(item)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
};

const getStyles = (theme: GrafanaTheme2) => ({
  sort: css({
    display: 'inline-flex',
    alignItems: 'center',
    gap: theme.spacing(0.5),
    padding: 0,
    border: 0,
    background: 'none',
    font: 'inherit',
    color: 'inherit',
    cursor: 'pointer',
    '&:hover': { textDecoration: 'underline' },
  }),
  table: css({
    width: '100%',
    borderCollapse: 'collapse',
    'th, td': {
      padding: theme.spacing(0.75, 1),
      textAlign: 'left',
      verticalAlign: 'top',
      borderBottom: `1px solid ${theme.colors.border.weak}`,
      // Unlike `anywhere` it does not let a column shrink below its longest word.
      overflowWrap: 'break-word',
    },
    th: {
      fontSize: theme.typography.bodySmall.fontSize,
      fontWeight: theme.typography.fontWeightMedium,
      background: theme.colors.background.secondary,
      whiteSpace: 'nowrap',
    },
    'tbody tr:hover': { background: theme.colors.action.hover },
    [theme.breakpoints.down('md')]: {
      thead: { display: 'none' },
      tr: { display: 'block', padding: theme.spacing(1, 0), borderBottom: `1px solid ${theme.colors.border.medium}` },
      td: { display: 'flex', gap: theme.spacing(1), border: 0, padding: theme.spacing(0.25, 1) },
      'td::before': {
        content: 'attr(data-title)',
        flex: '0 0 84px',
        color: theme.colors.text.secondary,
        fontSize: theme.typography.bodySmall.fontSize,
      },
    },
  }),
});
