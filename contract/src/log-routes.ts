import { z } from 'zod';
import { logLevel, logLine, logTemplate } from './log.js';
import type { RouteSpec } from './routes.js';
import { instant } from './time.js';

const moment = z.iso.datetime({ offset: true }).transform((iso) => Date.parse(iso));
const name = z.string().max(500);
const range = { from: moment, to: moment };

const templateList = z
  .object({
    items: z.array(logTemplate),
    /** Templates that fit, before the limit. */
    total: z.int(),
    from: instant,
    /** Length of a step of `counts` in seconds. */
    stepSeconds: z.number(),
  })
  .meta({ id: 'LogTemplateList' });
export type LogTemplateList = z.output<typeof templateList>;

export const logTemplatesQuery = z.object({
  ...range,
  /** The beginning of the window to compare with, as long as the first; the one right before it where absent. */
  compareFrom: moment.optional(),
  service: name.optional(),
  /** Words that must stand in the template. */
  text: name.optional(),
  sort: z.enum(['novelty', 'lines', 'errors']).default('novelty'),
  limit: z.coerce.number().int().min(1).max(1000).default(200),
});
export type LogTemplatesQuery = z.output<typeof logTemplatesQuery>;

export const logLinesQuery = z.object({
  ...range,
  service: name.optional(),
  /** Lines of this template, and of those merged into it. */
  template: name.optional(),
  level: logLevel.optional(),
  /** Words that must stand in the line. */
  text: name.optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
});
export type LogLinesQuery = z.output<typeof logLinesQuery>;

/** Log lines and their templates; part of `routes`. */
export const logRoutes = {
  listLogTemplates: {
    method: 'GET',
    path: '/api/v1/logs/templates',
    summary: 'Templates of log lines in a window, compared with another window, by novelty or rate',
    role: 'Viewer',
    query: logTemplatesQuery,
    response: templateList,
  },
  listLogLines: {
    method: 'GET',
    path: '/api/v1/logs/lines',
    summary: 'Log lines, newest first',
    role: 'Viewer',
    query: logLinesQuery,
    response: z.object({ items: z.array(logLine) }),
  },
  listLogServices: {
    method: 'GET',
    path: '/api/v1/logs/services',
    summary: 'Services that have log lines in a window',
    role: 'Viewer',
    query: z.object(range),
    response: z.object({ items: z.array(z.string()) }),
  },
  mergeLogTemplates: {
    method: 'POST',
    path: '/api/v1/logs/templates/{id}/merge',
    summary: 'Shows other templates as part of this one from now on, earlier lines included',
    role: 'Editor',
    body: z.object({ ids: z.array(name).min(1).max(100) }),
    response: z.object({ id: z.string(), mergedIds: z.array(z.string()) }),
  },
  splitLogTemplate: {
    method: 'POST',
    path: '/api/v1/logs/templates/{id}/split',
    summary: 'Takes templates that were merged into this one by hand out of it again; all of them where none is named',
    role: 'Editor',
    body: z.object({ ids: z.array(name).max(100).default([]) }),
    response: z.object({ id: z.string(), mergedIds: z.array(z.string()) }),
  },
} as const satisfies Record<string, RouteSpec>;
