import React, { useCallback, useMemo } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { PluginPage } from '@grafana/runtime';
import { Button, RadioButtonGroup, Tab, TabsBar, useStyles2 } from '@grafana/ui';
import { useLocation, useNavigate } from 'react-router';
import { EmptyState } from '../../components/EmptyState';
import { Loading } from '../../components/Loading';
import { ProblemState } from '../../components/ProblemState';
import { ViewerNote } from '../../components/ViewerNote';
import { useInhibitionRules, useMaintenanceWindows, useSilences } from '../../data/suppression';
import { mayCall } from '../../data/user';
import { testIds } from '../../testIds';
import { RuleForm } from './RuleForm';
import { RuleTable } from './RuleTable';
import { SilenceForm } from './SilenceForm';
import { SilenceTable } from './SilenceTable';
import {
  formatSilencesUrl,
  parseSilencesUrl,
  silenceStates,
  tabs,
  type SilencesState,
  type TabName,
} from './silencesUrl';
import { SuppressionNotice } from './SuppressionNotice';
import { WindowForm } from './WindowForm';
import { WindowTable } from './WindowTable';

const words: Record<TabName, { tab: string; one: string; none: string; about: string }> = {
  silences: {
    tab: 'Silences',
    one: 'New silence',
    none: 'No silences here',
    about:
      'A silence keeps alerts from people for a while. They stay in the inbox, and what still fires at its end comes back.',
  },
  windows: {
    tab: 'Maintenance windows',
    one: 'New maintenance window',
    none: 'No maintenance windows',
    about: 'A maintenance window is a silence that comes again: each Sunday at two, on the first of the month.',
  },
  rules: {
    tab: 'Inhibition rules',
    one: 'New inhibition rule',
    none: 'No inhibition rules',
    about:
      'While one alert fires, an inhibition rule holds those that follow from it: a host is down, so all on it is.',
  },
};

interface TabProps {
  state: SilencesState;
  set: (change: Partial<SilencesState>) => void;
  canAct: boolean;
}

/** What a tab shows while it loads, where that failed, and where there is nothing. */
const Frame = <T,>(props: {
  tab: TabName;
  query: { data: { items: T[] } | undefined; error: Error | null; refetch: () => unknown };
  shown: readonly T[];
  create: (() => void) | null;
  table: React.ReactNode;
}) => {
  const { tab, query, shown, create, table } = props;
  return (
    <>
      {!query.data && !query.error && <Loading text="Loading…" />}
      {query.error && (
        <ProblemState
          error={query.error}
          what={`${words[tab].tab} could not be loaded`}
          onRetry={() => void query.refetch()}
        />
      )}
      {query.data && shown.length === 0 && (
        <EmptyState
          icon="eye-slash"
          title={words[tab].none}
          testId={testIds.silences.empty}
          actions={create && <Button onClick={create}>{words[tab].one}</Button>}
        >
          {words[tab].about}
        </EmptyState>
      )}
      {shown.length > 0 && table}
    </>
  );
};

const SilencesTab = ({ state, set, canAct }: TabProps) => {
  const query = useSilences();
  const shown = (query.data?.items ?? []).filter((silence) =>
    state.state === 'current' ? silence.state !== 'expired' : silence.state === state.state
  );
  const close = () => set({ form: null, match: '' });
  const edited = query.data?.items.find(({ id }) => id === state.form) ?? null;
  return (
    <>
      <div role="group" aria-label="Which silences">
        <RadioButtonGroup
          size="sm"
          options={silenceStates.map((value) => ({ value, label: value }))}
          value={state.state}
          onChange={(value) => set({ state: value })}
        />
      </div>
      <Frame
        tab="silences"
        query={query}
        shown={shown}
        create={canAct ? () => set({ form: 'new' }) : null}
        table={<SilenceTable silences={shown} canAct={canAct} onEdit={(form) => set({ form })} />}
      />
      {(edited || (state.form === 'new' && canAct)) && (
        <SilenceForm key={state.form} silence={edited} match={state.match} onClose={close} />
      )}
    </>
  );
};

const WindowsTab = ({ state, set, canAct }: TabProps) => {
  const query = useMaintenanceWindows();
  const shown = query.data?.items ?? [];
  const edited = shown.find(({ spec }) => spec.name === state.form) ?? null;
  return (
    <>
      <Frame
        tab="windows"
        query={query}
        shown={shown}
        create={canAct ? () => set({ form: 'new' }) : null}
        table={<WindowTable windows={shown} canAct={canAct} onEdit={(form) => set({ form })} />}
      />
      {(edited || (state.form === 'new' && canAct)) && (
        <WindowForm key={state.form} window={edited} onClose={() => set({ form: null })} />
      )}
    </>
  );
};

const RulesTab = ({ state, set, canAct }: TabProps) => {
  const query = useInhibitionRules();
  const shown = query.data?.items ?? [];
  const edited = shown.find(({ spec }) => spec.name === state.form) ?? null;
  return (
    <>
      <Frame
        tab="rules"
        query={query}
        shown={shown}
        create={canAct ? () => set({ form: 'new' }) : null}
        table={<RuleTable rules={shown} canAct={canAct} onEdit={(form) => set({ form })} />}
      />
      {(edited || (state.form === 'new' && canAct)) && (
        <RuleForm key={state.form} rule={edited} onClose={() => set({ form: null })} />
      )}
    </>
  );
};

const content: Record<TabName, (props: TabProps) => React.ReactElement> = {
  silences: SilencesTab,
  windows: WindowsTab,
  rules: RulesTab,
};

/** What keeps alerts from people: silences, maintenance windows and inhibition rules. */
const SilencesPage = () => {
  const styles = useStyles2(getStyles);
  const { pathname, search } = useLocation();
  const navigate = useNavigate();
  const state = useMemo(() => parseSilencesUrl(search), [search]);
  const set = useCallback(
    (change: Partial<SilencesState>) =>
      navigate({ pathname, search: formatSilencesUrl({ ...state, ...change }) }, { replace: true }),
    [navigate, pathname, state]
  );
  const canAct = mayCall('createSilence');
  const Content = content[state.tab];
  return (
    <PluginPage>
      <div className={styles.page} data-testid={testIds.silences.page}>
        <SuppressionNotice />
        <div className={styles.bar}>
          <TabsBar>
            {tabs.map((tab) => (
              <Tab
                key={tab}
                label={words[tab].tab}
                active={state.tab === tab}
                onChangeTab={() => set({ tab, form: null, match: '' })}
              />
            ))}
          </TabsBar>
          {canAct && (
            <Button icon="plus" onClick={() => set({ form: 'new' })} data-testid={testIds.silences.create}>
              {words[state.tab].one}
            </Button>
          )}
        </div>
        {!canAct && (
          <ViewerNote testId={testIds.silences.viewerNote} actions="making and ending silences and other rules" />
        )}
        <Content state={state} set={set} canAct={canAct} />
      </div>
    </PluginPage>
  );
};

export default SilencesPage;

const getStyles = (theme: GrafanaTheme2) => ({
  page: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(2), minWidth: 0 }),
  bar: css({
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    justifyContent: 'space-between',
    gap: theme.spacing(1),
  }),
});
