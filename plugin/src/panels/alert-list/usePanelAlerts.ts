import { useCallback, useEffect } from 'react';
import { useMutation, useQueries, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Alert, Incident } from '@watchroom/contract';
import { call } from '../../api/client';
import { liveUpdates } from '../../api/live';
import { filterParams } from '../../data/alertFilter';
import { patchPage, type AlertPage } from './alertPage';
import type { PanelAlertQuery } from './options';

const listKey = (query: PanelAlertQuery) => ['panelAlerts', query] as const;
const incidentKey = (id: string) => ['panelIncident', id] as const;

/** After changes to a list that is cut off it is fetched again, at most once in this many ms. */
const refetchDelay = 2000;
/** Without a word from the live connection the list is still this fresh (ms). */
const refetchInterval = 60_000;

/** Alerts by the panel's options, kept up to date by live changes. */
export const usePanelAlerts = (query: PanelAlertQuery) => {
  const client = useQueryClient();
  const text = JSON.stringify(query);
  const result = useQuery({
    queryKey: listKey(query),
    queryFn: async (): Promise<AlertPage> => {
      const { filter, sort, order, limit } = query;
      const { items, total } = await call('listAlerts', { query: { ...filterParams(filter), sort, order, limit } });
      return { items, total };
    },
    refetchInterval,
    placeholderData: (previous) => previous,
  });

  useEffect(() => {
    const asked = JSON.parse(text) as PanelAlertQuery;
    const queryKey = listKey(asked);
    let waiting: ReturnType<typeof setTimeout> | undefined;
    const refetchSoon = () => {
      waiting ??= setTimeout(() => {
        waiting = undefined;
        void client.invalidateQueries({ queryKey });
      }, refetchDelay);
    };
    const subscription = liveUpdates.subscribe((update) => {
      if (update.type === 'resync') {
        void client.invalidateQueries({ queryKey });
      } else if (update.type === 'changes') {
        const page = client.getQueryData<AlertPage>(queryKey);
        if (page) {
          const patched = patchPage(page, update.alerts, asked);
          client.setQueryData(queryKey, patched.page);
          if (patched.incomplete) {
            refetchSoon();
          }
        }
        for (const incident of update.incidents) {
          client.setQueryData<Incident>(incidentKey(incident.id), (held) => held && incident);
        }
      }
    });
    return () => {
      subscription.unsubscribe();
      clearTimeout(waiting);
    };
  }, [client, text]);

  const refetch = result.refetch;
  return { ...result, refresh: useCallback(() => void refetch(), [refetch]) };
};

/** Titles of incidents by id, as far as they are known yet. */
export const useIncidentTitles = (ids: readonly string[]): ReadonlyMap<string, string> => {
  const results = useQueries({
    queries: ids.map((id) => ({
      queryKey: incidentKey(id),
      queryFn: () => call('getIncident', { params: { id } }),
    })),
  });
  return new Map(results.flatMap(({ data }) => (data ? [[data.id, data.title] as const] : [])));
};

/** Acknowledges one alert; the list shows the answer at once. */
export const useAcknowledge = (query: PanelAlertQuery) => {
  const client = useQueryClient();
  return useMutation<Alert, Error, string>({
    mutationFn: (id) => call('triageAlert', { params: { id }, body: { action: 'acknowledge' } }),
    onSuccess: (alert) => {
      client.setQueryData<AlertPage>(listKey(query), (page) => page && patchPage(page, [alert], query).page);
    },
  });
};
