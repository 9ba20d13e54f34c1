import React, { useCallback, useEffect, useRef, type ReactNode } from 'react';
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
import { layoutFor, rowHeight } from './columns';
import { ListHeader } from './ListHeader';
import type { ListAction } from './triageActions';
import type { Selection } from './useSelection';

interface Props {
  alerts: readonly Alert[];
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
  const { alerts, selection, cursor, hasMore, loadingMore, onMore, query, onOpen, onAction } = props;
  const styles = useStyles2(getStyles);
  const now = useNow();
  const scroller = useRef<HTMLDivElement>(null);
  const layout = layoutFor(useElementWidth(scroller));
  const height = useRemainingHeight(scroller, 360, 24);
  const size = rowHeight[layout];
  const virtualizer = useVirtualizer({
    count: alerts.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => size,
    getItemKey: (index) => alerts[index]?.id ?? index,
    overscan: 10,
  });
  useEffect(() => {
    virtualizer.measure();
  }, [virtualizer, size]);
  useEffect(() => {
    if (cursor >= 0) {
      virtualizer.scrollToIndex(cursor, { align: 'auto' });
    }
  }, [virtualizer, cursor]);
  useEffect(() => {
    // Chromium's scrollTo answers with a promise, which React would take for a clean-up.
    void scroller.current?.scrollTo?.({ top: 0 });
  }, [props.scrollToTop]);

  const rows = virtualizer.getVirtualItems();
  const lastIndex = rows.at(-1)?.index ?? -1;
  useEffect(() => {
    if (hasMore && !loadingMore && lastIndex >= alerts.length - loadAhead) {
      onMore();
    }
  }, [hasMore, loadingMore, lastIndex, alerts.length, onMore]);

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
      aria-activedescendant={marked && rows.some(({ index }) => index === cursor) ? rowId(marked.id) : undefined}
      className={styles.scroller}
      style={{ height }}
      data-testid={testIds.inbox.list}
    >
      <ListHeader
        layout={layout}
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
          {rows.map(({ index, start }) => {
            const alert = alerts[index];
            return (
              alert && (
                <AlertRow
                  key={alert.id}
                  alert={alert}
                  index={index}
                  top={start}
                  layout={layout}
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
});
