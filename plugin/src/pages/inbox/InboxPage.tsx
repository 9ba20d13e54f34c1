import React, { useCallback, useMemo, useRef, useState } from 'react';
import { css, cx } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { PluginPage } from '@grafana/runtime';
import { Button, useStyles2 } from '@grafana/ui';
import type { Alert } from '@watchroom/contract';
import { Loading } from '../../components/Loading';
import { ProblemState } from '../../components/ProblemState';
import { useElementWidth } from '../../components/useElementSize';
import { ViewerNote } from '../../components/ViewerNote';
import type { AlertSort, SortOrder } from '../../data/alertFilter';
import { mayCall } from '../../data/user';
import { testIds } from '../../testIds';
import { AlertDrawer } from '../alert/AlertDrawer';
import { ArrangedNotice } from '../incident/arrange/ArrangedNotice';
import { useArranging, type Arranged } from '../incident/arrange/useArranging';
import { ActionNoticeBar } from './ActionNoticeBar';
import { AlertList } from './AlertList';
import { BulkBar } from './BulkBar';
import { EmptyInbox } from './EmptyInbox';
import { FacetSidebar } from './FacetSidebar';
import { InboxToolbar } from './InboxToolbar';
import { BulkAllModal } from './BulkAllModal';
import { defaultFilter, isDefaultFilter, noFilter } from './inboxUrl';
import { SavedViews } from './SavedViews';
import { SuppressionNotice } from '../silences/SuppressionNotice';
import { ShortcutHelp } from './ShortcutHelp';
import type { ListAction } from './triageActions';
import { useAssignToMe } from './useAssignToMe';
import { useCursor } from './useCursor';
import { useInboxList } from './useInboxList';
import { useInboxState } from './useInboxState';
import { useSelection } from './useSelection';
import { useShortcuts } from './useShortcuts';
import { useTriageActions } from './useTriageActions';
import { ViewOptions } from './ViewOptions';
import { groupAlerts } from './viewState';
import { WaitingPill } from './WaitingPill';

/** Below this width (px) the filters are folded away. */
const narrow = 900;

