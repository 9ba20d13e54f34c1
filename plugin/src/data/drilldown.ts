import { useQuery } from '@tanstack/react-query';
import type { RouteInput } from '@watchroom/contract';
import { call } from '../api/client';
import { queryKey } from './keys';

export type DrilldownInput = NonNullable<RouteInput<'drilldown'>['query']>;

/** Which label values carry the change of a metric; asks nothing while `query` is null. */
export const useDrilldown = (query: DrilldownInput | null) =>
  useQuery({
    queryKey: queryKey('drilldown', query),
    queryFn: ({ signal }) => call('drilldown', { query: query ?? undefined }, { signal }),
    enabled: query !== null,
  });
