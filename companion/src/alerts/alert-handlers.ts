import type { Asker, Identity } from '@watchroom/contract';
import type { Clock } from '../clock.js';
import { notFound } from '../http/http-problem.js';
import type { Handlers } from '../http/route.js';
import type { AlertStore } from '../stores/alert-store.js';
import type { TriageService } from './triage-service.js';

export type AlertHandlers = Pick<
  Handlers,
  | 'listAlerts'
  | 'alertFacets'
  | 'alertValues'
  | 'getAlert'
  | 'alertTimeline'
  | 'alertEvents'
  | 'triageAlert'
  | 'triageAlerts'
>;

/** Answers the contract's routes about alerts. */
export const createAlertHandlers = (store: AlertStore, triage: TriageService, clock: Clock): AlertHandlers => {
  const askerOf = ({ sub }: Identity): Asker => ({ me: sub, now: clock.now() });
  const alertOf = async (id = '') => {
    const [alert] = await store.getAlerts([id]);
    if (!alert) {
      throw notFound(`alert ${id}`);
    }
    return alert;
  };
  return {
    listAlerts: ({ query, identity }) => store.listAlerts(query, askerOf(identity)),
    alertFacets: ({ query: { labels, ...filter }, identity }) => store.facets(filter, labels, askerOf(identity)),
    alertValues: async ({ query: { field, prefix, limit } }) => ({
      items: await store.alertValues(field, prefix, limit),
    }),
    getAlert: ({ params }) => alertOf(params['id']),
    alertTimeline: async ({ params, query }) => store.timeline({ alertId: (await alertOf(params['id'])).id }, query),
    alertEvents: async ({ params, query }) => store.eventsOf((await alertOf(params['id'])).id, query),
    triageAlert: ({ params, body, identity }) => triage.act(params['id'] ?? '', body, identity.sub),
    triageAlerts: ({ body, identity }) => triage.actOnMany(body.alertIds, body.action, identity.sub),
  };
};
