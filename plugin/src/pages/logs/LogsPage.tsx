import React, { useCallback, useMemo, useState } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { PluginPage } from '@grafana/runtime';
import { Button, useStyles2 } from '@grafana/ui';
import { useLocation, useNavigate } from 'react-router';
import { EmptyState } from '../../components/EmptyState';
import { Loading } from '../../components/Loading';
import { ProblemState } from '../../components/ProblemState';
import { ViewerNote } from '../../components/ViewerNote';
import { useLogTemplates } from '../../data/logs';
import { mayCall } from '../../data/user';
import { testIds } from '../../testIds';
import { timeRangeOf } from '../../components/timeRange';
import { LinesDrawer } from './LinesDrawer';
import { LogsBar } from './LogsBar';
import { compareFromOf, formatLogsUrl, parseLogsUrl, type LogsState } from './logsUrl';
import { MergeBar } from './MergeBar';
import { TemplateList } from './TemplateList';

const nothing: ReadonlySet<string> = new Set();

/** Templates of log lines, what is new in them, and their lines. */
const LogsPage = () => {
  const styles = useStyles2(getStyles);
  const { pathname, search } = useLocation();
  const navigate = useNavigate();
  const state = useMemo(() => parseLogsUrl(search), [search]);
  const { from, to, compare, service, level, text, sort, template } = state;
  const set = useCallback(
    (change: Partial<LogsState>) => {
      const next = { ...state, ...change };
      // Opening makes a step in the history, filtering does not.
      navigate(
        { pathname, search: formatLogsUrl(next) },
        { replace: next.template === null || state.template !== null }
      );
    },
    [navigate, pathname, state]
  );
  const [refreshes, setRefreshes] = useState(0);
  // Each refresh moves `now`.
  const { range } = useMemo(() => ({ refreshes, range: timeRangeOf({ from, to }) }), [from, to, refreshes]);
  const window = useMemo(() => ({ from: range.from.valueOf(), to: range.to.valueOf() }), [range]);
  const compareFrom = compareFromOf(compare, window.from, window.to);
  const list = useLogTemplates({ ...window, compareFrom, service, level, text, sort });
  const [selected, setSelected] = useState(nothing);
  const canMerge = mayCall('mergeLogTemplates');
  const toggle = useCallback(
    (id: string) =>
      setSelected((before) => {
        const after = new Set(before);
        if (!after.delete(id)) {
          after.add(id);
        }
        return after;
      }),
    []
  );
  const open = useCallback((id: string) => set({ template: id }), [set]);
  const { data, error } = list;
  const filtered = service !== '' || level !== null || text !== '';

  return (
    <PluginPage>
      <div className={styles.page} data-testid={testIds.logs.page}>
        <LogsBar state={state} range={range} onChange={set} onRefresh={() => setRefreshes(refreshes + 1)} />
        {!canMerge && <ViewerNote testId={testIds.logs.viewerNote} actions="merging and splitting templates" />}
        {list.isPending && <Loading text="Counting lines…" />}
        {error && (
          <ProblemState error={error} what="Log templates could not be loaded" onRetry={() => void list.refetch()} />
        )}
        {data && !error && data.items.length === 0 && (
          <EmptyState
            title={filtered ? 'No log line fits these filters in this time' : 'No log lines in this time'}
            testId={testIds.logs.empty}
            actions={
              filtered ? (
                <Button variant="secondary" onClick={() => set({ service: '', level: null, text: '' })}>
                  Show all lines
                </Button>
              ) : (
                <Button variant="secondary" onClick={() => set({ from: 'now-24h', to: 'now' })}>
                  Look at the last day
                </Button>
              )
            }
          >
            Lines come by OpenTelemetry, Loki’s push API, JSON lines or syslog. Lines of one kind are shown as one
            template.
          </EmptyState>
        )}
        {data && !error && data.items.length > 0 && (
          <>
            <div className={styles.quiet} data-testid={testIds.logs.total}>
              {data.total > data.items.length
                ? `The first ${data.items.length} of ${data.total} templates. Filter to see others.`
                : data.total === 1
                  ? '1 template'
                  : `${data.total} templates`}
            </div>
            {canMerge && selected.size > 0 && (
              <MergeBar chosen={data.items.filter(({ id }) => selected.has(id))} onDone={() => setSelected(nothing)} />
            )}
            <TemplateList
              templates={data.items}
              selected={canMerge ? selected : null}
              onSelect={toggle}
              onOpen={open}
            />
          </>
        )}
        {template !== null && (
          <LinesDrawer
            key={template}
            id={template}
            template={data?.items.find(({ id }) => id === template)}
            range={window}
            filter={{ service, level }}
            onClose={() => set({ template: null })}
          />
        )}
      </div>
    </PluginPage>
  );
};

export default LogsPage;

const getStyles = (theme: GrafanaTheme2) => ({
  page: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(1.5), minWidth: 0 }),
  quiet: css({ color: theme.colors.text.secondary }),
});
