import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { LoadingPlaceholder, useStyles2 } from '@grafana/ui';
import { ApiProblem } from '../../api/apiProblem';
import { ProblemState } from '../../components/ProblemState';
import { useNow } from '../../components/useNow';
import { mayCall } from '../../data/user';
import { appHref, incidentPage } from '../../navigation';
import { groupByIncident, type AlertGroup } from './alertPage';
import { AlertRow } from './AlertRow';
import type { PanelAlertQuery } from './options';
import { alertListTestIds } from './testIds';
import { useAcknowledge, useIncidentTitles, type usePanelAlerts } from './usePanelAlerts';

interface Props {
  query: PanelAlertQuery;
  alerts: ReturnType<typeof usePanelAlerts>;
  byIncident: boolean;
}

const sentenceOf = (error: Error): string => (error instanceof ApiProblem ? error.sentence : error.message);

/** The alerts, or why there are none. A failed refresh leaves what was there in sight. */
export const AlertList = ({ query, alerts, byIncident }: Props) => {
  const styles = useStyles2(getStyles);
  const now = useNow();
  const acknowledge = useAcknowledge(query);
  const { data, error, refresh } = alerts;
  const groups: AlertGroup[] = !data
    ? []
    : byIncident
      ? groupByIncident(data.items)
      : [{ incidentId: null, alerts: data.items }];
  const titles = useIncidentTitles(byIncident ? groups.flatMap(({ incidentId }) => incidentId ?? []) : []);
  if (!data) {
    return error ? (
      <ProblemState error={error} what="Alerts could not be loaded" onRetry={refresh} />
    ) : (
      <LoadingPlaceholder text="Loading alerts…" />
    );
  }
  const onAcknowledge = mayCall('triageAlert') ? (id: string) => acknowledge.mutate(id) : undefined;
  const problem = acknowledge.error
    ? `Not acknowledged. ${sentenceOf(acknowledge.error)}`
    : error
      ? `This may be old. ${sentenceOf(error)}`
      : null;
  return (
    <>
      {problem !== null && (
        <div className={styles.notice} role="alert" data-testid={alertListTestIds.notice}>
          {problem}
        </div>
      )}
      {data.items.length === 0 && (
        <div className={styles.empty} role="status" data-testid={alertListTestIds.empty}>
          No alerts match
        </div>
      )}
      {groups.map(({ incidentId, alerts: members }) => (
        <section key={incidentId ?? ''} data-testid={byIncident ? alertListTestIds.group : undefined}>
          {byIncident && (
            <h6 className={styles.group}>
              {incidentId === null ? (
                'Without an incident'
              ) : (
                <a href={appHref(incidentPage(incidentId))}>{titles.get(incidentId) ?? 'Incident'}</a>
              )}{' '}
              ({members.length})
            </h6>
          )}
          <ul className={styles.list} aria-label="Alerts" data-testid={alertListTestIds.list}>
            {members.map((alert) => (
              <AlertRow
                key={alert.id}
                alert={alert}
                now={now}
                onAcknowledge={onAcknowledge}
                busy={acknowledge.isPending && acknowledge.variables === alert.id}
              />
            ))}
          </ul>
        </section>
      ))}
      {data.total > data.items.length && (
        <a className={styles.more} href={appHref('inbox')} data-testid={alertListTestIds.more}>
          {data.items.length} of {data.total} shown; see all in the inbox
        </a>
      )}
    </>
  );
};

const getStyles = (theme: GrafanaTheme2) => ({
  list: css({ listStyle: 'none', margin: 0, padding: 0 }),
  group: css({
    margin: 0,
    padding: theme.spacing(0.5, 1),
    background: theme.colors.background.secondary,
    '& a:hover': { textDecoration: 'underline' },
  }),
  empty: css({ padding: theme.spacing(2), textAlign: 'center', color: theme.colors.text.secondary }),
  notice: css({ padding: theme.spacing(0.5, 1), color: theme.colors.warning.text }),
  more: css({ display: 'block', padding: theme.spacing(0.5, 1), color: theme.colors.text.link }),
});
