import { useMutation, useQueryClient, type QueryClient } from '@tanstack/react-query';
import type { Feedback, FeedbackRequest } from '@watchroom/contract';
import { call } from '../api/client';
import { queryKey } from './keys';

/** Feedback changes what a series' detector thinks, so everything that shows judgements is asked for anew. */
const refresh = async (client: QueryClient, anomalyId: string) => {
  await client.invalidateQueries({ queryKey: queryKey('getAnomaly', anomalyId) });
  for (const name of ['getAnomaly', 'listFeedback', 'listAnomalies', 'anomalyHeatmap', 'bands'] as const) {
    void client.invalidateQueries({ queryKey: [name] });
  }
};

export const useGiveFeedback = (anomalyId: string) => {
  const client = useQueryClient();
  return useMutation<Feedback, Error, FeedbackRequest>({
    mutationFn: (body) => call('giveFeedback', { params: { id: anomalyId }, body }),
    onSuccess: () => refresh(client, anomalyId),
  });
};

export const useRevertFeedback = () => {
  const client = useQueryClient();
  return useMutation<Feedback, Error, string>({
    mutationFn: (id) => call('revertFeedback', { params: { id } }),
    onSuccess: (reverted) => refresh(client, reverted.anomalyId),
  });
};
