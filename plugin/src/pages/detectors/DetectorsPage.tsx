import React, { useCallback, useMemo } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { PluginPage } from '@grafana/runtime';
import { Button, LinkButton, useStyles2 } from '@grafana/ui';
import { useLocation, useNavigate } from 'react-router';
import { DebouncedInput } from '../../components/DebouncedInput';
import { EmptyState } from '../../components/EmptyState';
import { Loading } from '../../components/Loading';
import { ProblemState } from '../../components/ProblemState';
import { ViewerNote } from '../../components/ViewerNote';
import { useDetectors } from '../../data/detectors';
import { mayCall } from '../../data/user';
import { appHref, newDetectorPage } from '../../navigation';
import { testIds } from '../../testIds';
import { shownDetectors } from './detectorRows';
import { DetectorTable } from './DetectorTable';
import { formatDetectorsUrl, parseDetectorsUrl, type DetectorsState } from './detectorsUrl';

const NewDetector = () => (
  <LinkButton icon="plus" href={appHref(newDetectorPage())} data-testid={testIds.detectors.create}>
    New detector
  </LinkButton>
);

/** Everything that watches, and whether it does. */
const DetectorsPage = () => {
  const styles = useStyles2(getStyles);
  const { pathname, search } = useLocation();
  const navigate = useNavigate();
  const state = useMemo(() => parseDetectorsUrl(search), [search]);
  const set = useCallback(
    (change: Partial<DetectorsState>) =>
      navigate({ pathname, search: formatDetectorsUrl({ ...state, ...change }) }, { replace: true }),
    [navigate, pathname, state]
  );
  const setText = useCallback((text: string) => set({ text }), [set]);
  const { data, error, isPending, refetch } = useDetectors();
  const shown = useMemo(() => shownDetectors(data?.items ?? [], state), [data, state]);
  const canMake = mayCall('createDetector');

  return (
    <PluginPage>
      <div className={styles.page} data-testid={testIds.detectors.page}>
        <div className={styles.bar}>
          <div className={styles.text}>
            <DebouncedInput
              value={state.text}
              onChange={setText}
              label="Filter detectors by text"
              placeholder="Filter by name or what they watch"
              testId={testIds.detectors.text}
            />
          </div>
          {canMake && <NewDetector />}
        </div>
        {!canMake && <ViewerNote testId={testIds.detectors.viewerNote} actions="making and changing detectors" />}
        {isPending && <Loading text="Loading detectors…" />}
        {error && <ProblemState error={error} what="Detectors could not be loaded" onRetry={() => void refetch()} />}
        {data && data.items.length === 0 && (
          <EmptyState
            icon="search"
            title="No detector watches anything yet"
            testId={testIds.detectors.empty}
            actions={canMake && <NewDetector />}
          >
            A detector watches series, learns what is usual for each, and fires an alert when one leaves its range.
          </EmptyState>
        )}
        {data && data.items.length > 0 && shown.length === 0 && (
          <EmptyState
            icon="filter"
            title="No detector fits this filter"
            testId={testIds.detectors.empty}
            actions={
              <Button variant="secondary" onClick={() => set({ text: '' })}>
                Show all detectors
              </Button>
            }
          />
        )}
        {shown.length > 0 && (
          <DetectorTable
            detectors={shown}
            sort={state.sort}
            order={state.order}
            onSort={(sort, order) => set({ sort, order })}
          />
        )}
      </div>
    </PluginPage>
  );
};

export default DetectorsPage;

const getStyles = (theme: GrafanaTheme2) => ({
  page: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(2), minWidth: 0 }),
  bar: css({ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: theme.spacing(1) }),
  text: css({ flex: '1 1 220px' }),
});
