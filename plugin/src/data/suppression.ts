import { useMutation, useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query';
import type {
  InhibitionRuleSpec,
  MaintenanceWindowSpec,
  SilenceSpec,
  SuppressionPreviewRequest,
} from '@watchroom/contract';
import { call } from '../api/client';
import { queryKey } from './keys';

const lists = ['listSilences', 'listMaintenanceWindows', 'listInhibitionRules'] as const;

/** Counts of hits change with every alert, so they are asked for at this pace (ms) while somebody looks. */
const hitsInterval = 15_000;

const useList = <N extends (typeof lists)[number]>(name: N) =>
  useQuery({
    queryKey: queryKey(name),
    queryFn: () => call(name),
    refetchInterval: ({ state }) => (state.data === undefined ? false : hitsInterval),
  });

export const useSilences = () => useList('listSilences');
export const useMaintenanceWindows = () => useList('listMaintenanceWindows');
export const useInhibitionRules = () => useList('listInhibitionRules');

/** Somebody changed what keeps alerts from people, or its time came. */
export const refreshSuppression = (client: QueryClient): void => {
  lists.forEach((name) => void client.invalidateQueries({ queryKey: queryKey(name) }));
  void client.invalidateQueries({ queryKey: ['alertWhy'] });
};

const noticeKey = ['suppressionNotice'];

/** Keeps what people should know of a silence, e.g. that it ends soon. */
export const keepNotice = (client: QueryClient, notice: string | null): void => {
  client.setQueryData(noticeKey, notice);
};
export const useSuppressionNotice = () => {
  const client = useQueryClient();
  const { data } = useQuery<string | null>({
    queryKey: noticeKey,
    queryFn: () => null,
    staleTime: Infinity,
    initialData: null,
  });
  return { notice: data, dismiss: () => keepNotice(client, null) };
};

const useChange = <T>(change: (input: T) => Promise<unknown>) => {
  const client = useQueryClient();
  return useMutation<unknown, Error, T>({
    mutationFn: change,
    onSuccess: () => refreshSuppression(client),
  });
};

/** Makes one, or changes the one with this id or name. */
export const useSaveSilence = (id: string | null) =>
  useChange((body: SilenceSpec) =>
    id === null ? call('createSilence', { body }) : call('updateSilence', { params: { id }, body })
  );
export const useSaveWindow = (name: string | null) =>
  useChange((body: MaintenanceWindowSpec) =>
    name === null
      ? call('createMaintenanceWindow', { body })
      : call('updateMaintenanceWindow', { params: { name }, body })
  );
export const useSaveRule = (name: string | null) =>
  useChange((body: InhibitionRuleSpec) =>
    name === null ? call('createInhibitionRule', { body }) : call('updateInhibitionRule', { params: { name }, body })
  );

export const useExpireSilence = () => useChange((id: string) => call('expireSilence', { params: { id } }));
export const useDeleteWindow = () => useChange((name: string) => call('deleteMaintenanceWindow', { params: { name } }));
export const useDeleteRule = () => useChange((name: string) => call('deleteInhibitionRule', { params: { name } }));

/** What would be hit now; asks nothing while there is no request. */
export const useSuppressionPreview = (request: SuppressionPreviewRequest | null) =>
  useQuery({
    queryKey: queryKey('previewSuppression', request),
    queryFn: ({ signal }) =>
      request === null
        ? Promise.reject(new Error('nothing to preview'))
        : call('previewSuppression', { body: request }, { signal }),
    enabled: request !== null,
    placeholderData: (previous) => previous,
    retry: false,
  });

export const useAlertWhy = (id: string) =>
  useQuery({ queryKey: queryKey('alertWhy', id), queryFn: () => call('alertWhy', { params: { id } }) });
