import type { TimelineEntry } from '@watchroom/contract';
import type { Clock } from '../clock.js';
import { notFound } from '../http/http-problem.js';
import type { Handlers } from '../http/route.js';
import type { AlertStore } from '../stores/alert-store.js';
import type { IncidentService } from './incident-service.js';
import { postMortem } from './post-mortem.js';
import { similarTo } from './similar.js';

export type IncidentHandlers = Pick<
  Handlers,
  | 'listIncidents'
  | 'getIncident'
  | 'incidentTimeline'
  | 'changeIncident'
  | 'commentOnIncident'
  | 'addIncidentTask'
  | 'changeIncidentTask'
  | 'openIncident'
  | 'mergeIncidents'
  | 'splitIncident'
  | 'moveAlerts'
  | 'similarIncidents'
  | 'incidentPostMortem'
>;

/** Earlier incidents that are compared with one. */
const compared = 1000;
/** Lines of a timeline that a post-mortem shows. */
const maxLines = 2000;

/** Answers the contract's routes about incidents. */
export const createIncidentHandlers = (store: AlertStore, service: IncidentService, clock: Clock): IncidentHandlers => {
  const incidentOf = async (id = '') => {
    const [incident] = await store.getIncidents([id]);
    if (!incident) {
      throw notFound(`incident ${id}`);
    }
    return incident;
  };
  const timelineOf = async (incidentId: string): Promise<TimelineEntry[]> => {
    const entries: TimelineEntry[] = [];
    let cursor: string | undefined;
    do {
      const page = await store.timeline({ incidentId }, { limit: 1000, cursor });
      entries.push(...page.items);
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined && entries.length < maxLines);
    return entries.reverse();
  };
  return {
    listIncidents: ({ query }) => store.listIncidents(query),
    getIncident: ({ params }) => incidentOf(params['id']),
    incidentTimeline: async ({ params, query }) =>
      store.timeline({ incidentId: (await incidentOf(params['id'])).id }, query),
    changeIncident: ({ params, body, identity }) => service.change(params['id'] ?? '', body, identity.sub),
    commentOnIncident: ({ params, body, identity }) => service.comment(params['id'] ?? '', body.text, identity.sub),
    addIncidentTask: ({ params, body, identity }) => service.addTask(params['id'] ?? '', body, identity.sub),
    changeIncidentTask: ({ params, body, identity }) =>
      service.changeTask(params['id'] ?? '', params['taskId'] ?? '', body, identity.sub),
    openIncident: ({ body, identity }) => service.gather(body, identity.sub),
    mergeIncidents: ({ params, body, identity }) => service.merge(params['id'] ?? '', body.incidentIds, identity.sub),
    splitIncident: ({ params, body, identity }) => service.split(params['id'] ?? '', body, identity.sub),
    moveAlerts: ({ params, body, identity }) => service.move(params['id'] ?? '', body.alertIds, identity.sub),
    similarIncidents: async ({ params, query }) => {
      const incident = await incidentOf(params['id']);
      const { items } = await store.listIncidents({ limit: compared });
      return { items: similarTo(incident, items, query.limit) };
    },
    incidentPostMortem: async ({ params }) => {
      const incident = await incidentOf(params['id']);
      const alerts = await store.listAlerts({
        incidentId: incident.id,
        sort: 'startsAt',
        order: 'asc',
        limit: 1000,
      });
      return {
        filename: `post-mortem-${new Date(incident.startsAt).toISOString().slice(0, 10)}-${incident.id}.md`,
        markdown: postMortem(incident, alerts.items, await timelineOf(incident.id), clock.now()),
      };
    },
  };
};
