import React from 'react';
import type { Incident } from '@watchroom/contract';
import { SeverityLabel } from '../../components/SeverityLabel';
import { SimpleTable } from '../../components/SimpleTable';
import { TextLink } from '../../components/TextLink';
import { shortDuration } from '../../components/time';
import { TimeAgo } from '../../components/TimeAgo';
import { useNow } from '../../components/useNow';
import { appHref, incidentPage } from '../../navigation';
import { testIds } from '../../testIds';

/** Incidents with what tells them apart at a glance. */
export const IncidentTable = ({ incidents }: { incidents: readonly Incident[] }) => {
  const now = useNow();
  return (
    <SimpleTable
      label="Incidents"
      testId={testIds.incidents.list}
      rowTestId={testIds.incidents.row}
      items={incidents}
      rowKey={({ id }) => id}
      columns={[
        { title: 'Severity', cell: ({ severity, status }) => <SeverityLabel severity={severity} status={status} /> },
        { title: 'Incident', cell: ({ id, title }) => <TextLink href={appHref(incidentPage(id))}>{title}</TextLink> },
        { title: 'Services', cell: ({ services }) => (services.length === 0 ? '–' : services.join(', ')) },
        { title: 'Alerts', cell: ({ alertCount, firingCount }) => `${firingCount} firing of ${alertCount}` },
        { title: 'Began', cell: ({ startsAt }) => <TimeAgo at={startsAt} now={now} suffix=" ago" /> },
        {
          title: 'Lasted',
          cell: ({ startsAt, resolvedAt }) => shortDuration(Math.max(0, (resolvedAt ?? now) - startsAt)),
        },
      ]}
    />
  );
};
