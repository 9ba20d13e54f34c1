import { useQuery } from '@tanstack/react-query';
import { call } from '../api/client';
import { queryKey } from './keys';

export interface HeatmapQuestion {
  /** ms. */
  from: number;
  to: number;
  detector: string;
  match: string;
  buckets: number;
}

/** At most this many series are shown at once. */
export const heatmapRowLimit = 200;

const filled = (text: string): string | undefined => (text.trim() === '' ? undefined : text.trim());

/** Series by time. The picture before stays until the new one is there. */
export const useHeatmap = ({ from, to, detector, match, buckets }: HeatmapQuestion) =>
  useQuery({
    queryKey: queryKey('anomalyHeatmap', { from, to, detector, match, buckets }),
    queryFn: () =>
      call('anomalyHeatmap', {
        query: {
          from: new Date(from).toISOString(),
          to: new Date(to).toISOString(),
          detector: filled(detector),
          match: filled(match),
          buckets,
          limit: heatmapRowLimit,
        },
      }),
    placeholderData: (previous) => previous,
  });

/** One anomaly with what explains it; asks nothing while `id` is null. */
export const useAnomaly = (id: string | null) =>
  useQuery({
    queryKey: queryKey('getAnomaly', id),
    queryFn: () => call('getAnomaly', { params: { id: id ?? '' } }),
    enabled: id !== null,
  });
