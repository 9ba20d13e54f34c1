import { z } from 'zod';
import { alertSorts, queryText } from './query.js';

/** Columns of the inbox that can be shown, in the order in which they stand; the alert's name always is. */
export const viewColumns = ['severity', 'service', 'team', 'triage', 'assignee', 'age', 'count', 'lastSeen'] as const;
export const viewGroupings = ['none', 'service', 'severity', 'incident'] as const;
export const viewDensities = ['comfortable', 'compact'] as const;

const name = z.string().trim().min(1).max(100);

/** What a view shows and how: what the inbox's address holds. */
export const viewSettings = z.strictObject({
  q: queryText.default(''),
  sort: z.enum(alertSorts).default('lastSeenAt'),
  order: z.enum(['asc', 'desc']).default('desc'),
  /** Those of the page where it is not given. */
  columns: z.array(z.enum(viewColumns)).max(viewColumns.length).optional(),
  groupBy: z.enum(viewGroupings).default('none'),
  density: z.enum(viewDensities).default('comfortable'),
});
export type ViewSettings = z.output<typeof viewSettings>;

/** What a person says of a view. */
export const savedViewSpec = viewSettings
  .extend({
    name,
    /** Everybody of the organisation sees it; else only who made it. */
    shared: z.boolean().default(false),
  })
  .meta({ id: 'SavedViewSpec' });
export type SavedViewSpec = z.output<typeof savedViewSpec>;

/** A kept inbox. */
export const savedView = savedViewSpec
  .extend({
    id: z.string(),
    /** Login of who made it; null where a file did. */
    owner: z.string().nullable(),
    origin: z.enum(['file', 'ui']),
    /** Whether who asks may change or remove it. */
    editable: z.boolean(),
  })
  .meta({ id: 'SavedView' });
export type SavedView = z.output<typeof savedView>;

/** Private views are everyone's own business; sharing one needs an Editor, which the companion checks. */
export const savedViewRoutes = {
  listViews: {
    method: 'GET',
    path: '/api/v1/views',
    summary: 'Saved views that you can see: shared ones of your organisation and your own, by name',
    role: 'Viewer',
    response: z.object({ items: z.array(savedView) }),
  },
  createView: {
    method: 'POST',
    path: '/api/v1/views',
    summary: 'Keeps a view; a shared one needs an Editor; 409 where you see one of that name already',
    role: 'Viewer',
    body: savedViewSpec,
    response: savedView,
  },
  updateView: {
    method: 'PUT',
    path: '/api/v1/views/{id}',
    summary: 'Changes a view; 409 where a file provisions it',
    role: 'Viewer',
    body: savedViewSpec,
    response: savedView,
  },
  deleteView: {
    method: 'DELETE',
    path: '/api/v1/views/{id}',
    summary: 'Removes a view; 409 where a file provisions it',
    role: 'Viewer',
    response: savedView,
  },
} as const;
