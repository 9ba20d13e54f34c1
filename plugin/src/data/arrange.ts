import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Alert, Incident } from '@watchroom/contract';
import { call } from '../api/client';
import { queryKey } from './keys';

/** What a person decides about which alerts belong together. */
export type Arrangement =
  | { kind: 'open'; alertIds: readonly string[]; title: string }
  | { kind: 'split'; from: string; alertIds: readonly string[]; title: string }
  | { kind: 'move'; into: string; alertIds: readonly string[] }
  | { kind: 'merge'; into: string; from: string };

/** As many as one request takes. */
const partSize = 1000;

const move = async (id: string, alertIds: readonly string[]): Promise<Incident> => {
  let incident = await call('moveAlerts', { params: { id }, body: { alertIds: alertIds.slice(0, partSize) } });
  for (let at = partSize; at < alertIds.length; at += partSize) {
    incident = await call('moveAlerts', { params: { id }, body: { alertIds: alertIds.slice(at, at + partSize) } });
  }
  return incident;
};

/** Opens an incident; what is too much for one request is moved in after. */
const openWith = async (
  alertIds: readonly string[],
  open: (part: string[]) => Promise<Incident>
): Promise<Incident> => {
  const incident = await open(alertIds.slice(0, partSize));
  return alertIds.length > partSize ? move(incident.id, alertIds.slice(partSize)) : incident;
};

const arrange = (wanted: Arrangement): Promise<Incident> => {
  switch (wanted.kind) {
    case 'open':
      return openWith(wanted.alertIds, (alertIds) => call('openIncident', { body: { alertIds, ...titled(wanted) } }));
    case 'split':
      return openWith(wanted.alertIds, (alertIds) =>
        call('splitIncident', { params: { id: wanted.from }, body: { alertIds, ...titled(wanted) } })
      );
    case 'move':
      return move(wanted.into, wanted.alertIds);
    case 'merge':
      return call('mergeIncidents', { params: { id: wanted.into }, body: { incidentIds: [wanted.from] } });
  }
};

const titled = ({ title }: { title: string }): { title?: string } =>
  title.trim() === '' ? {} : { title: title.trim() };

/** The moves that bring alerts back to where they were; null where some were in no incident. */
export const movesBack = (alerts: readonly Alert[]): Array<Extract<Arrangement, { kind: 'move' }>> | null => {
  const homes = new Map<string, string[]>();
  for (const { id, incidentId } of alerts) {
    if (incidentId === null) {
      return null;
    }
    homes.set(incidentId, [...(homes.get(incidentId) ?? []), id]);
  }
  return [...homes].map(([into, alertIds]) => ({ kind: 'move', into, alertIds }));
};

/** Moves, splits and merges; answers with the incident where the alerts are now. */
export const useArrange = () => {
  const client = useQueryClient();
  return useMutation<Incident, Error, Arrangement>({
    mutationFn: arrange,
    onSettled: (incident) => {
      if (incident) {
        client.setQueryData<Incident>(queryKey('getIncident', incident.id), incident);
      }
      for (const name of ['getIncident', 'incidentTimeline', 'listIncidents', 'similarIncidents', 'incidentAlerts']) {
        void client.invalidateQueries({ queryKey: [name] });
      }
    },
  });
};
