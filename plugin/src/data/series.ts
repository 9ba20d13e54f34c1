import { useQuery } from '@tanstack/react-query';
import type { BandsRequest } from '@watchroom/contract';
import { call } from '../api/client';
import { queryKey } from './keys';

/** Stored series by a Prometheus-like match, e.g. `http_requests_total{service="cart"}`. */
export const useSeries = (match: string, limit = 100) =>
  useQuery({
    queryKey: queryKey('listSeries', match, limit),
    queryFn: () => call('listSeries', { query: { match: match === '' ? undefined : match, limit } }),
  });

/** Bands for stored or supplied series; asks nothing while `request` is null. */
export const useBands = (request: BandsRequest | null) =>
  useQuery({
    queryKey: queryKey('bands', request),
    queryFn: () => call('bands', { body: request ?? undefined }),
    enabled: request !== null,
    placeholderData: (previous) => previous,
  });

/** Anomalies that overlap a time range (ms). */
export const useAnomalies = (from: number, to: number, seriesId?: string) =>
  useQuery({
    queryKey: queryKey('listAnomalies', from, to, seriesId),
    queryFn: () =>
      call('listAnomalies', {
        query: { from: new Date(from).toISOString(), to: new Date(to).toISOString(), seriesId },
      }),
  });
