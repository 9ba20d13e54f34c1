import React, { useCallback } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { PluginPage } from '@grafana/runtime';
import { Button, useStyles2 } from '@grafana/ui';
import { useLocation, useNavigate } from 'react-router';
import { Loading } from '../../components/Loading';
import { ProblemState } from '../../components/ProblemState';
import { ViewerNote } from '../../components/ViewerNote';
import { useCorrelationRules } from '../../data/correlation';
import { mayCall } from '../../data/user';
import { testIds } from '../../testIds';
import { CorrelationForm } from './CorrelationForm';
import { CorrelationTable } from './CorrelationTable';

/** The rules by which alerts become incidents. `?form=new` or `?form=NAME` opens one. */
const CorrelationPage = () => {
  const styles = useStyles2(getStyles);
  const { pathname, search } = useLocation();
  const navigate = useNavigate();
  const form = new URLSearchParams(search).get('form');
  const setForm = useCallback(
    (name: string | null) =>
      navigate(
        { pathname, search: name === null ? '' : `?${new URLSearchParams({ form: name }).toString()}` },
        { replace: true }
      ),
    [navigate, pathname]
  );
  const { data, error, refetch } = useCorrelationRules();
  const canAct = mayCall('createCorrelationRule');
  const edited = data?.items.find(({ spec }) => spec.name === form) ?? null;
  return (
    <PluginPage>
      <div className={styles.page} data-testid={testIds.correlation.page}>
        <div className={styles.bar}>
          <p className={styles.about}>
            The first rule that is for an alert decides which others it belongs with. Alerts that no rule brings
            together join by evidence: the service map, what came together before, the machine, the message.
          </p>
          {canAct && (
            <Button icon="plus" onClick={() => setForm('new')} data-testid={testIds.correlation.create}>
              New rule
            </Button>
          )}
        </div>
        {!canAct && (
          <ViewerNote testId={testIds.correlation.viewerNote} actions="making and changing correlation rules" />
        )}
        {!data && !error && <Loading text="Loading rules…" />}
        {!data && error && (
          <ProblemState error={error} what="Correlation rules could not be loaded" onRetry={() => void refetch()} />
        )}
        {data && <CorrelationTable rules={data.items} canAct={canAct} onEdit={setForm} />}
        {(edited || (form === 'new' && canAct)) && (
          <CorrelationForm key={form} rule={edited} onClose={() => setForm(null)} />
        )}
      </div>
    </PluginPage>
  );
};

export default CorrelationPage;

const getStyles = (theme: GrafanaTheme2) => ({
  page: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(2), minWidth: 0 }),
  bar: css({
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    justifyContent: 'space-between',
    gap: theme.spacing(1),
  }),
  about: css({ margin: 0, maxWidth: 720, color: theme.colors.text.secondary }),
});
