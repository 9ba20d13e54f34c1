import { useEffect, useState } from 'react';
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { AlertStatus, CauseFeedback, Incident, Severity } from '@watchroom/contract';
import { call } from '../api/client';
import { liveMessages } from '../api/live';
import { incidentAlertsKey, queryKey } from './keys';

export interface IncidentQuery {
  status: AlertStatus[];
  severity: Severity[];
  text: string;
}

export const useIncidentList = ({ status, severity, text }: IncidentQuery) =>
  useInfiniteQuery({
    queryKey: queryKey('listIncidents', { status, severity, text }),
    queryFn: ({ pageParam }) =>
      call('listIncidents', {
        query: {
          status: status.length > 0 ? status : undefined,
          severity: severity.length > 0 ? severity : undefined,
          text: text.trim() === '' ? undefined : text.trim(),
          cursor: pageParam,
        },
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    placeholderData: (previous) => previous,
  });

/** Ids of incidents that opened since the list was loaded and are not in it. `shown` must be a stable array. */
export const useWaitingIncidents = (status: readonly AlertStatus[], shown: readonly Incident[]) => {
  const [changed, setChanged] = useState<readonly Incident[]>([]);
  useEffect(() => {
    const subscription = liveMessages.subscribe((message) => {
      if (message.type === 'changes' && message.incidents.length > 0) {
        setChanged((held) => [
          ...held.filter(({ id }) => !message.incidents.some((incident) => incident.id === id)),
          ...message.incidents,
        ]);
      }
    });
    return () => subscription.unsubscribe();
  }, []);
  return changed.filter(
    (incident) =>
      !shown.some(({ id }) => id === incident.id) && (status.length === 0 || status.includes(incident.status))
  ).length;
};

export const useIncident = (id: string) =>
  useQuery({ queryKey: queryKey('getIncident', id), queryFn: () => call('getIncident', { params: { id } }) });

/** An incident's alerts in the order in which they began, at most this many. */
export const incidentAlertLimit = 200;

export const useIncidentAlerts = (incidentId: string) =>
  useQuery({
    queryKey: incidentAlertsKey(incidentId),
    queryFn: () =>
      call('listAlerts', { query: { incidentId, sort: 'startsAt', order: 'asc', limit: incidentAlertLimit } }),
  });

export const useIncidentTimeline = (id: string) =>
  useInfiniteQuery({
    queryKey: queryKey('incidentTimeline', id),
    queryFn: ({ pageParam }) => call('incidentTimeline', { params: { id }, query: { limit: 100, cursor: pageParam } }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });

/** Working the causes out costs the companion much, so they are asked for at this pace (ms) while the incident lasts. */
const rootCauseInterval = 20_000;

/** The causes: what metrics say at once, everything as soon as it is there. `data` is null until the first answer. */
export const useRootCause = (incidentId: string, lasting: boolean) => {
  const whole = useQuery({
    queryKey: queryKey('rootCause', incidentId),
    queryFn: () => call('rootCause', { params: { incidentId }, query: { stage: 'whole' } }),
    refetchInterval: lasting ? rootCauseInterval : false,
  });
  const first = useQuery({
    queryKey: queryKey('rootCause', `${incidentId} first`),
    queryFn: () => call('rootCause', { params: { incidentId }, query: { stage: 'first' } }),
    enabled: whole.data === undefined && !whole.isError,
  });
  return { data: whole.data ?? first.data, error: whole.error, refetch: whole.refetch };
};

/** Says of a candidate that it was the cause or was not; null takes it back. */
export const useCauseFeedback = (incidentId: string) => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: CauseFeedback) => call('rootCauseFeedback', { params: { incidentId }, body }),
    onSuccess: () => client.invalidateQueries({ queryKey: queryKey('rootCause', incidentId) }),
  });
};
