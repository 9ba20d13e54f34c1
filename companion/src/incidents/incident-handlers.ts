import { notFound } from '../http/http-problem.js';
import type { Handlers } from '../http/route.js';
import type { AlertStore } from '../stores/alert-store.js';

export type IncidentHandlers = Pick<Handlers, 'listIncidents' | 'getIncident' | 'incidentTimeline'>;

/** Answers the contract's routes about incidents. */
export const createIncidentHandlers = (store: AlertStore): IncidentHandlers => {
  const incidentOf = async (id = '') => {
    const [incident] = await store.getIncidents([id]);
    if (!incident) {
      throw notFound(`incident ${id}`);
    }
    return incident;
  };
  return {
    listIncidents: ({ query }) => store.listIncidents(query),
    getIncident: ({ params }) => incidentOf(params['id']),
    incidentTimeline: async ({ params, query }) =>
      store.timeline({ incidentId: (await incidentOf(params['id'])).id }, query),
  };
};
