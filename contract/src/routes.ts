import { z } from 'zod';
import { timelineEntry } from './alert.js';
import { alertmanagerRoutes } from './alertmanager-alerts.js';
import { alertRoutes } from './alert-routes.js';
import { statusReport } from './health.js';
import type { Role } from './identity.js';
import { calendar } from './calendar.js';
import { correlationRoutes } from './correlation.js';
import { changeRoutes } from './change-routes.js';
import { incidentRoutes } from './incident-routes.js';
import { incident } from './incident.js';
import { logRoutes } from './log-routes.js';
import { idPage, incidentListQuery, pageOf } from './query.js';
import { drilldownRoutes } from './drilldown.js';
import { causeFeedback, rootCauseQuery, rootCauseResult } from './root-cause.js';
import {
  anomalyDetail,
  anomalyHeatmap,
  detector,
  detectorPreview,
  detectorPreviewRequest,
  detectorSource,
  detectorSpec,
  feedback,
  feedbackRequest,
} from './detector.js';
import { reportRoutes } from './report.js';
import { senderRoutes } from './sender-routes.js';
import { anomaly, band, bandsRequest, series } from './series.js';
import { serviceGraphRoutes } from './service-graph-routes.js';
import { moment } from './time.js';
import { lifecycleRoutes } from './lifecycle-routes.js';
import { savedViewRoutes } from './saved-view.js';
import { suppressionRoutes } from './suppression-routes.js';

/** One operation of the HTTP API. Paths carry parameters in braces: `/api/v1/alerts/{id}`. */
export interface RouteSpec {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  path: string;
  summary: string;
  /** The least role that may call it; checked in the plugin's backend and again in the companion. */
  role: Role;
  query?: z.ZodObject;
  body?: z.ZodType;
  response: z.ZodType;
}

const items = <T extends z.ZodType>(item: T) => z.object({ items: z.array(item) });

