import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Incident, IncidentChange } from '@watchroom/contract';
import { call } from '../api/client';
import { saveFile } from '../components/saveFile';
import { queryKey } from './keys';

export const useSimilarIncidents = (id: string) =>
  useQuery({ queryKey: queryKey('similarIncidents', id), queryFn: () => call('similarIncidents', { params: { id } }) });

export type IncidentAction =
  | { kind: 'change'; change: IncidentChange }
  | { kind: 'comment'; text: string }
  | { kind: 'addTask'; text: string }
  | { kind: 'task'; taskId: string; done: boolean }
  | { kind: 'merge'; incidentId: string };

const act = async (id: string, action: IncidentAction): Promise<Incident | null> => {
  switch (action.kind) {
    case 'change':
      return call('changeIncident', { params: { id }, body: action.change });
    case 'comment':
      await call('commentOnIncident', { params: { id }, body: { text: action.text } });
      return null;
    case 'addTask':
      return call('addIncidentTask', { params: { id }, body: { text: action.text, assignee: null } });
    case 'task':
      return call('changeIncidentTask', { params: { id, taskId: action.taskId }, body: { done: action.done } });
    case 'merge':
      return call('mergeIncidents', { params: { id }, body: { incidentIds: [action.incidentId] } });
  }
};

/** What a person does to an incident; what the page shows of it is fetched anew. */
export const useIncidentAction = (id: string) => {
  const client = useQueryClient();
  return useMutation<Incident | null, Error, IncidentAction>({
    mutationFn: (action) => act(id, action),
    onSuccess: async (incident) => {
      if (incident) {
        client.setQueryData<Incident>(queryKey('getIncident', id), incident);
      }
      await Promise.all([
        client.invalidateQueries({ queryKey: queryKey('incidentTimeline', id) }),
        client.invalidateQueries({ queryKey: queryKey('getIncident', id) }),
      ]);
    },
  });
};

/** The incident as a post-mortem: hands the browser a Markdown file. */
export const useExportPostMortem = (id: string) =>
  useMutation<void, Error>({
    mutationFn: async () => {
      const { filename, markdown } = await call('incidentPostMortem', { params: { id } });
      saveFile(filename, markdown, 'text/markdown');
    },
  });