/** The inbox: every alert that needs somebody, live, with what can be done about it. */
const InboxPage = () => {
  const styles = useStyles2(getStyles);
  const page = useRef<HTMLDivElement>(null);
  const textFilter = useRef<HTMLInputElement>(null);
  const width = useElementWidth(page);
  const isNarrow = width > 0 && width < narrow;
  const [filtersChosen, setFiltersChosen] = useState<boolean | null>(null);
  const filtersShown = filtersChosen ?? !isNarrow;
  const [helpShown, setHelpShown] = useState(false);
  const [viewsShown, setViewsShown] = useState(false);
  const [optionsShown, setOptionsShown] = useState(false);

  const { state, query, set, setFilter } = useInboxState();
  const { list, alerts: loaded, total, waiting, refresh, refreshes, refreshError } = useInboxList(query);
  const { view } = state;
  const groups = useMemo(() => groupAlerts(loaded, view.groupBy), [loaded, view.groupBy]);
  const alerts = useMemo(() => groups.flatMap((group) => group.alerts), [groups]);
  const selection = useSelection(alerts);
  const cursor = useCursor(alerts);
  const canAct = mayCall('triageAlert');
  const { act, notice, dismiss, say, undoAll, busy } = useTriageActions();
  const [allShown, setAllShown] = useState(false);
  const [arranged, setArranged] = useState<Arranged | null>(null);
  const arranging = useArranging((done) => {
    selection.clear();
    setArranged(done);
  });

  const own = useAssignToMe();

  const setCursor = cursor.set;
  const open = useCallback(
    (alert: Alert) => {
      setCursor(alert.id);
      set({ alertId: alert.id });
    },
    [set, setCursor]
  );
  const actOnRow = useCallback(
    (action: ListAction, alert: Alert, snoozeMs?: number | null) => void act(action, [alert], snoozeMs),
    [act]
  );
  const actOnTargets = (action: ListAction) => {
    const targets = selection.selected.length > 0 ? selection.selected : cursor.alert ? [cursor.alert] : [];
    if (canAct && !busy && targets.length > 0) {
      void act(action, targets).then(selection.clear);
    }
  };
  const assignToMe = () => {
    const targets = selection.selected.length > 0 ? selection.selected : cursor.alert ? [cursor.alert] : [];
    if (canAct && !own.busy && targets.length > 0) {
      own.assign(targets);
    }
  };
  const { fetchNextPage } = list;
  const more = useCallback(() => void fetchNextPage(), [fetchNextPage]);
  const setText = useCallback((q: string) => setFilter({ q }), [setFilter]);
  const sortBy = useCallback((sort: AlertSort, order: SortOrder) => set({ sort, order }), [set]);

  useShortcuts({
    j: () => cursor.move(1),
    k: () => cursor.move(-1),
    Enter: () => cursor.alert && open(cursor.alert),
    x: () => cursor.alert && selection.toggle(cursor.alert.id),
    e: () => actOnTargets('acknowledge'),
    s: () => actOnTargets('snooze'),
    r: () => actOnTargets('close'),
    o: () => actOnTargets('reopen'),
    a: assignToMe,
    n: () => void refresh(),
    '/': () => textFilter.current?.focus(),
    '?': () => setHelpShown(true),
    Escape: selection.clear,
  });

  return (
    <PluginPage>
      <div ref={page} className={styles.page} data-testid={testIds.inbox.page}>
        <InboxToolbar
          text={query.filter.q ?? ''}
          onText={setText}
          textRef={textFilter}
          sort={query.sort}
          order={query.order}
          onSort={sortBy}
          filtersShown={filtersShown}
          onToggleFilters={() => setFiltersChosen(!filtersShown)}
          onViews={() => setViewsShown(true)}
          optionsShown={optionsShown}
          onToggleOptions={() => setOptionsShown(!optionsShown)}
          onRefresh={() => void refresh()}
          onHelp={() => setHelpShown(true)}
        />
        <SuppressionNotice />
        {optionsShown && <ViewOptions view={view} onChange={(change) => set({ view: { ...view, ...change } })} />}
        {!canAct && <ViewerNote testId={testIds.inbox.viewerNote} />}
        {notice && <ActionNoticeBar notice={notice} onDismiss={dismiss} />}
        {arranged && <ArrangedNotice arranged={arranged} onDismiss={() => setArranged(null)} />}
        {own.error && <ProblemState error={own.error} what="The alerts could not be assigned" onRetry={own.reset} />}
        {refreshError !== null && (
          <ProblemState error={refreshError} what="The list could not be refreshed" onRetry={() => void refresh()} />
        )}
        {canAct && selection.selected.length > 0 && (
          <BulkBar
            selected={selection.selected}
            busy={busy}
            onAction={(action, ms) => void act(action, selection.selected, ms).then(selection.clear)}
            onArrange={arranging.ask}
            onClear={selection.clear}
          />
        )}
        <div className={cx(styles.columns, filtersShown && (isNarrow ? styles.stacked : styles.withFilters))}>
          {filtersShown && (
            <FacetSidebar
              filter={query.filter}
              labels={state.labels}
              onChange={setFilter}
              onLabels={(labels) => set({ labels })}
            />
          )}
          <div className={styles.main}>
            <WaitingPill count={waiting.count} outdated={waiting.outdated} onShow={() => void refresh()} />
            {list.data && (
              <div className={styles.total} data-testid={testIds.inbox.total}>
                {total === 1 ? '1 alert' : `${total} alerts`}
                {state.filter.incidentId !== undefined && ' of one incident'}
                {canAct && total > 0 && (
                  <Button
                    size="sm"
                    variant="secondary"
                    fill="text"
                    onClick={() => setAllShown(true)}
                    data-testid={testIds.inbox.bulkAll}
                  >
                    Act on all…
                  </Button>
                )}
              </div>
            )}
            {list.isPending && <Loading text="Loading alerts…" />}
            {list.isError && (
              <ProblemState
                error={list.error}
                what="Alerts could not be loaded"
                onRetry={() => void (list.isFetchNextPageError ? more() : list.refetch())}
              />
            )}
            {list.data && (
              <AlertList
                alerts={alerts}
                groups={groups}
                view={view}
                total={total}
                query={query}
                selection={selection}
                cursor={cursor.index}
                canAct={canAct}
                busy={busy}
                scrollToTop={refreshes}
                hasMore={list.hasNextPage && !list.isFetchNextPageError}
                loadingMore={list.isFetchingNextPage}
                onMore={more}
                onSort={sortBy}
                onOpen={open}
                onAction={actOnRow}
                empty={
                  <EmptyInbox
                    isDefault={isDefaultFilter(query.filter)}
                    onReset={() => setFilter({ ...noFilter, ...defaultFilter })}
                    onShowAll={() => setFilter(noFilter)}
                  />
                }
              />
            )}
          </div>
        </div>
        {state.alertId !== null && <AlertDrawer id={state.alertId} onClose={() => set({ alertId: null })} />}
        {allShown && (
          <BulkAllModal
            filter={query.filter}
            onClose={() => setAllShown(false)}
            onDone={(done, { changed, refused, actionId }) => {
              setAllShown(false);
              say({
                text: `${done} ${changed.length === 1 ? '1 alert' : `${changed.length} alerts`}`,
                refused: refused.map(({ id, reason }) => ({
                  name: alerts.find((alert) => alert.id === id)?.name ?? id,
                  reason,
                })),
                error: null,
                undo: actionId !== null && changed.length > 0 ? () => void undoAll(changed, actionId) : null,
              });
              void refresh();
            }}
          />
        )}
        {viewsShown && <SavedViews state={state} onOpen={set} onClose={() => setViewsShown(false)} />}
        {arranging.dialog}
        {helpShown && <ShortcutHelp onClose={() => setHelpShown(false)} />}
      </div>
    </PluginPage>
  );
};

export default InboxPage;

const getStyles = (theme: GrafanaTheme2) => ({
  page: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(1), minWidth: 0 }),
  columns: css({ display: 'grid', gap: theme.spacing(2), gridTemplateColumns: 'minmax(0, 1fr)' }),
  withFilters: css({ gridTemplateColumns: '200px minmax(0, 1fr)' }),
  stacked: css({ gridTemplateColumns: 'minmax(0, 1fr)' }),
  main: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(1), minWidth: 0 }),
  total: css({ color: theme.colors.text.secondary }),
});
