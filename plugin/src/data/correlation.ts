import { useMutation, useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query';
import type { CorrelationPreviewRequest, PlacedCorrelationRule } from '@watchroom/contract';
import { call } from '../api/client';
import { queryKey } from './keys';

export const useCorrelationRules = () =>
  useQuery({ queryKey: queryKey('listCorrelationRules'), queryFn: () => call('listCorrelationRules') });

/** Somebody changed a correlation rule. */
export const refreshCorrelation = (client: QueryClient): void => {
  void client.invalidateQueries({ queryKey: queryKey('listCorrelationRules') });
};

const useChange = <T>(change: (input: T) => Promise<unknown>) => {
  const client = useQueryClient();
  return useMutation<unknown, Error, T>({ mutationFn: change, onSuccess: () => refreshCorrelation(client) });
};

/** Makes one, or changes the one of this name. */
export const useSaveCorrelationRule = (name: string | null) =>
  useChange((body: PlacedCorrelationRule) =>
    name === null ? call('createCorrelationRule', { body }) : call('updateCorrelationRule', { params: { name }, body })
  );
export const useDeleteCorrelationRule = () =>
  useChange((name: string) => call('deleteCorrelationRule', { params: { name } }));

/** What a rule would have made of the last days; asks nothing while there is no request. */
export const useCorrelationPreview = (request: CorrelationPreviewRequest | null) =>
  useQuery({
    queryKey: queryKey('previewCorrelationRule', request),
    queryFn: ({ signal }) =>
      request === null
        ? Promise.reject(new Error('nothing to preview'))
        : call('previewCorrelationRule', { body: request }, { signal }),
    enabled: request !== null,
    placeholderData: (previous) => previous,
    retry: false,
  });
