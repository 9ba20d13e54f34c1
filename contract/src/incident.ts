import { z } from 'zod';
import { instant, maybeInstant } from './time.js';
import { alertStatus, labels } from './alert.js';
import { severity } from './severity.js';

/** How far people are with an incident; `status` says what its alerts do. */
export const incidentStage = z.enum(['open', 'investigating', 'mitigated', 'closed']).meta({ id: 'IncidentStage' });
export type IncidentStage = z.output<typeof incidentStage>;

/** When an incident resolves: with the last of its alerts, or with the first. */
export const resolveOn = z.enum(['all', 'any']);

/** Something to be done about an incident. */
export const incidentTask = z
  .object({
    id: z.string(),
    text: z.string(),
    done: z.boolean(),
    assignee: z.string().nullable(),
    by: z.string(),
    at: instant,
  })
  .meta({ id: 'IncidentTask' });
export type IncidentTask = z.output<typeof incidentTask>;

/** Alerts that belong together. What people add is absent until they do. */
export const incident = z
  .object({
    id: z.string(),
    title: z.string(),
    /** Firing while any member fires. */
    status: alertStatus,
    /** The worst its members have had, or what people have set. */
    severity,
    services: z.array(z.string()),
    /** Labels that all members share. */
    sharedLabels: labels,
    /** The correlation rule that made it, and the value it groups on, e.g. `service=cart`. */
    rule: z.string(),
    groupKey: z.string(),
    alertCount: z.int(),
    firingCount: z.int(),
    startsAt: instant,
    lastSeenAt: instant,
    resolvedAt: maybeInstant,
    resolveOn: resolveOn.optional(),
    /** What comes all the time; nobody is told of it. */
    routine: z.boolean().optional(),
    stage: incidentStage.optional(),
    /** Login of who leads the work on it. */
    lead: z.string().nullable().optional(),
    /** Login of who set the severity or the title, which then stays. */
    severityBy: z.string().optional(),
    titleBy: z.string().optional(),
    tasks: z.array(incidentTask).optional(),
    /** The incident that this one has become part of. */
    mergedInto: z.string().optional(),
    /** Places of incidents that were merged into this one: what would have joined them joins this. */
    absorbed: z.array(z.object({ rule: z.string(), groupKey: z.string() })).optional(),
    version: z.int(),
  })
  .meta({ id: 'Incident' });
export type Incident = z.output<typeof incident>;

const login = z.string().trim().min(1).max(200);

/** What a person changes of an incident; what is left out stays. */
export const incidentChange = z
  .object({
    title: z.string().trim().min(1).max(300).optional(),
    severity: severity.optional(),
    stage: incidentStage.optional(),
    lead: login.nullable().optional(),
  })
  .refine((change) => Object.keys(change).length > 0, 'must change something')
  .meta({ id: 'IncidentChange' });
export type IncidentChange = z.output<typeof incidentChange>;

export const incidentComment = z.object({ text: z.string().trim().min(1).max(10_000) });

export const newTask = z.object({ text: z.string().trim().min(1).max(1000), assignee: login.nullable().default(null) });
export const taskChange = z
  .object({
    text: z.string().trim().min(1).max(1000).optional(),
    done: z.boolean().optional(),
    assignee: login.nullable().optional(),
  })
  .refine((change) => Object.keys(change).length > 0, 'must change something');

const alertIds = z.array(z.string().min(1)).min(1).max(1000);

/** These incidents become part of the one in the path. */
export const mergeRequest = z
  .object({ incidentIds: z.array(z.string().min(1)).min(1).max(50) })
  .meta({ id: 'MergeRequest' });
const titledAlerts = z.object({ alertIds, title: z.string().trim().min(1).max(300).optional() });
/** These alerts become an incident of their own, wherever they were. */
export const newIncident = titledAlerts.meta({ id: 'NewIncident' });
/** These alerts leave the incident in the path for a new one. */
export const splitRequest = titledAlerts.meta({ id: 'SplitRequest' });
/** These alerts, of whatever incident, come into the one in the path. */
export const moveRequest = z.object({ alertIds }).meta({ id: 'MoveRequest' });

/** An earlier incident and why it is like this one. */
export const similarIncident = z
  .object({ incident, likeness: z.number().min(0).max(1), reason: z.string() })
  .meta({ id: 'SimilarIncident' });
export type SimilarIncident = z.output<typeof similarIncident>;
