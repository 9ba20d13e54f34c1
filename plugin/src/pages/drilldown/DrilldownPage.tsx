import React, { useCallback, useMemo, useState } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { PluginPage } from '@grafana/runtime';
import { Alert, useStyles2 } from '@grafana/ui';
import { useLocation, useNavigate } from 'react-router';
import { MatcherSyntaxError, parseMatchers, type DrilldownResult } from '@watchroom/contract';
import { EmptyState } from '../../components/EmptyState';
import { Loading } from '../../components/Loading';
import { ProblemState } from '../../components/ProblemState';
import { useDrilldown } from '../../data/drilldown';
import { testIds } from '../../testIds';
import { timeRangeOf } from '../../components/timeRange';
import { DrilldownBar } from './DrilldownBar';
import { formatDrilldownUrl, parseDrilldownUrl, sliceKey, type DrilldownState } from './drilldownUrl';
import { SliceCharts } from './SliceCharts';
import { percent, SliceTable } from './SliceTable';

/** The metric that a selector names, or why it cannot be used. */
const namedMetric = (match: string): { metric: string } | { fault: string } => {
  try {
    const metric = parseMatchers(match).find(({ label, op }) => label === '__name__' && op === '=')?.value;
    return metric === undefined ? { fault: 'it names no metric' } : { metric };
  } catch (error) {
    if (error instanceof MatcherSyntaxError) {
      return { fault: error.message };
    }
    throw error;
  }
};

const faultOf = (match: string): string | null => {
  const named = match === '' ? null : namedMetric(match);
  return named && 'fault' in named ? named.fault : null;
};

const Facts = ({ result }: { result: DrilldownResult }) => {
  const styles = useStyles2(getStyles);
  const { seriesExamined, cut, mixShare } = result;
  return (
    <p className={styles.quiet}>
      {seriesExamined === 1
        ? '1 series compared.'
        : `${seriesExamined} series compared${cut ? ', the largest of more' : ''}.`}
      {mixShare !== null && ` ${percent(mixShare)} of the change comes from slices growing or shrinking.`}
    </p>
  );
};

const Found = ({
  metric,
  result,
  shown,
  set,
}: {
  metric: string;
  result: DrilldownResult;
  shown: string;
  set: (change: Partial<DrilldownState>) => void;
}) => {
  const styles = useStyles2(getStyles);
  const { slices, standsOut, summary } = result;
  const chosen = slices.find(({ labels }) => sliceKey(labels) === shown) ?? slices[0];
  const table = (label: string, explains: boolean) => (
    <SliceTable
      metric={metric}
      result={result}
      label={label}
      slices={slices.filter((slice) => slice.explains === explains)}
      shown={chosen ? sliceKey(chosen.labels) : ''}
      onShow={(slice) => set({ slice })}
    />
  );
  if (result.before === null || result.after === null) {
    return (
      <EmptyState icon="chart-line" title="Nothing to compare" testId={testIds.drilldown.empty}>
        {summary}
      </EmptyState>
    );
  }
  return (
    <>
      {standsOut ? (
        <p className={styles.summary} data-testid={testIds.drilldown.summary}>
          {summary}
        </p>
      ) : (
        <div data-testid={testIds.drilldown.summary}>
          <Alert severity="info" title={summary} />
        </div>
      )}
      <Facts result={result} />
      {standsOut && table('What explains the change', true)}
      {chosen && (
        <SliceCharts
          metric={metric}
          result={result}
          slice={chosen}
          onZoom={({ from, to }) => set({ from: String(Math.round(from)), to: String(Math.round(to)), slice: '' })}
        />
      )}
      {slices.some(({ explains }) => !explains) && (
        <>
          <h4 className={styles.heading}>Also odd, mostly because they overlap</h4>
          {table('Other slices', false)}
        </>
      )}
    </>
  );
};

/** Which label values carry the change of a metric. */
const DrilldownPage = () => {
  const styles = useStyles2(getStyles);
  const { pathname, search } = useLocation();
  const navigate = useNavigate();
  const state = useMemo(() => parseDrilldownUrl(search), [search]);
  const set = useCallback(
    (change: Partial<DrilldownState>) => {
      // Another slice is a look aside; another metric or time is a step in the history.
      const replace = Object.keys(change).every((name) => name === 'slice');
      navigate({ pathname, search: formatDrilldownUrl({ ...state, ...change }) }, { replace });
    },
    [navigate, pathname, state]
  );
  const [refreshes, setRefreshes] = useState(0);
  const { match, per, from, to, compare, measure } = state;
  // Each refresh moves `now`.
  const { range } = useMemo(() => ({ refreshes, range: timeRangeOf({ from, to }) }), [from, to, refreshes]);
  const named = namedMetric(match);
  const fault = faultOf(match) ?? faultOf(per);
  const query = useMemo(
    () =>
      match === '' || fault !== null
        ? null
        : {
            match,
            per: per === '' ? undefined : per,
            from: range.from.toISOString(),
            to: range.to.toISOString(),
            compare,
            measure,
          },
    [match, per, fault, range, compare, measure]
  );
  const { data, error, isFetching, refetch } = useDrilldown(query);
  return (
    <PluginPage>
      <div className={styles.page} data-testid={testIds.drilldown.page}>
        <DrilldownBar state={state} range={range} onChange={set} onRefresh={() => setRefreshes(refreshes + 1)} />
        {fault !== null && <Alert severity="warning" title={`The metric cannot be used: ${fault}`} />}
        {match === '' && (
          <EmptyState icon="search" title="Choose a metric" testId={testIds.drilldown.empty}>
            Its change between two windows is taken apart: which region, version or customer carries it.
          </EmptyState>
        )}
        {isFetching && !data && <Loading text="Comparing slices…" />}
        {error && !isFetching && (
          <ProblemState error={error} what="The change could not be taken apart" onRetry={() => void refetch()} />
        )}
        {data && !error && 'metric' in named && (
          <Found metric={named.metric} result={data} shown={state.slice} set={set} />
        )}
      </div>
    </PluginPage>
  );
};

export default DrilldownPage;

const getStyles = (theme: GrafanaTheme2) => ({
  page: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(1.5), minWidth: 0 }),
  summary: css({ margin: 0, fontSize: theme.typography.h5.fontSize, overflowWrap: 'anywhere' }),
  heading: css({ margin: theme.spacing(1, 0, 0), fontSize: theme.typography.h5.fontSize }),
  quiet: css({ margin: 0, color: theme.colors.text.secondary }),
});
