import { useMutation, useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query';
import type { Detector, DetectorSpec, RouteResult } from '@watchroom/contract';
import { call } from '../api/client';
import { queryKey } from './keys';

/** Health changes with every run, so it is asked for at this pace (ms) while somebody looks. */
const healthInterval = 15_000;

export const useDetectors = () =>
  useQuery({
    queryKey: queryKey('listDetectors'),
    queryFn: () => call('listDetectors'),
    refetchInterval: ({ state }) => (state.data === undefined ? false : healthInterval),
  });

/** One detector; asks nothing while `name` is null. */
export const useDetector = (name: string | null) =>
  useQuery({
    queryKey: queryKey('getDetector', name),
    queryFn: () => call('getDetector', { params: { name: name ?? '' } }),
    enabled: name !== null,
  });

/** Connections of the YAML files that a detector may query. */
export const useSources = () =>
  useQuery({ queryKey: queryKey('listSources'), queryFn: () => call('listSources'), staleTime: 60_000 });

/** Holidays and maintenance of the YAML files. */
export const useCalendars = () =>
  useQuery({ queryKey: queryKey('listCalendars'), queryFn: () => call('listCalendars'), staleTime: 60_000 });

/** Somebody changed a detector. One that is open in a form is not asked for again: what is typed would stay, and it may be gone. */
export const refreshDetectors = (client: QueryClient): Promise<void> => {
  void client.invalidateQueries({ queryKey: ['getDetector'], refetchType: 'none' });
  return client.invalidateQueries({ queryKey: ['listDetectors'] });
};

/** Makes a detector, or changes the one that is called `existing`. */
export const useSaveDetector = (existing: string | null) => {
  const client = useQueryClient();
  return useMutation<Detector, Error, DetectorSpec>({
    mutationFn: (spec) =>
      existing === null
        ? call('createDetector', { body: spec })
        : call('updateDetector', { params: { name: existing }, body: spec }),
    onSuccess: (saved) => {
      const refreshed = refreshDetectors(client);
      client.setQueryData(queryKey('getDetector', saved.name), saved);
      return refreshed;
    },
  });
};

export const useDeleteDetector = () => {
  const client = useQueryClient();
  return useMutation<Detector, Error, string>({
    mutationFn: (name) => call('deleteDetector', { params: { name } }),
    onSuccess: () => refreshDetectors(client),
  });
};

export interface PreviewQuestion {
  spec: DetectorSpec;
  /** ms. */
  from: number;
  to: number;
}

/** What a detector would have found. The answer before stays until the new one is there; asks nothing while it is null. */
export const usePreview = (question: PreviewQuestion | null) =>
  useQuery<RouteResult<'previewDetector'>>({
    queryKey: queryKey('previewDetector', question),
    queryFn: ({ signal }) =>
      call('previewDetector', { body: question ? { ...question, maxSeries: 12 } : undefined }, { signal }),
    enabled: question !== null,
    placeholderData: (previous) => previous,
    retry: false,
    gcTime: 60_000,
  });
