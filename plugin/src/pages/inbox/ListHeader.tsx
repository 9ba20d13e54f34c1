import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Checkbox, Icon, useStyles2 } from '@grafana/ui';
import type { AlertSort, SortOrder } from '../../data/alertFilter';
import { columnsIn, gridTracks, type ListLayout } from './columns';
import type { ViewColumn } from './viewState';

interface Props {
  layout: ListLayout;
  /** Null for those that fit. */
  columns: readonly ViewColumn[] | null;
  withActions: boolean;
  sort: AlertSort;
  order: SortOrder;
  onSort: (sort: AlertSort, order: SortOrder) => void;
  allSelected: boolean;
  onSelectAll: (all: boolean) => void;
}

/** Column names; those that sort are buttons. */
export const ListHeader = ({ layout, columns, withActions, sort, order, onSort, allSelected, onSelectAll }: Props) => {
  const styles = useStyles2(getStyles);
  const shown = columnsIn(layout, columns);
  const all = (
    <Checkbox aria-label="Select all that are loaded" value={allSelected} onChange={() => onSelectAll(!allSelected)} />
  );
  if (layout === 'cards') {
    return (
      <div role="row" aria-rowindex={1} className={styles.header} style={{ gridTemplateColumns: '32px 1fr' }}>
        <div role="columnheader">{all}</div>
        <div role="columnheader">Alert</div>
      </div>
    );
  }
  return (
    <div
      role="row"
      aria-rowindex={1}
      className={styles.header}
      style={{ gridTemplateColumns: gridTracks(shown, withActions) }}
    >
      <div role="columnheader">{all}</div>
      {shown.map(({ name, sort: by }) => (
        <div
          key={name}
          role="columnheader"
          aria-sort={by === sort ? (order === 'asc' ? 'ascending' : 'descending') : undefined}
        >
          {by ? (
            <button
              type="button"
              className={styles.sort}
              onClick={() => onSort(by, by === sort && order === 'desc' ? 'asc' : 'desc')}
            >
              {name}
              {by === sort && <Icon size="sm" name={order === 'asc' ? 'arrow-up' : 'arrow-down'} />}
            </button>
          ) : (
            name
          )}
        </div>
      ))}
      {withActions && (
        <div role="columnheader" className={styles.last}>
          Actions
        </div>
      )}
    </div>
  );
};

const getStyles = (theme: GrafanaTheme2) => ({
  header: css({
    position: 'sticky',
    top: 0,
    zIndex: 1,
    display: 'grid',
    alignItems: 'center',
    columnGap: theme.spacing(1),
    minHeight: 36,
    padding: theme.spacing(0, 1),
    borderLeft: '4px solid transparent',
    borderBottom: `1px solid ${theme.colors.border.medium}`,
    background: theme.colors.background.secondary,
    fontSize: theme.typography.bodySmall.fontSize,
    fontWeight: theme.typography.fontWeightMedium,
  }),
  sort: css({
    padding: 0,
    border: 0,
    background: 'none',
    font: 'inherit',
    color: theme.colors.text.primary,
    whiteSpace: 'nowrap',
    '&:focus-visible': { outline: `2px solid ${theme.colors.primary.main}`, outlineOffset: 2 },
  }),
  last: css({ textAlign: 'right' }),
});
