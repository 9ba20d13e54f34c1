import { useCallback } from 'react';
import {
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
  type InfiniteData,
  type QueryClient,
} from '@tanstack/react-query';
import type { Alert, AlertFilter, Page, TriageAction } from '@watchroom/contract';
import { ApiProblem } from '../api/apiProblem';
import { call } from '../api/client';
import { filterParams, type AlertQuery } from './alertFilter';
import { applyOwnAction, byId, replaceInPages } from './liveCache';
import { queryKey } from './keys';

const pageSize = 100;

/** One page of alerts by filter, straight from the companion. */
export const alertPage = ({ filter, sort, order }: AlertQuery, cursor: string | undefined, limit = pageSize) =>
  call('listAlerts', { query: { ...filterParams(filter), sort, order, limit, cursor } });

/** Alerts by filter, page after page. Live updates patch it; it is fetched again only by `useRefreshAlerts`. */
export const useAlertList = (query: AlertQuery) =>
  useInfiniteQuery({
    queryKey: queryKey('listAlerts', query),
    queryFn: ({ pageParam }) => alertPage(query, pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    staleTime: Infinity,
    // The rows before stay until the new ones are there.
    placeholderData: (previous) => previous,
    // Another visit starts with what is true then.
    gcTime: 0,
  });

/** Fetches a list's first page again and shows it at once, without a loading state in between; answers with that page. */
export const useRefreshAlerts = () => {
  const client = useQueryClient();
  return useCallback(
    async (query: AlertQuery) => {
      const first = await alertPage(query, undefined);
      client.setQueryData<InfiniteData<Page<Alert>, string | undefined>>(queryKey('listAlerts', query), (held) => {
        // A row that changed while the page was under way keeps its newer state.
        const known = held?.pages.flatMap(({ items }) => items) ?? [];
        return replaceInPages({ pages: [first], pageParams: [undefined] }, byId(known));
      });
      return first;
    },
    [client]
  );
};

export const useAlertFacets = (filter: AlertFilter, labels: readonly string[] = []) =>
  useQuery({
    queryKey: queryKey('alertFacets', filter, labels),
    queryFn: () =>
      call('alertFacets', { query: { ...filterParams(filter), labels: labels.length > 0 ? [...labels] : undefined } }),
    placeholderData: (previous) => previous,
  });

/** One alert; starts with what a list already holds. */
export const useAlert = (id: string) => {
  const client = useQueryClient();
  return useQuery({
    queryKey: queryKey('getAlert', id),
    queryFn: () => call('getAlert', { params: { id } }),
    initialData: () => heldAlert(client, id),
    initialDataUpdatedAt: 0,
  });
};

const heldAlert = (client: QueryClient, id: string): Alert | undefined =>
  client
    .getQueriesData<InfiniteData<Page<Alert>>>({ queryKey: ['listAlerts'] })
    .flatMap(([, data]) => data?.pages ?? [])
    .flatMap((page) => page.items)
    .find((alert) => alert.id === id);

export const useAlertTimeline = (id: string) =>
  useInfiniteQuery({
    queryKey: queryKey('alertTimeline', id),
    queryFn: ({ pageParam }) =>
      call('alertTimeline', { params: { id }, query: { limit: pageSize, cursor: pageParam } }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });

export const useAlertEvents = (id: string) =>
  useInfiniteQuery({
    queryKey: queryKey('alertEvents', id),
    queryFn: ({ pageParam }) => call('alertEvents', { params: { id }, query: { limit: 20, cursor: pageParam } }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });

export interface TriageOutcome {
  alerts: Alert[];
  refused: Array<{ id: string; reason: string }>;
}

/** The API takes this many alerts in one action. */
const triageLimit = 1000;

const triage = async (alertIds: readonly string[], action: TriageAction): Promise<TriageOutcome> => {
  const [only] = alertIds;
  if (only !== undefined && alertIds.length === 1) {
    try {
      return { alerts: [await call('triageAlert', { params: { id: only }, body: action })], refused: [] };
    } catch (error) {
      if (error instanceof ApiProblem && error.kind === 'conflict') {
        return { alerts: [], refused: [{ id: only, reason: error.detail }] };
      }
      throw error;
    }
  }
  const outcome: TriageOutcome = { alerts: [], refused: [] };
  for (let start = 0; start < alertIds.length; start += triageLimit) {
    const part = await call('triageAlerts', { body: { alertIds: alertIds.slice(start, start + triageLimit), action } });
    outcome.alerts.push(...part.alerts);
    outcome.refused.push(...part.refused);
  }
  return outcome;
};

/** One action on one or many alerts. Refusals by the state machine are part of the outcome, anything else is an `ApiProblem`. */
export const useTriage = () => {
  const client = useQueryClient();
  return useMutation<TriageOutcome, Error, { alertIds: readonly string[]; action: TriageAction }>({
    mutationFn: ({ alertIds, action }) => triage(alertIds, action),
    onSuccess: (outcome) => applyOwnAction(client, outcome.alerts),
  });
};
