import { z } from 'zod';
import { alert, alertStatus, triageState } from './alert.js';
import { queryText, type AlertFilter } from './query.js';
import { severity } from './severity.js';
import { instant, maybeInstant } from './time.js';

const webAddress = z.url({ protocol: /^https?$/, error: 'must be an address like https://wiki/runbook' }).max(2000);

const reason = z.string().max(2000).optional();

/** What a person does to an alert. */
export const triageAction = z
  .discriminatedUnion('action', [
    z.object({ action: z.literal('acknowledge'), reason }),
    z.object({ action: z.literal('unacknowledge'), reason }),
    /** Without an end: until it resolves. */
    z.object({ action: z.literal('snooze'), until: instant.nullable(), reason }),
    z.object({ action: z.literal('unsnooze'), reason }),
    z.object({ action: z.literal('close'), reason }),
    z.object({ action: z.literal('reopen'), reason }),
    z.object({ action: z.literal('assign'), assignee: z.string().min(1).max(200).nullable(), reason }),
    z.object({ action: z.literal('comment'), text: z.string().min(1).max(10_000) }),
    /** Null takes the link away. */
    z.object({ action: z.literal('runbook'), url: webAddress.nullable(), title: z.string().max(200).optional() }),
    /** Restores what was before one's own last action; with `actionId` only where it was that one. */
    z.object({ action: z.literal('undo'), actionId: z.string().max(100).optional() }),
  ])
  .meta({ id: 'TriageAction' });
export type TriageAction = z.output<typeof triageAction>;

/** One action on many alerts. */
export const triageRequest = z
  .object({ alertIds: z.array(z.string().min(1)).min(1).max(1000), action: triageAction })
  .meta({ id: 'TriageRequest' });
export type TriageRequest = z.output<typeof triageRequest>;

export const refusals = z.array(z.object({ id: z.string(), reason: z.string() }));

/** What one action did to many alerts. */
export const triageResult = z
  .object({
    alerts: z.array(alert),
    refused: refusals,
    /** Names this action for `undo`. */
    actionId: z.string(),
  })
  .meta({ id: 'TriageResult' });
export type TriageResult = z.output<typeof triageResult>;

/** Which alerts a bulk action is for: the inbox's filter as JSON. */
export const bulkFilter = z
  .strictObject({
    status: z.array(alertStatus).optional(),
    triage: z.array(triageState).optional(),
    severity: z.array(severity).optional(),
    sender: z.array(z.string()).optional(),
    service: z.array(z.string()).optional(),
    assignee: z.array(z.string()).optional(),
    team: z.array(z.string()).optional(),
    incidentId: z.string().optional(),
    suppressed: z.boolean().optional(),
    text: z.string().max(500).optional(),
    q: queryText.optional(),
    // One that is forgotten here would act on more than the inbox shows.
  } satisfies Record<keyof AlertFilter, z.ZodType>)
  .meta({ id: 'BulkFilter' });
export type BulkFilter = z.output<typeof bulkFilter>;

/** How many alerts a bulk action would be for. The token names exactly those that were counted. */
export const bulkCount = z
  .object({
    count: z.int(),
    /** More than a bulk action takes: nothing can be done but to narrow the filter, and there is no token. */
    tooMany: z.boolean(),
    token: z.string().nullable(),
    expiresAt: maybeInstant,
    severities: z.partialRecord(severity, z.int()),
  })
  .meta({ id: 'BulkCount' });
export type BulkCount = z.output<typeof bulkCount>;

export const bulkRequest = z
  .object({
    token: z.string().min(1).max(100),
    action: triageAction,
    /** At most this many in this call; call again while there are `left`. */
    limit: z.int().min(1).max(2000).default(1000),
  })
  .meta({ id: 'BulkRequest' });
export type BulkRequest = z.output<typeof bulkRequest>;

export const bulkProgress = z
  .object({
    /** Of this call. */
    changed: z.array(z.string()),
    refused: refusals,
    left: z.int(),
    actionId: z.string(),
  })
  .meta({ id: 'BulkProgress' });
export type BulkProgress = z.output<typeof bulkProgress>;
