import { alert, alertEvent, timelineEntry } from './alert.js';
import { alertFacetsQuery, alertListQuery, alertValues, alertValuesQuery, facets, idPage, pageOf } from './query.js';
import type { RouteSpec } from './routes.js';
import { triageAction, triageRequest, triageResult } from './triage.js';

/** Lists of alerts, one alert, and what people do to them; part of `routes`. */
export const alertRoutes = {
  listAlerts: {
    method: 'GET',
    path: '/api/v1/alerts',
    summary: 'Alerts by filter, a page at a time',
    role: 'Viewer',
    query: alertListQuery,
    response: pageOf(alert),
  },
  alertFacets: {
    method: 'GET',
    path: '/api/v1/alerts/facets',
    summary: 'Counts by status, triage, severity, sender, service, assignee, team and labels',
    role: 'Viewer',
    query: alertFacetsQuery,
    response: facets,
  },
  alertValues: {
    method: 'GET',
    path: '/api/v1/alerts/values',
    summary: 'Values of a field or label, or names of labels, that begin so, most frequent first',
    role: 'Viewer',
    query: alertValuesQuery,
    response: alertValues,
  },
  getAlert: {
    method: 'GET',
    path: '/api/v1/alerts/{id}',
    summary: 'One alert',
    role: 'Viewer',
    response: alert,
  },
  alertTimeline: {
    method: 'GET',
    path: '/api/v1/alerts/{id}/timeline',
    summary: 'What happened to an alert, newest first',
    role: 'Viewer',
    query: idPage,
    response: pageOf(timelineEntry),
  },
  alertEvents: {
    method: 'GET',
    path: '/api/v1/alerts/{id}/events',
    summary: 'The events an alert is made of, newest first',
    role: 'Viewer',
    query: idPage,
    response: pageOf(alertEvent),
  },
  triageAlert: {
    method: 'POST',
    path: '/api/v1/alerts/{id}/triage',
    summary:
      'Acknowledge, snooze, close, reopen, assign, comment, attach a runbook or undo; 409 where the state does not allow it',
    role: 'Editor',
    body: triageAction,
    response: alert,
  },
  triageAlerts: {
    method: 'POST',
    path: '/api/v1/alerts/triage',
    summary: 'One action on many alerts; each refusal has its reason',
    role: 'Editor',
    body: triageRequest,
    response: triageResult,
  },
} as const satisfies Record<string, RouteSpec>;
