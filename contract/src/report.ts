import { z } from 'zod';
import { many } from './query.js';
import type { RouteSpec } from './routes.js';
import { instant } from './time.js';

/** What is counted, hour by hour, of what goes through the pipeline and of what people do. */
export const reportMeasures = [
  /** Events that senders sent. */
  'events',
  /** Of them: said nothing that people did not know. */
  'repeats',
  /** Alerts that began to fire, again or for the first time. */
  'alerts',
  /** News that reached nobody because of a silence, a window, an inhibition, flapping or a snooze. */
  'suppressed',
  /** News of what comes all the time. */
  'routine',
  /** News that waited for others of its incident, or said nothing beside what people were told of it. */
  'grouped',
  /** News for which no route is set up. */
  'unrouted',
  /** Decisions to tell people. */
  'notifications',
  'incidents',
  'incidentsResolved',
  /** From start to end of those incidents, ms in all. */
  'incidentMs',
  'resolved',
  /** From the start of the episode to its end, ms in all. */
  'resolveMs',
  /** Firing alerts that a person acknowledged. */
  'acknowledged',
  /** From the start of the episode to the acknowledgement, ms in all. */
  'acknowledgeMs',
  /** Times that an alert began to flap. */
  'flapped',
] as const;
export type ReportMeasure = (typeof reportMeasures)[number];

export const reportCounts = z
  .object(Object.fromEntries(reportMeasures.map((measure) => [measure, z.int()])) as Record<ReportMeasure, z.ZodInt>)
  .meta({ id: 'ReportCounts' });
export type ReportCounts = z.output<typeof reportCounts>;

/** Means in ms; null where there was nothing to take the mean of. */
const reportMeans = z.object({
  /** From the start of an alert's episode until a person acknowledged it. */
  timeToAcknowledge: z.number().nullable(),
  /** From the start of an alert's episode until it resolved. */
  timeToResolve: z.number().nullable(),
  /** From the start of an incident until none of its alerts fired. */
  incidentDuration: z.number().nullable(),
});
export type ReportMeans = z.output<typeof reportMeans>;

/** What is left to tell people after each stage of the corridor. */
export const reportStages = ['events', 'news', 'unsuppressed', 'ungrouped', 'notifications'] as const;
export type ReportStage = (typeof reportStages)[number];

export const reportSteps = ['hour', '6h', 'day'] as const;
export type ReportStep = (typeof reportSteps)[number];

export const report = z
  .object({
    /** As counted: whole hours, or whole steps. */
    from: instant,
    to: instant,
    step: z.enum(reportSteps),
    totals: reportCounts,
    means: reportMeans,
    stages: z.array(z.object({ stage: z.enum(reportStages), left: z.int() })),
    /** One for each step, also where nothing happened. */
    buckets: z.array(z.object({ at: instant, counts: reportCounts, means: reportMeans })),
    /** Most events first; over the whole days (UTC) that the range touches. */
    rules: z.array(z.object({ name: z.string(), counts: reportCounts, means: reportMeans })),
  })
  .meta({ id: 'Report' });
export type Report = z.output<typeof report>;

export const reportQuery = z.object({
  from: instant,
  to: instant,
  /** By the length of the range where it is left out. */
  step: z.enum(reportSteps).optional(),
  team: many(z.string()),
  service: many(z.string()),
  /** Rules that are given. */
  rules: z.coerce.number().int().min(1).max(500).default(20),
});
export type ReportQuery = z.output<typeof reportQuery>;

export const reportTables = ['over-time', 'rules'] as const;

export const reportRoutes = {
  report: {
    method: 'GET',
    path: '/api/v1/reports',
    summary: 'Events, alerts, incidents and notifications over time, noise by stage and rule, and how long people took',
    role: 'Viewer',
    query: reportQuery,
    response: report,
  },
  reportCsv: {
    method: 'GET',
    path: '/api/v1/reports/csv',
    summary: 'A table of the report as CSV',
    role: 'Viewer',
    query: reportQuery.extend({ table: z.enum(reportTables).default('over-time') }),
    response: z.object({ filename: z.string(), csv: z.string() }),
  },
} as const satisfies Record<string, RouteSpec>;
