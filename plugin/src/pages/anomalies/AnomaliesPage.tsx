import React, { useCallback, useMemo, useState } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { PluginPage } from '@grafana/runtime';
import { Alert, Button, useStyles2 } from '@grafana/ui';
import { useLocation, useNavigate } from 'react-router';
import { MatcherSyntaxError, parseMatchers } from '@watchroom/contract';
import { FeedbackInForce } from '../../components/anomaly/FeedbackInForce';
import { EmptyState } from '../../components/EmptyState';
import { Loading } from '../../components/Loading';
import { ProblemState } from '../../components/ProblemState';
import { timeRangeOf } from '../../components/timeRange';
import { useHeatmap } from '../../data/anomalies';
import { testIds } from '../../testIds';
import { AnomalyDrawer } from './AnomalyDrawer';
import { ExplorerBar } from './ExplorerBar';
import { formatExplorerUrl, parseExplorerUrl, type ExplorerState } from './explorerUrl';
import type { HeatRow } from './heatGeometry';
import { Heatmap } from './Heatmap';

const buckets = 120;

/** Why a selector cannot be used; null where it can. */
const selectorFault = (match: string): string | null => {
  try {
    parseMatchers(match);
    return null;
  } catch (error) {
    if (error instanceof MatcherSyntaxError) {
      return error.message;
    }
    throw error;
  }
};

/** Where and when anomalies were. */
const AnomaliesPage = () => {
  const styles = useStyles2(getStyles);
  const { pathname, search } = useLocation();
  const navigate = useNavigate();
  const state = useMemo(() => parseExplorerUrl(search), [search]);
  const { from, to, detector, match, opened } = state;
  const set = useCallback(
    (change: Partial<ExplorerState>) => {
      const next = { ...state, ...change };
      // Opening makes a step in the history, filtering does not.
      navigate(
        { pathname, search: formatExplorerUrl(next) },
        { replace: next.opened === null || state.opened !== null }
      );
    },
    [navigate, pathname, state]
  );
  const [refreshes, setRefreshes] = useState(0);
  // Each refresh moves `now`.
  const { range } = useMemo(() => ({ refreshes, range: timeRangeOf({ from, to }) }), [from, to, refreshes]);
  const fault = selectorFault(match);
  const heat = useHeatmap({
    from: range.from.valueOf(),
    to: range.to.valueOf(),
    detector,
    match: fault === null ? match : '',
    buckets,
  });
  const open = useCallback((row: HeatRow, at: number) => set({ opened: { series: row.series.id, at } }), [set]);
  const { data, error } = heat;
  const openedSeries = opened && 'series' in opened ? opened.series : null;
  const known = data?.rows.find(({ series }) => series.id === openedSeries)?.series;
  const filtered = detector !== '' || match !== '';

  return (
    <PluginPage>
      <div className={styles.page} data-testid={testIds.anomalies.page}>
        <ExplorerBar state={state} range={range} onChange={set} onRefresh={() => setRefreshes(refreshes + 1)} />
        {fault !== null && <Alert severity="warning" title={`The series filter cannot be read: ${fault}`} />}
        {heat.isPending && <Loading text="Looking for anomalies…" />}
        {error && (
          <ProblemState error={error} what="Anomalies could not be loaded" onRetry={() => void heat.refetch()} />
        )}
        {data && !error && data.rows.length === 0 && (
          <EmptyState
            icon="check-circle"
            title={filtered ? 'No anomaly fits these filters in this time' : 'No anomaly in this time'}
            testId={testIds.anomalies.empty}
            actions={
              filtered ? (
                <Button variant="secondary" onClick={() => set({ detector: '', match: '' })}>
                  Show all series
                </Button>
              ) : (
                <Button variant="secondary" onClick={() => set({ from: 'now-30d', to: 'now' })}>
                  Look at the last 30 days
                </Button>
              )
            }
          >
            What detectors find shows up here, a row for each series.
          </EmptyState>
        )}
        {data && !error && data.rows.length > 0 && (
          <>
            <div className={styles.quiet}>
              {data.seriesCount > data.rows.length
                ? `The ${data.rows.length} series with most anomalies, of ${data.seriesCount}. Filter to see others.`
                : data.rows.length === 1
                  ? '1 series with anomalies'
                  : `${data.rows.length} series with anomalies, those with most first`}
            </div>
            <Heatmap heatmap={data} onOpen={open} />
          </>
        )}
        <FeedbackInForce filter={{ ...(detector !== '' && { detector }) }} />
        {opened && (
          <AnomalyDrawer
            opened={opened}
            known={known}
            bucket={(data?.bucketSeconds ?? 3600) * 1000}
            onOpen={(next) => set({ opened: next })}
            onClose={() => set({ opened: null })}
          />
        )}
      </div>
    </PluginPage>
  );
};

export default AnomaliesPage;

const getStyles = (theme: GrafanaTheme2) => ({
  page: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(1.5), minWidth: 0 }),
  quiet: css({ color: theme.colors.text.secondary }),
});
