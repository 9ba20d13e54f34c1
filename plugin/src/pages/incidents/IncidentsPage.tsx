import React, { useCallback, useMemo } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { PluginPage } from '@grafana/runtime';
import { Button, RadioButtonGroup, useStyles2 } from '@grafana/ui';
import { useLocation, useNavigate } from 'react-router';
import { Loading } from '../../components/Loading';
import { DebouncedInput } from '../../components/DebouncedInput';
import { EmptyState } from '../../components/EmptyState';
import { LiveIndicator } from '../../components/LiveIndicator';
import { ProblemState } from '../../components/ProblemState';
import { useIncidentList, useWaitingIncidents, type IncidentQuery } from '../../data/incidents';
import { testIds } from '../../testIds';
import { WaitingPill } from '../inbox/WaitingPill';
import { IncidentTable } from './IncidentTable';
import { formatIncidentsUrl, parseIncidentsUrl } from './incidentsUrl';

const statusChoices = [
  { label: 'Firing', value: 'firing' },
  { label: 'Resolved', value: 'resolved' },
  { label: 'All', value: 'any' },
] as const;
type StatusChoice = (typeof statusChoices)[number]['value'];

/** All incidents, newest first. */
const IncidentsPage = () => {
  const styles = useStyles2(getStyles);
  const { pathname, search } = useLocation();
  const navigate = useNavigate();
  const query = useMemo(() => parseIncidentsUrl(search), [search]);
  const set = useCallback(
    (change: Partial<IncidentQuery>) =>
      navigate({ pathname, search: formatIncidentsUrl({ ...query, ...change }) }, { replace: true }),
    [navigate, pathname, query]
  );
  const setText = useCallback((text: string) => set({ text }), [set]);
  const list = useIncidentList(query);
  const incidents = useMemo(() => list.data?.pages.flatMap((page) => page.items) ?? [], [list.data]);
  const waiting = useWaitingIncidents(query.status, incidents);
  const chosen: StatusChoice = query.status.length === 1 ? (query.status[0] ?? 'any') : 'any';

  return (
    <PluginPage>
      <div className={styles.page}>
        <div className={styles.bar}>
          <RadioButtonGroup
            options={[...statusChoices]}
            value={chosen}
            onChange={(value) => set({ status: value === 'any' ? [] : [value] })}
          />
          <div className={styles.text}>
            <DebouncedInput
              value={query.text}
              onChange={setText}
              label="Filter incidents by text"
              placeholder="Filter by title or service"
            />
          </div>
          <LiveIndicator />
        </div>
        <WaitingPill count={waiting} outdated={false} onShow={() => void list.refetch()} />
        {list.isPending && <Loading text="Loading incidents…" />}
        {list.isError && (
          <ProblemState error={list.error} what="Incidents could not be loaded" onRetry={() => void list.refetch()} />
        )}
        {list.data && incidents.length === 0 && (
          <EmptyState
            icon="check-circle"
            title={
              chosen === 'firing' && query.text === '' ? 'No incident is firing' : 'No incident fits these filters'
            }
            testId={testIds.incidents.empty}
            actions={
              <Button variant="secondary" onClick={() => set({ status: [], severity: [], text: '' })}>
                Show all incidents
              </Button>
            }
          >
            Alerts that belong together become an incident.
          </EmptyState>
        )}
        {incidents.length > 0 && <IncidentTable incidents={incidents} />}
        {list.hasNextPage && (
          <div>
            <Button variant="secondary" disabled={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
              Show more
            </Button>
          </div>
        )}
      </div>
    </PluginPage>
  );
};

export default IncidentsPage;

const getStyles = (theme: GrafanaTheme2) => ({
  page: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(2), minWidth: 0 }),
  bar: css({ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: theme.spacing(1) }),
  text: css({ flex: '1 1 220px' }),
});
