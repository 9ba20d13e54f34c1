import { z } from 'zod';
import { alertStatus, triageState } from './alert.js';
import { severity } from './severity.js';
import { maxQueryLength, QuerySyntaxError } from './query-language.js';
import { parseQuery } from './query-language-parser.js';

/** A query parameter that may stand once or several times, or hold values parted by commas. */
export const many = <T extends z.ZodType<unknown, string>>(item: T) =>
  z
    .union([z.string(), z.array(z.string())])
    .transform((value) => (Array.isArray(value) ? value : value.split(',')).filter((part) => part !== ''))
    .pipe(z.array(item))
    .optional();

const limit = z.coerce.number().int().min(1).max(1000);

export const alertSorts = ['lastSeenAt', 'startsAt', 'severity', 'eventCount', 'name'] as const;

/** Text of the query language (docs/query-language.md); what is wrong with it is said with its place. */
export const queryText = z
  .string()
  .max(maxQueryLength)
  .superRefine((text, context) => {
    try {
      parseQuery(text);
    } catch (error) {
      if (!(error instanceof QuerySyntaxError)) {
        throw error;
      }
      context.addIssue({ code: 'custom', message: error.message, params: { position: error.position } });
    }
  });

/** Which alerts. Values of one field are alternatives; fields must all hold. */
export const alertFilter = z.object({
  status: many(alertStatus),
  triage: many(triageState),
  severity: many(severity),
  sender: many(z.string()),
  service: many(z.string()),
  assignee: many(z.string()),
  /** Label `team`, else `owner`. */
  team: many(z.string()),
  incidentId: z.string().optional(),
  suppressed: z.stringbool().optional(),
  /** Words; each must stand somewhere in name, summary, description, service or a label's value. */
  text: z.string().max(500).optional(),
  /** In the query language; holds besides the other fields. */
  q: queryText.optional(),
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

export const facetFields = ['status', 'triage', 'severity', 'sender', 'service', 'assignee', 'team'] as const;
export type FacetField = (typeof facetFields)[number];

export const alertFacetsQuery = alertFilter.extend({
  /** Names of labels to count as well. */
  labels: z
    .union([z.string(), z.array(z.string())])
    .transform((value) => (Array.isArray(value) ? value : [value]))
    .pipe(z.array(z.string().min(1).max(1000)).max(10))
    .optional(),
});

const valueCounts = z.array(z.object({ value: z.string(), count: z.int() }));
export type ValueCount = { value: string; count: number };

/**
 * For each field its values with counts, most frequent first. A field's counts leave out what is asked of that field alone, so
 * that the alternatives can be seen.
 */
export const facets = z
  .object({
    total: z.int(),
    fields: z.record(z.enum(facetFields), valueCounts),
    /** By name, those that were asked for. */
    labels: z.record(z.string(), valueCounts),
  })
  .meta({ id: 'Facets' });
export type Facets = z.output<typeof facets>;

/** Values for completion: of a field or `label.NAME`, or names of labels for `label`. */
export const alertValuesQuery = z.object({
  field: z.string().min(1).max(1000),
  /** Beginning of the value, without regard to case. */
  prefix: z.string().max(200).default(''),
  limit: z.coerce.number().int().min(1).max(100).default(20),
});
export const alertValues = z.object({ items: valueCounts }).meta({ id: 'AlertValues' });

/** A page of what belongs to one thing. */
export const idPage = z.object({
  limit: limit.default(200),
  cursor: z.string().max(2000).optional(),
});

/** One page; `nextCursor` is null on the last. */
export const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable(), total: z.int() });
export type Page<T> = { items: T[]; nextCursor: string | null; total: number };
