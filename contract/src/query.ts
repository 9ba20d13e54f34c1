import { z } from 'zod';
import { alertStatus, triageState } from './alert.js';
import { severity } from './severity.js';

/** A query parameter that may stand once or several times, or hold values parted by commas. */
const many = <T extends z.ZodType<unknown, string>>(item: T) =>
  z
    .union([z.string(), z.array(z.string())])
    .transform((value) => (Array.isArray(value) ? value : value.split(',')).filter((part) => part !== ''))
    .pipe(z.array(item))
    .optional();

const limit = z.coerce.number().int().min(1).max(1000);

export const alertSorts = ['lastSeenAt', 'startsAt', 'severity', 'eventCount', 'name'] as const;

/** Which alerts. Values of one field are alternatives; fields must all hold. */
export const alertFilter = z.object({
  status: many(alertStatus),
  triage: many(triageState),
  severity: many(severity),
  sender: many(z.string()),
  service: many(z.string()),
  incidentId: z.string().optional(),
  suppressed: z.stringbool().optional(),
  /** Words; each must stand somewhere in name, summary, description, service or a label's value. */
  text: z.string().max(500).optional(),
});
export type AlertFilter = z.output<typeof alertFilter>;

export const alertListQuery = alertFilter.extend({
  sort: z.enum(alertSorts).default('lastSeenAt'),
  order: z.enum(['asc', 'desc']).default('desc'),
  limit: limit.default(100),
  cursor: z.string().max(2000).optional(),
});
export type AlertListQuery = z.output<typeof alertListQuery>;

export const incidentListQuery = z.object({
  status: many(alertStatus),
  severity: many(severity),
  text: z.string().max(500).optional(),
  limit: limit.default(50),
  cursor: z.string().max(2000).optional(),
});
export type IncidentListQuery = z.output<typeof incidentListQuery>;

export const facetFields = ['status', 'triage', 'severity', 'sender', 'service'] as const;
export type FacetField = (typeof facetFields)[number];

/**
 * For each field its values with counts, most frequent first. A field's counts leave that field's own filter out, so that
 * the alternatives can be seen.
 */
export const facets = z
  .object({
    total: z.int(),
    fields: z.record(z.enum(facetFields), z.array(z.object({ value: z.string(), count: z.int() }))),
  })
  .meta({ id: 'Facets' });
export type Facets = z.output<typeof facets>;

/** One page; `nextCursor` is null on the last. */
export const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable(), total: z.int() });
export type Page<T> = { items: T[]; nextCursor: string | null; total: number };
