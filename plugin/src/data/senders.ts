import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Rejection, SenderPreview, SenderPreviewRequest } from '@watchroom/contract';
import { call } from '../api/client';
import { queryKey } from './keys';

/** Figures move with every event, so they are asked for at this pace (ms) while somebody looks. */
const figuresInterval = 15_000;

export const useSenders = () =>
  useQuery({
    queryKey: queryKey('listSenders'),
    queryFn: () => call('listSenders'),
    refetchInterval: ({ state }) => (state.data === undefined ? false : figuresInterval),
  });

/** Refused payloads, newest first; of one sender where `sender` is not null. */
export const useRejections = (sender: string | null) =>
  useQuery({
    queryKey: queryKey('listRejections', sender),
    queryFn: () => call('listRejections', { query: sender === null ? {} : { sender } }),
    refetchInterval: ({ state }) => (state.data === undefined ? false : figuresInterval),
  });

/** One refused payload with what it held; asks nothing while `id` is null. */
export const useRejection = (id: string | null) =>
  useQuery({
    queryKey: queryKey('getRejection', id),
    queryFn: () => call('getRejection', { params: { id: id ?? '' } }),
    enabled: id !== null,
  });

/** Lists and figures change when a payload is replayed or discarded. */
const useRefresh = () => {
  const client = useQueryClient();
  return () => {
    void client.invalidateQueries({ queryKey: ['listSenders'] });
    return client.invalidateQueries({ queryKey: ['listRejections'] });
  };
};

export const useReplay = () => {
  const refresh = useRefresh();
  return useMutation<{ accepted: number }, Error, string>({
    mutationFn: (id) => call('replayRejection', { params: { id } }),
    onSettled: refresh,
  });
};

export const useDiscard = () => {
  const refresh = useRefresh();
  return useMutation<Rejection, Error, string>({
    mutationFn: (id) => call('discardRejection', { params: { id } }),
    onSuccess: refresh,
  });
};

/** What a payload would become; nothing is stored. */
export const usePreviewSender = () =>
  useMutation<SenderPreview, Error, SenderPreviewRequest>({ mutationFn: (body) => call('previewSender', { body }) });
