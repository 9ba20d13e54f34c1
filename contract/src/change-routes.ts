import { z } from 'zod';
import { changeKind, changeList } from './change.js';
import type { RouteSpec } from './routes.js';
import { moment } from './time.js';

export const changeListQuery = z.object({
  from: moment,
  to: moment,
  service: z.string().max(500).optional(),
  kind: changeKind.optional(),
  source: z.string().max(100).optional(),
  /** Words, each of which must stand in title, description, service or version. */
  text: z.string().max(500).optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(200),
});
export type ChangeListQuery = z.output<typeof changeListQuery>;

/** Deploys, flags, config edits, scalings; part of `routes`. */
export const changeRoutes = {
  listChanges: {
    method: 'GET',
    path: '/api/v1/changes',
    summary: 'Changes that were under way in a window, newest first',
    role: 'Viewer',
    query: changeListQuery,
    response: changeList,
  },
} as const satisfies Record<string, RouteSpec>;
