import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { SavedView, SavedViewSpec } from '@watchroom/contract';
import { call } from '../api/client';
import { queryKey } from './keys';

/** Views that the user can open, by name. */
export const useViews = () =>
  useQuery({ queryKey: queryKey('listViews'), queryFn: () => call('listViews'), staleTime: 60_000 });

/** Keeps a view, or changes the one with this id. */
export const useSaveView = () => {
  const client = useQueryClient();
  return useMutation<SavedView, Error, { id: string | null; spec: SavedViewSpec }>({
    mutationFn: ({ id, spec }) =>
      id === null ? call('createView', { body: spec }) : call('updateView', { params: { id }, body: spec }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['listViews'] }),
  });
};

export const useDeleteView = () => {
  const client = useQueryClient();
  return useMutation<SavedView, Error, string>({
    mutationFn: (id) => call('deleteView', { params: { id } }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['listViews'] }),
  });
};
