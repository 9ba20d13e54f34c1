import React, { useState } from 'react';
import { Checkbox } from '@grafana/ui';
import { useNavigate } from 'react-router';
import type { Alert, Incident } from '@watchroom/contract';
import { Loading } from '../../components/Loading';
import { ProblemState } from '../../components/ProblemState';
import { SeverityLabel } from '../../components/SeverityLabel';
import { SimpleTable, type Column } from '../../components/SimpleTable';
import { TextLink } from '../../components/TextLink';
import { TimeAgo } from '../../components/TimeAgo';
import { TriageLabel } from '../../components/TriageLabel';
import { useNow } from '../../components/useNow';
import { incidentAlertLimit, useIncidentAlerts } from '../../data/incidents';
import { mayCall } from '../../data/user';
import { alertPage, appHref, incidentPage } from '../../navigation';
import { appPath } from '../../pluginId';
import { testIds } from '../../testIds';
import { useSelection } from '../inbox/useSelection';
import { ArrangedNotice } from './arrange/ArrangedNotice';
import { useArranging, type Arranged } from './arrange/useArranging';
import { MemberBar } from './MemberBar';

const noAlerts: readonly Alert[] = [];

/** The incident's alerts, in the order in which they began; an editor can split them off, move them and merge the incident. */
export const IncidentAlerts = ({ incident }: { incident: Incident }) => {
  const now = useNow();
  const navigate = useNavigate();
  const { data, error, refetch } = useIncidentAlerts(incident.id);
  const alerts = data?.items ?? noAlerts;
  const { ids, selected, toggle, clear, selectAll } = useSelection(alerts);
  const [arranged, setArranged] = useState<Arranged | null>(null);
  const { ask, dialog } = useArranging((done, wanted) => {
    clear();
    setArranged(done);
    if (wanted.kind === 'merge' && done.incident) {
      navigate(appPath(incidentPage(done.incident.id)));
    }
  });
  const canArrange = mayCall('splitIncident') && incident.mergedInto === undefined;
  if (!data) {
    return error ? (
      <ProblemState error={error} what="The alerts could not be loaded" onRetry={() => void refetch()} />
    ) : (
      <Loading text="Loading alerts…" />
    );
  }
  const inInbox = appHref(`inbox?status=any&triage=any&incident=${encodeURIComponent(incident.id)}`);
  const select: Column<Alert> = {
    title: 'Select',
    cell: ({ id, name }) => <Checkbox aria-label={`Select ${name}`} value={ids.has(id)} onChange={() => toggle(id)} />,
  };
  return (
    <>
      {arranged && <ArrangedNotice arranged={arranged} onDismiss={() => setArranged(null)} />}
      {canArrange && alerts.length > 0 && (
        <MemberBar
          incident={incident}
          selected={selected}
          allSelected={selected.length === alerts.length}
          onAsk={ask}
          onSelectAll={selectAll}
          onClear={clear}
        />
      )}
      <SimpleTable
        label="Alerts of this incident"
        testId={testIds.incident.alerts}
        items={alerts}
        rowKey={({ id }) => id}
        columns={[
          ...(canArrange ? [select] : []),
          { title: 'Severity', cell: (alert) => <SeverityLabel severity={alert.severity} status={alert.status} /> },
          {
            title: 'Alert',
            cell: ({ id, name, summary }) => (
              <>
                <TextLink href={appHref(alertPage(id))}>{name}</TextLink>
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
      {dialog}
    </>
  );
};
