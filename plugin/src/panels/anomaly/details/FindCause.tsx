import React from 'react';
import { useQuery } from '@tanstack/react-query';
import { LinkButton } from '@grafana/ui';
import type { Incident } from '@watchroom/contract';
import { call } from '../../../api/client';
import { queryKey } from '../../../data/keys';
import { appHref, causesPage } from '../../../navigation';
import { anomalyPanelTestIds } from '../testIds';

/** Incidents looked through, newest first. */
const lookedThrough = 200;
/** ms: what is odd may come this long before the incident that it makes, or be seen that long after. */
const slack = 30 * 60_000;

interface Mark {
  labels: Record<string, string>;
  /** ms. */
  from: number;
  to: number;
}

/**
 * The incident that concerns a series at a time: it lasted then and one of its services is named by a label of the series. One that goes on
 * comes first, then the newest; null where there is none.
 */
export const incidentOf = (incidents: readonly Incident[], { labels, from, to }: Mark): Incident | null => {
  const named = new Set(Object.values(labels));
  const fitting = incidents.filter(
    ({ services, startsAt, resolvedAt }) =>
      services.some((service) => named.has(service)) &&
      startsAt - slack <= to &&
      (resolvedAt === null || resolvedAt + slack >= from)
  );
  const [best] = fitting.sort(
    (a, b) => Number(b.status === 'firing') - Number(a.status === 'firing') || b.startsAt - a.startsAt
  );
  return best ?? null;
};

/** Leads to the probable causes of the incident that a mark belongs to; nothing where it belongs to none. */
export const FindCause = (mark: Mark) => {
  const { data } = useQuery({
    queryKey: queryKey('listIncidents', 'findCause'),
    queryFn: () => call('listIncidents', { query: { limit: lookedThrough } }),
  });
  const incident = data ? incidentOf(data.items, mark) : null;
  return incident ? (
    <LinkButton
      size="sm"
      variant="secondary"
      icon="search"
      href={appHref(causesPage(incident.id))}
      tooltip={incident.title}
      data-testid={anomalyPanelTestIds.findCause}
    >
      Find the cause
    </LinkButton>
  ) : null;
};
