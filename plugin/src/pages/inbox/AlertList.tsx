import React, { useCallback, useEffect, useMemo, useRef, type ReactNode } from 'react';
import { css } from '@emotion/css';
import { useVirtualizer } from '@tanstack/react-virtual';
import type { GrafanaTheme2 } from '@grafana/data';
import { LoadingBar, useStyles2 } from '@grafana/ui';
import type { Alert } from '@watchroom/contract';
import { useElementWidth, useRemainingHeight } from '../../components/useElementSize';
import { useNow } from '../../components/useNow';
import { matchesFilter, type AlertQuery, type AlertSort, type SortOrder } from '../../data/alertFilter';
import { testIds } from '../../testIds';
import { AlertRow, rowId } from './AlertRow';
import { groupHeight, layoutFor, rowHeight } from './columns';
import { ListHeader } from './ListHeader';
import { listItems } from './listItems';
import type { ListAction } from './triageActions';
import type { Selection } from './useSelection';
import type { AlertGroup, ViewState } from './viewState';

interface Props {
  /** In the order of the groups. */
  alerts: readonly Alert[];
  groups: readonly AlertGroup[];
  view: ViewState;
  total: number;
  query: AlertQuery;
  selection: Selection;
  /** Index of the row that the keyboard acts on; -1 for none. */
  cursor: number;
  canAct: boolean;
  busy: boolean;
  /** A growing number scrolls back to the top. */
  scrollToTop: number;
  hasMore: boolean;
  loadingMore: boolean;
  onMore: () => void;
  onSort: (sort: AlertSort, order: SortOrder) => void;
  onOpen: (alert: Alert) => void;
  onAction: (action: ListAction, alert: Alert, snoozeMs?: number | null) => void;
  /** Shown instead of rows. */
  empty: ReactNode;
}

/** Rows before the end of what is loaded at which the next page is asked for. */
const loadAhead = 20;

/** The alerts; only those in sight are in the document. */
export const AlertList = (props: Props) => {
  const { alerts, groups, view, selection, cursor, hasMore, loadingMore, onMore, query, onOpen, onAction } = props;
  const styles = useStyles2(getStyles);
  const now = useNow();
  const scroller = useRef<HTMLDivElement>(null);
  const layout = layoutFor(useElementWidth(scroller));
  const height = useRemainingHeight(scroller, 360, 24);
  const size = rowHeight(layout, view.density);
  const items = useMemo(() => listItems(groups), [groups]);
  const cursorItem = cursor < 0 ? -1 : items.findIndex((item) => item.kind === 'alert' && item.index === cursor);
  const virtualizer = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (items[index]?.kind === 'group' ? groupHeight : size),
    getItemKey: (index) => {
      const item = items[index];
      return item?.kind === 'alert' ? item.alert.id : `group ${item?.name ?? index}`;
    },
    overscan: 10,
  });
  useEffect(() => {
    virtualizer.measure();
  }, [virtualizer, size, items]);
  useEffect(() => {
    if (cursorItem >= 0) {
      virtualizer.scrollToIndex(cursorItem, { align: 'auto' });
    }
  }, [virtualizer, cursorItem]);
  useEffect(() => {
    // Chromium's scrollTo answers with a promise, which React would take for a clean-up.
    void scroller.current?.scrollTo?.({ top: 0 });
  }, [props.scrollToTop]);

  const rows = virtualizer.getVirtualItems();
  const lastIndex = rows.at(-1)?.index ?? -1;
  useEffect(() => {
    if (hasMore && !loadingMore && lastIndex >= items.length - loadAhead) {
      onMore();
    }
  }, [hasMore, loadingMore, lastIndex, items.length, onMore]);

  const { toggle } = selection;
  const onToggle = useCallback((id: string, range: boolean) => toggle(id, range), [toggle]);
  const marked = alerts[cursor];
  return (
    <div
      ref={scroller}
      role="grid"
      tabIndex={0}
      aria-label="Alerts"
      aria-rowcount={props.total + 1}
      aria-multiselectable="true"
      aria-activedescendant={marked && rows.some(({ index }) => index === cursorItem) ? rowId(marked.id) : undefined}
      className={styles.scroller}
      style={{ height }}
      data-testid={testIds.inbox.list}
    >
      <ListHeader
        layout={layout}
        columns={view.columns}
        withActions={props.canAct}
        sort={query.sort}
        order={query.order}
        onSort={props.onSort}
        allSelected={alerts.length > 0 && selection.selected.length === alerts.length}
        onSelectAll={(all) => (all ? selection.selectAll() : selection.clear())}
      />
      {alerts.length === 0 ? (
        <div role="row">
          <div role="gridcell">{props.empty}</div>
        </div>
      ) : (
        <div role="rowgroup" className={styles.rows} style={{ height: virtualizer.getTotalSize() }}>
          {rows.map(({ index: at, start }) => {
            const item = items[at];
            if (item?.kind === 'group') {
              return (
                <div
                  key={`group ${item.name}`}
                  role="row"
                  className={styles.group}
                  style={{ transform: `translateY(${start}px)`, height: groupHeight }}
                  data-testid={testIds.inbox.group}
                >
                  <div role="gridcell">
                    {item.name} <span className={styles.count}>{item.count} loaded</span>
                  </div>
                </div>
              );
            }
            const { alert, index } = item ?? { alert: undefined, index: -1 };
            return (
              alert && (
                <AlertRow
                  key={alert.id}
                  alert={alert}
                  index={index}
                  top={start}
                  layout={layout}
                  columns={view.columns}
                  density={view.density}
                  now={now}
                  selected={selection.ids.has(alert.id)}
                  marked={index === cursor}
                  leaving={!matchesFilter(alert, query.filter)}
                  canAct={props.canAct}
                  busy={props.busy}
                  onOpen={onOpen}
                  onToggle={onToggle}
                  onAction={onAction}
                />
              )
            );
          })}
        </div>
      )}
      {loadingMore && <LoadingBar width={200} />}
    </div>
  );
};

const getStyles = (theme: GrafanaTheme2) => ({
  scroller: css({
    position: 'relative',
    overflowY: 'auto',
    overflowX: 'hidden',
    // Rows that arrive above must not push what is being read.
    overflowAnchor: 'none',
    border: `1px solid ${theme.colors.border.weak}`,
    borderRadius: theme.shape.borderRadius(1),
    '&:focus-visible': { outline: `2px solid ${theme.colors.primary.main}`, outlineOffset: 1 },
  }),
  rows: css({ position: 'relative', width: '100%' }),
  group: css({
    position: 'absolute',
    top: 0,
    left: 0,
    right: 0,
    display: 'flex',
    alignItems: 'center',
    padding: theme.spacing(0, 1),
    background: theme.colors.background.secondary,
    borderBottom: `1px solid ${theme.colors.border.weak}`,
    fontWeight: theme.typography.fontWeightMedium,
    overflowWrap: 'anywhere',
  }),
  count: css({ color: theme.colors.text.secondary, fontWeight: theme.typography.fontWeightRegular }),
});