/** Every operation of the API: the companion serves this table, the plugin calls it, `/openapi.json` is made from it. */
export const routes = {
  ...alertRoutes,
  ...savedViewRoutes,
  ...lifecycleRoutes,
  ...suppressionRoutes,
  ...alertmanagerRoutes,
  listIncidents: {
    method: 'GET',
    path: '/api/v1/incidents',
    summary: 'Incidents, newest first',
    role: 'Viewer',
    query: incidentListQuery,
    response: pageOf(incident),
  },
  getIncident: {
    method: 'GET',
    path: '/api/v1/incidents/{id}',
    summary: 'One incident',
    role: 'Viewer',
    response: incident,
  },
  incidentTimeline: {
    method: 'GET',
    path: '/api/v1/incidents/{id}/timeline',
    summary: 'What happened to an incident and its alerts, newest first',
    role: 'Viewer',
    query: idPage,
    response: pageOf(timelineEntry),
  },
  ...incidentRoutes,
  ...correlationRoutes,
  ...logRoutes,
  ...drilldownRoutes,
  rootCause: {
    method: 'GET',
    path: '/api/v1/root-cause/{incidentId}',
    summary: 'Ranked root-cause candidates of an incident with their evidence',
    role: 'Viewer',
    query: rootCauseQuery,
    response: rootCauseResult,
  },
  rootCauseFeedback: {
    method: 'POST',
    path: '/api/v1/root-cause/{incidentId}/feedback',
    summary: 'Says of a candidate that it was the cause or was not; later similar incidents heed it',
    role: 'Editor',
    body: causeFeedback,
    response: causeFeedback,
  },
  listSeries: {
    method: 'GET',
    path: '/api/v1/series',
    summary: 'Stored series by name and labels',
    role: 'Viewer',
    query: z.object({
      /** As in Prometheus: `name{label="value",other=~"re.*"}`. */
      match: z.string().max(2000).optional(),
      limit: z.coerce.number().int().min(1).max(1000).default(100),
    }),
    response: items(series),
  },
  bands: {
    method: 'POST',
    path: '/api/v1/bands',
    summary: 'Expected ranges and scores, for stored series or for points that the caller supplies',
    role: 'Viewer',
    body: bandsRequest,
    response: items(band),
  },
  listAnomalies: {
    method: 'GET',
    path: '/api/v1/anomalies',
    summary: 'Anomalies that overlap a time range, newest first',
    role: 'Viewer',
    query: z.object({
      from: moment,
      to: moment,
      seriesId: z.string().optional(),
      detector: z.string().optional(),
      limit: z.coerce.number().int().min(1).max(1000).default(200),
    }),
    response: items(anomaly),
  },
  anomalyHeatmap: {
    method: 'GET',
    path: '/api/v1/anomalies/heatmap',
    summary: 'Series by time: where and when anomalies were',
    role: 'Viewer',
    query: z.object({
      from: moment,
      to: moment,
      detector: z.string().optional(),
      /** As in Prometheus: `name{label="value"}`. */
      match: z.string().max(2000).optional(),
      buckets: z.coerce.number().int().min(2).max(500).default(96),
      limit: z.coerce.number().int().min(1).max(500).default(100),
    }),
    response: anomalyHeatmap,
  },
  getAnomaly: {
    method: 'GET',
    path: '/api/v1/anomalies/{id}',
    summary: 'One anomaly with similar earlier ones and what people said of it',
    role: 'Viewer',
    response: anomalyDetail,
  },
  giveFeedback: {
    method: 'POST',
    path: '/api/v1/anomalies/{id}/feedback',
    summary: 'Says that an anomaly is none, or is expected until a time',
    role: 'Editor',
    body: feedbackRequest,
    response: feedback,
  },
  listFeedback: {
    method: 'GET',
    path: '/api/v1/feedback',
    summary: 'What people said of anomalies and is in force, newest first',
    role: 'Viewer',
    query: z.object({ seriesId: z.string().optional(), detector: z.string().optional() }),
    response: items(feedback),
  },
  revertFeedback: {
    method: 'DELETE',
    path: '/api/v1/feedback/{id}',
    summary: 'Takes feedback back; the series is judged as before',
    role: 'Editor',
    response: feedback,
  },
  listDetectors: {
    method: 'GET',
    path: '/api/v1/detectors',
    summary: 'Detectors with their health',
    role: 'Viewer',
    response: items(detector),
  },
  createDetector: {
    method: 'POST',
    path: '/api/v1/detectors',
    summary: 'Makes a detector; 409 where the name is taken',
    role: 'Editor',
    body: detectorSpec,
    response: detector,
  },
  previewDetector: {
    method: 'POST',
    path: '/api/v1/detectors/preview',
    summary: 'What a detector would have found; nothing is stored',
    role: 'Editor',
    body: detectorPreviewRequest,
    response: detectorPreview,
  },
  getDetector: {
    method: 'GET',
    path: '/api/v1/detectors/{name}',
    summary: 'One detector',
    role: 'Viewer',
    response: detector,
  },
  updateDetector: {
    method: 'PUT',
    path: '/api/v1/detectors/{name}',
    summary: 'Changes a detector; 409 where it is provisioned by a file',
    role: 'Editor',
    body: detectorSpec,
    response: detector,
  },
  deleteDetector: {
    method: 'DELETE',
    path: '/api/v1/detectors/{name}',
    summary: 'Removes a detector; 409 where it is provisioned by a file',
    role: 'Editor',
    response: detector,
  },
  listSources: {
    method: 'GET',
    path: '/api/v1/sources',
    summary: 'Connections that detectors may query, with their health',
    role: 'Viewer',
    response: items(detectorSource),
  },
  listCalendars: {
    method: 'GET',
    path: '/api/v1/calendars',
    summary: 'Holidays and maintenance that detectors heed, as the YAML files say',
    role: 'Viewer',
    response: items(calendar),
  },
  ...senderRoutes,
  ...reportRoutes,
  ...changeRoutes,
  ...serviceGraphRoutes,
  status: {
    method: 'GET',
    path: '/api/v1/status',
    summary: 'How the companion is set up and doing, and who you are to it',
    role: 'Viewer',
    response: statusReport,
  },
} as const satisfies Record<string, RouteSpec>;

export type Routes = typeof routes;
export type RouteName = keyof Routes;

type QueryOf<S> = S extends { query: infer Q extends z.ZodType } ? Q : never;
type BodyOf<S> = S extends { body: infer B extends z.ZodType } ? B : never;

/** What a caller hands to a route: wire forms of query and body. */
export type RouteInput<N extends RouteName> = {
  params?: Record<string, string>;
  query?: z.input<QueryOf<Routes[N]>>;
  body?: z.output<BodyOf<Routes[N]>>;
};
/** What a handler gets: decoded query and body. */
export type RouteQuery<N extends RouteName> = z.output<QueryOf<Routes[N]>>;
export type RouteBody<N extends RouteName> = z.output<BodyOf<Routes[N]>>;
/** The inside form of a route's answer. */
export type RouteResult<N extends RouteName> = z.output<Routes[N]['response']>;
