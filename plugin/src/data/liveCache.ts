import type { InfiniteData, QueryClient } from '@tanstack/react-query';
import type { Alert, Incident, Page } from '@watchroom/contract';
import { matchesFilter, type AlertQuery } from './alertFilter';
import { incidentAlertsKey, queryKey } from './keys';

type Pages<T> = InfiniteData<Page<T>, string | undefined>;
interface Stored {
  id: string;
  version: number;
}

const newer = <T extends Stored>(held: T, fresh: T | undefined): T =>
  fresh !== undefined && fresh.version > held.version ? fresh : held;

/** Puts newer versions in the places of older ones; order and length stay, and so does the very object where nothing changed. */
export const replaceInPages = <T extends Stored>(data: Pages<T>, fresh: Map<string, T>): Pages<T> => {
  if (!data.pages.some((page) => page.items.some((item) => newer(item, fresh.get(item.id)) !== item))) {
    return data;
  }
  return {
    ...data,
    pages: data.pages.map((page) => ({ ...page, items: page.items.map((item) => newer(item, fresh.get(item.id))) })),
  };
};

const without = <T extends Stored>(data: Pages<T>, gone: (item: T) => boolean): Pages<T> => {
  const removed = data.pages.reduce((sum, page) => sum + page.items.filter(gone).length, 0);
  return removed === 0
    ? data
    : {
        ...data,
        pages: data.pages.map((page) => ({
          ...page,
          items: page.items.filter((item) => !gone(item)),
          total: Math.max(0, page.total - removed),
        })),
      };
};

/** Documents by their id. */
export const byId = <T extends Stored>(items: readonly T[]): Map<string, T> =>
  new Map(items.map((item) => [item.id, item]));

const patchLists = <T extends Stored>(
  client: QueryClient,
  name: 'listAlerts' | 'listIncidents',
  fresh: Map<string, T>
) => client.setQueriesData<Pages<T>>({ queryKey: [name] }, (data) => data && replaceInPages(data, fresh));

const patchAlerts = (client: QueryClient, alerts: readonly Alert[]) => {
  patchLists(client, 'listAlerts', byId(alerts));
  for (const alert of alerts) {
    client.setQueryData<Alert>(queryKey('getAlert', alert.id), (held) => held && newer(held, alert));
    void client.invalidateQueries({ queryKey: queryKey('alertTimeline', alert.id) });
    void client.invalidateQueries({ queryKey: queryKey('alertEvents', alert.id) });
    void client.invalidateQueries({ queryKey: queryKey('alertWhy', alert.id) });
    if (alert.incidentId !== null) {
      void client.invalidateQueries({ queryKey: incidentAlertsKey(alert.incidentId) });
    }
  }
};

const patchIncidents = (client: QueryClient, incidents: readonly Incident[]) => {
  patchLists(client, 'listIncidents', byId(incidents));
  for (const incident of incidents) {
    const held = client.getQueryData<Incident>(queryKey('getIncident', incident.id));
    client.setQueryData<Incident>(queryKey('getIncident', incident.id), held && newer(held, incident));
    if (held && incident.alertCount < held.alertCount) {
      // Alerts that were moved elsewhere tell of their new incident only.
      void client.invalidateQueries({ queryKey: incidentAlertsKey(incident.id) });
    }
    void client.invalidateQueries({ queryKey: queryKey('incidentTimeline', incident.id) });
  }
};

/** Takes changes that others made into the caches: what is shown is updated in its place, nothing moves. */
export const applyChanges = (client: QueryClient, alerts: readonly Alert[], incidents: readonly Incident[]): void => {
  patchAlerts(client, alerts);
  patchIncidents(client, incidents);
};

/** Takes the answer to this person's own action in; alerts that a list's filter no longer wants leave that list. */
export const applyOwnAction = (client: QueryClient, alerts: readonly Alert[]): void => {
  patchAlerts(client, alerts);
  const touched = new Set(alerts.map(({ id }) => id));
  for (const query of client.getQueryCache().findAll({ queryKey: ['listAlerts'] })) {
    const { filter } = query.queryKey[1] as AlertQuery;
    client.setQueryData<Pages<Alert>>(
      query.queryKey,
      (data) => data && without(data, (alert) => touched.has(alert.id) && !matchesFilter(alert, filter))
    );
  }
  void client.invalidateQueries({ queryKey: ['alertFacets'] });
};
