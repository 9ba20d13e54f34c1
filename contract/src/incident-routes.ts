import { z } from 'zod';
import { timelineEntry } from './alert.js';
import {
  incident,
  incidentChange,
  incidentComment,
  mergeRequest,
  moveRequest,
  newIncident,
  newTask,
  similarIncident,
  splitRequest,
  taskChange,
} from './incident.js';
import type { RouteSpec } from './routes.js';

/** What people do to incidents, and what is made of them. */
export const incidentRoutes = {
  openIncident: {
    method: 'POST',
    path: '/api/v1/incidents',
    summary: 'Opens an incident of alerts, of whatever incident or of none; they stay there',
    role: 'Editor',
    body: newIncident,
    response: incident,
  },
  changeIncident: {
    method: 'PUT',
    path: '/api/v1/incidents/{id}',
    summary: 'Sets title, severity, stage or lead of an incident; what is left out stays',
    role: 'Editor',
    body: incidentChange,
    response: incident,
  },
  commentOnIncident: {
    method: 'POST',
    path: '/api/v1/incidents/{id}/comments',
    summary: "Adds a comment to an incident's timeline",
    role: 'Editor',
    body: incidentComment,
    response: timelineEntry,
  },
  addIncidentTask: {
    method: 'POST',
    path: '/api/v1/incidents/{id}/tasks',
    summary: 'Adds a task to an incident',
    role: 'Editor',
    body: newTask,
    response: incident,
  },
  changeIncidentTask: {
    method: 'PUT',
    path: '/api/v1/incidents/{id}/tasks/{taskId}',
    summary: 'Changes a task of an incident or marks it done',
    role: 'Editor',
    body: taskChange,
    response: incident,
  },
  mergeIncidents: {
    method: 'POST',
    path: '/api/v1/incidents/{id}/merge',
    summary: 'Makes other incidents part of this one; what would have joined them joins this one',
    role: 'Editor',
    body: mergeRequest,
    response: incident,
  },
  splitIncident: {
    method: 'POST',
    path: '/api/v1/incidents/{id}/split',
    summary: "Makes an incident of its own of some of an incident's alerts; answers with the new one",
    role: 'Editor',
    body: splitRequest,
    response: incident,
  },
  moveAlerts: {
    method: 'POST',
    path: '/api/v1/incidents/{id}/alerts',
    summary: 'Moves alerts into an incident; they stay there',
    role: 'Editor',
    body: moveRequest,
    response: incident,
  },
  similarIncidents: {
    method: 'GET',
    path: '/api/v1/incidents/{id}/similar',
    summary: 'Earlier incidents like this one, with why',
    role: 'Viewer',
    query: z.object({ limit: z.coerce.number().int().min(1).max(50).default(5) }),
    response: z.object({ items: z.array(similarIncident) }),
  },
  incidentPostMortem: {
    method: 'GET',
    path: '/api/v1/incidents/{id}/post-mortem',
    summary: 'An incident as a post-mortem in Markdown',
    role: 'Viewer',
    response: z.object({ filename: z.string(), markdown: z.string() }),
  },
} as const satisfies Record<string, RouteSpec>;
