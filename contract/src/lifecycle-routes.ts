import type { RouteSpec } from './routes.js';
import { bulkCount, bulkFilter, bulkProgress, bulkRequest } from './triage.js';
import { alertWhy } from './why.js';

/** Operations on alerts beyond reading and single actions. */
export const lifecycleRoutes = {
  countForBulk: {
    method: 'POST',
    path: '/api/v1/alerts/bulk/count',
    summary: 'How many alerts a filter names; the token names exactly these for a bulk action',
    role: 'Editor',
    body: bulkFilter,
    response: bulkCount,
  },
  bulkTriage: {
    method: 'POST',
    path: '/api/v1/alerts/bulk',
    summary: 'One action on counted alerts, a part at a time; 409 where the count is too old',
    role: 'Editor',
    body: bulkRequest,
    response: bulkProgress,
  },
  alertWhy: {
    method: 'GET',
    path: '/api/v1/alerts/{id}/why',
    summary: 'Why people heard or did not hear of an alert, and what would happen if it fired now',
    role: 'Viewer',
    response: alertWhy,
  },
} as const satisfies Record<string, RouteSpec>;
