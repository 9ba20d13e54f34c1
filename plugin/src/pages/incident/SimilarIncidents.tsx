import React from 'react';
import { dateTimeFormat } from '@grafana/data';
import { Button } from '@grafana/ui';
import { Loading } from '../../components/Loading';
import { ProblemState } from '../../components/ProblemState';
import { TextLink } from '../../components/TextLink';
import { useIncidentAction, useSimilarIncidents } from '../../data/incidentWork';
import { mayCall } from '../../data/user';
import { appHref, incidentPage } from '../../navigation';

/** Earlier incidents like this one; those that still fire can be merged into it. */
export const SimilarIncidents = ({ incidentId }: { incidentId: string }) => {
  const { data, error, refetch } = useSimilarIncidents(incidentId);
  const merge = useIncidentAction(incidentId);
  if (!data) {
    return error ? (
      <ProblemState error={error} what="Similar incidents could not be loaded" onRetry={() => void refetch()} />
    ) : (
      <Loading text="Looking for similar incidents…" />
    );
  }
  return (
    <>
      {data.items.length === 0 && <p>None like it so far.</p>}
      <ul>
        {data.items.map(({ incident, reason }) => (
          <li key={incident.id}>
            <TextLink href={appHref(incidentPage(incident.id))}>{incident.title}</TextLink>{' '}
            {dateTimeFormat(incident.startsAt)}. {reason}.{' '}
            {incident.status === 'firing' && mayCall('mergeIncidents') && (
              <Button
                size="sm"
                variant="secondary"
                disabled={merge.isPending}
                onClick={() =>
                  merge.mutate({ kind: 'merge', incidentId: incident.id }, { onSuccess: () => void refetch() })
                }
              >
                Merge into this
              </Button>
            )}
          </li>
        ))}
      </ul>
      {merge.error && <ProblemState error={merge.error} what="It could not be merged" />}
    </>
  );
};
