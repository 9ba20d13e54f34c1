import React from 'react';
import { Loading } from '../../components/Loading';
import { ProblemState } from '../../components/ProblemState';
import { SeverityLabel } from '../../components/SeverityLabel';
import { SimpleTable } from '../../components/SimpleTable';
import { TextLink } from '../../components/TextLink';
import { TimeAgo } from '../../components/TimeAgo';
import { TriageLabel } from '../../components/TriageLabel';
import { useNow } from '../../components/useNow';
import { incidentAlertLimit, useIncidentAlerts } from '../../data/incidents';
import { alertPage, appHref } from '../../navigation';
import { testIds } from '../../testIds';

/** The incident's alerts, in the order in which they began. */
export const IncidentAlerts = ({ incidentId }: { incidentId: string }) => {
  const now = useNow();
  const { data, error, refetch } = useIncidentAlerts(incidentId);
  if (!data) {
    return error ? (
      <ProblemState error={error} what="The alerts could not be loaded" onRetry={() => void refetch()} />
    ) : (
      <Loading text="Loading alerts…" />
    );
  }
  const inInbox = appHref(`inbox?status=any&triage=any&incident=${encodeURIComponent(incidentId)}`);
  return (
    <>
      <SimpleTable
        label="Alerts of this incident"
        testId={testIds.incident.alerts}
        items={data.items}
        rowKey={({ id }) => id}
        columns={[
          { title: 'Severity', cell: (alert) => <SeverityLabel severity={alert.severity} status={alert.status} /> },
          {
            title: 'Alert',
            cell: ({ id, name, summary }) => (
              <>
                <TextLink href={appHref(`${alertPage(id)}`)}>{name}</TextLink>
                <div>{summary}</div>
              </>
            ),
          },
          { title: 'Service', cell: ({ service }) => service ?? '–' },
          { title: 'Triage', cell: (alert) => <TriageLabel alert={alert} /> },
          { title: 'Began', cell: ({ startsAt }) => <TimeAgo at={startsAt} now={now} suffix=" ago" /> },
          { title: 'Why here', cell: ({ incidentReason }) => incidentReason ?? '–' },
        ]}
      />
      <p>
        {data.total > incidentAlertLimit && `The first ${incidentAlertLimit} of ${data.total}. `}
        <TextLink href={inInbox}>Show them in the inbox</TextLink>
      </p>
    </>
  );
};
