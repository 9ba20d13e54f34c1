import { notFound } from '../http/http-problem.js';
import type { Handlers } from '../http/route.js';
import type { AlertStore } from '../stores/alert-store.js';
import type { TriageService } from './triage-service.js';

export type AlertHandlers = Pick<
  Handlers,
  'listAlerts' | 'alertFacets' | 'getAlert' | 'alertTimeline' | 'alertEvents' | 'triageAlert' | 'triageAlerts'
>;

/** Answers the contract's routes about alerts. */
export const createAlertHandlers = (store: AlertStore, triage: TriageService): AlertHandlers => {
  const alertOf = async (id = '') => {
    const [alert] = await store.getAlerts([id]);
    if (!alert) {
      throw notFound(`alert ${id}`);
    }
    return alert;
  };
  return {
    listAlerts: ({ query }) => store.listAlerts(query),
    alertFacets: ({ query }) => store.facets(query),
    getAlert: ({ params }) => alertOf(params['id']),
    alertTimeline: async ({ params, query }) => store.timeline({ alertId: (await alertOf(params['id'])).id }, query),
    alertEvents: async ({ params, query }) => store.eventsOf((await alertOf(params['id'])).id, query),
    triageAlert: ({ params, body, identity }) => triage.act(params['id'] ?? '', body, identity.sub),
    triageAlerts: ({ body, identity }) => triage.actOnMany(body.alertIds, body.action, identity.sub),
  };
};
