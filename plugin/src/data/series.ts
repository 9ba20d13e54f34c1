import { useQuery } from '@tanstack/react-query';
import type { BandsRequest } from '@watchroom/contract';
import { call } from '../api/client';
import { queryKey } from './keys';

/** Stored series by a Prometheus-like match, e.g. `http_requests_total{service="cart"}`. */
export const useSeries = (match: string, limit = 100, enabled = true) =>
  useQuery({
    queryKey: queryKey('listSeries', match, limit),
    queryFn: () => call('listSeries', { query: { match: match === '' ? undefined : match, limit } }),
    enabled,
  });

/** Bands for stored or supplied series; asks nothing while `request` is null. */
export const useBands = (request: BandsRequest | null) =>
  useQuery({
    queryKey: queryKey('bands', request),
    queryFn: () => call('bands', { body: request ?? undefined }),
    enabled: request !== null,
    placeholderData: (previous) => previous,
  });

/** Anomalies of one series that overlap a time range (ms); asks nothing while `seriesId` is null. */
export const useSeriesAnomalies = (seriesId: string | null, from: number, to: number) =>
  useQuery({
    queryKey: queryKey('listAnomalies', from, to, seriesId),
    queryFn: () =>
      call('listAnomalies', {
        query: { from: new Date(from).toISOString(), to: new Date(to).toISOString(), seriesId: seriesId ?? '' },
      }),
    enabled: seriesId !== null,
    placeholderData: (previous) => previous,
  });
