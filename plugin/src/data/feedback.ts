import { useMutation, useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query';
import type { Feedback, FeedbackRequest } from '@watchroom/contract';
import { call } from '../api/client';
import { queryKey } from './keys';

export interface FeedbackFilter {
  detector?: string;
  seriesId?: string;
}

/** What people said that is in force, newest first. */
export const useFeedback = ({ detector, seriesId }: FeedbackFilter) =>
  useQuery({
    queryKey: queryKey('listFeedback', detector, seriesId),
    queryFn: () => call('listFeedback', { query: { detector, seriesId } }),
  });

/** Feedback changes what a series' detector thinks, so everything that shows judgements is asked for anew. */
export const refreshJudgements = (client: QueryClient): void => {
  for (const name of ['getAnomaly', 'listFeedback', 'listAnomalies', 'anomalyHeatmap', 'bands'] as const) {
    void client.invalidateQueries({ queryKey: [name] });
  }
};

/** As `refreshJudgements`; waits for the anomaly in question, so that its form closes on what was said. */
const refreshAround = async (client: QueryClient, anomalyId: string) => {
  await client.invalidateQueries({ queryKey: queryKey('getAnomaly', anomalyId) });
  refreshJudgements(client);
};

export const useGiveFeedback = (anomalyId: string) => {
  const client = useQueryClient();
  return useMutation<Feedback, Error, FeedbackRequest>({
    mutationFn: (body) => call('giveFeedback', { params: { id: anomalyId }, body }),
    onSuccess: () => refreshAround(client, anomalyId),
  });
};

export const useRevertFeedback = () => {
  const client = useQueryClient();
  return useMutation<Feedback, Error, string>({
    mutationFn: (id) => call('revertFeedback', { params: { id } }),
    onSuccess: (reverted) => refreshAround(client, reverted.anomalyId),
  });
};
