import React, { useCallback, useMemo, useState } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { PluginPage } from '@grafana/runtime';
import { Button, useStyles2 } from '@grafana/ui';
import { useLocation, useNavigate } from 'react-router';
import type { Report } from '@watchroom/contract';
import { EmptyState } from '../../components/EmptyState';
import { Loading } from '../../components/Loading';
import { ProblemState } from '../../components/ProblemState';
import { Stack } from '../../components/Stack';
import { timeRangeOf } from '../../components/timeRange';
import { useReport, useSaveReportCsv, type ReportQuestion } from '../../data/reports';
import { testIds } from '../../testIds';
import { ReportBar } from './ReportBar';
import { ReportChart } from './ReportChart';
import { chartsOf } from './reportLines';
import { ReportTotals } from './ReportTotals';
import { formatReportUrl, parseReportUrl, type ReportState } from './reportUrl';
import { RuleTable } from './RuleTable';
import { StageFunnel } from './StageFunnel';

const isEmpty = ({ totals }: Report): boolean => Object.values(totals).every((counted) => counted === 0);

const Download = ({ question }: { question: ReportQuestion }) => {
  const save = useSaveReportCsv(question);
  return (
    <div data-testid={testIds.reports.download}>
      <Stack wrap>
        <Button
          variant="secondary"
          size="sm"
          icon="download-alt"
          disabled={save.isPending}
          onClick={() => save.mutate('over-time')}
        >
          Over time as CSV
        </Button>
        <Button
          variant="secondary"
          size="sm"
          icon="download-alt"
          disabled={save.isPending}
          onClick={() => save.mutate('rules')}
        >
          Rules as CSV
        </Button>
      </Stack>
      {save.error && <ProblemState error={save.error} what="The file could not be made" />}
    </div>
  );
};

const Charts = ({ report, onZoom }: { report: Report; onZoom: (range: { from: number; to: number }) => void }) => {
  const charts = useMemo(() => chartsOf(report), [report]);
  const times = useMemo(() => report.buckets.map(({ at }) => at), [report]);
  return (
    <>
      {charts.map((spec) => (
        <ReportChart key={spec.title} spec={spec} times={times} from={report.from} to={report.to} onZoom={onZoom} />
      ))}
    </>
  );
};

/** How much came, what people heard of it, and how long they took. */
const ReportsPage = () => {
  const styles = useStyles2(getStyles);
  const { pathname, search } = useLocation();
  const navigate = useNavigate();
  const state = useMemo(() => parseReportUrl(search), [search]);
  const set = useCallback(
    (change: Partial<ReportState>) => navigate({ pathname, search: formatReportUrl({ ...state, ...change }) }),
    [navigate, pathname, state]
  );
  const [refreshes, setRefreshes] = useState(0);
  const { from, to, step, team, service } = state;
  // Each refresh moves `now`.
  const { range } = useMemo(() => ({ refreshes, range: timeRangeOf({ from, to }) }), [from, to, refreshes]);
  const question = { from: range.from.valueOf(), to: range.to.valueOf(), step, team, service };
  const { data, error, isPending, refetch } = useReport(question);
  const zoom = useCallback(
    (zoomed: { from: number; to: number }) => set({ from: String(zoomed.from), to: String(zoomed.to) }),
    [set]
  );
  const filtered = team.length > 0 || service.length > 0;

  return (
    <PluginPage>
      <div className={styles.page} data-testid={testIds.reports.page}>
        <ReportBar state={state} range={range} onChange={set} onRefresh={() => setRefreshes(refreshes + 1)} />
        {isPending && <Loading text="Counting…" />}
        {error && <ProblemState error={error} what="The report could not be made" onRetry={() => void refetch()} />}
        {data && !error && isEmpty(data) && (
          <EmptyState
            icon="graph-bar"
            title={filtered ? 'Nothing was counted for these in this time' : 'Nothing was counted in this time'}
            testId={testIds.reports.empty}
            actions={
              filtered ? (
                <Button variant="secondary" onClick={() => set({ team: [], service: [] })}>
                  Show all teams and services
                </Button>
              ) : (
                <Button variant="secondary" onClick={() => set({ from: 'now-30d', to: 'now' })}>
                  Look at the last 30 days
                </Button>
              )
            }
          >
            Reports count what comes in and what people do, from the time on when this version was first started.
          </EmptyState>
        )}
        {data && !error && !isEmpty(data) && (
          <>
            <ReportTotals report={data} />
            <Download question={question} />
            <div className={styles.charts}>
              <Charts report={data} onZoom={zoom} />
              <StageFunnel stages={data.stages} />
            </div>
            <RuleTable rules={data.rules} />
          </>
        )}
      </div>
    </PluginPage>
  );
};

export default ReportsPage;

const getStyles = (theme: GrafanaTheme2) => ({
  page: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(2), minWidth: 0 }),
  charts: css({
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fit, minmax(min(560px, 100%), 1fr))',
    gap: theme.spacing(2),
  }),
});
