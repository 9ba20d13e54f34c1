import { z } from 'zod';
import { resolveOn } from './incident.js';
import type { RouteSpec } from './routes.js';
import { matcher } from './series.js';
import { severity } from './severity.js';
import { ruleName } from './suppression.js';
import { instant } from './time.js';

const labelName = z.string().regex(/^[a-zA-Z_][a-zA-Z0-9_]*$/, 'must be a label name: letters, digits and _');

/** Alerts that it is for, and that share the values of `groupBy` labels, are one incident: in YAML, in the API and in the page. */
export const correlationRuleSpec = z
  .object({
    name: ruleName,
    /** Over labels and `alertname`, `sender`, `severity`, `service`; none: all alerts. */
    matchers: z
      .array(z.object({ ...matcher.shape, label: z.string().min(1).max(1024), value: z.string().max(1000) }))
      .max(20)
      .default([]),
    groupBy: z
      .array(labelName)
      .min(1)
      .max(10)
      .refine((list) => new Set(list).size === list.length, 'must not name a label twice'),
    /** An alert joins while it comes within so long of the incident's last one. */
    windowSeconds: z.number().min(1).max(86_400).default(300),
    /** An incident opens with so many; a critical alert waits for nobody. */
    minAlerts: z.int().min(1).max(1000).default(1),
    resolveOn: resolveOn.default('all'),
    /** With `{{label}}`; null: that of the worst alert. */
    title: z.string().trim().min(1).max(300).nullable().default(null),
    /** Whether it is also for what only says that something happened. */
    occurrences: z.boolean().default(true),
  })
  .meta({ id: 'CorrelationRuleSpec' });
export type CorrelationRuleSpec = z.output<typeof correlationRuleSpec>;

/** A rule of people has a place among theirs: lower ones are looked at first. */
export const placedCorrelationRule = correlationRuleSpec
  .extend({ position: z.int().min(0).max(10_000).default(100) })
  .meta({ id: 'PlacedCorrelationRule' });
export type PlacedCorrelationRule = z.output<typeof placedCorrelationRule>;

/** Made by people, by a YAML file, or built in where no file has any. */
export const correlationOrigin = z.enum(['ui', 'file', 'built-in']);
export type CorrelationOrigin = z.output<typeof correlationOrigin>;

export const correlationRule = z
  .object({
    spec: placedCorrelationRule,
    origin: correlationOrigin,
    /** Incidents of it that fire now. */
    firing: z.int(),
  })
  .meta({ id: 'CorrelationRule' });
export type CorrelationRuleView = z.output<typeof correlationRule>;

export const correlationPreviewRequest = z
  .object({ rule: placedCorrelationRule, days: z.int().min(1).max(14).default(3) })
  .meta({ id: 'CorrelationPreviewRequest' });
export type CorrelationPreviewRequest = z.output<typeof correlationPreviewRequest>;

/** What would have been one incident. */
export const correlatedGroup = z.object({
  /** Values that its alerts share, in words. */
  key: z.string(),
  title: z.string().nullable(),
  severity,
  alerts: z.int(),
  /** Different names, the most frequent first; at most five. */
  names: z.array(z.string()),
  from: instant,
  to: instant,
});
export type CorrelatedGroup = z.output<typeof correlatedGroup>;

/** What a rule would have made of the stored alerts that began in some days. */
export const correlationPreview = z
  .object({
    /** Alerts that were looked at; `cut`: there were more, and these are the newest. */
    examined: z.int(),
    cut: z.boolean(),
    /** Alerts that the rule is for; those that rules before it take are not among them. */
    taken: z.int(),
    takenBefore: z.int(),
    /** Alerts that would have waited in vain for others. */
    waiting: z.int(),
    /** Incidents that the taken ones would have made, and in how many they are now. */
    incidents: z.int(),
    incidentsNow: z.int(),
    /** Some of them, the largest first. */
    groups: z.array(correlatedGroup),
  })
  .meta({ id: 'CorrelationPreview' });
export type CorrelationPreview = z.output<typeof correlationPreview>;

/** Rules by which alerts become incidents. */
export const correlationRoutes = {
  listCorrelationRules: {
    method: 'GET',
    path: '/api/v1/correlation-rules',
    summary: 'Correlation rules in the order in which they are looked at',
    role: 'Viewer',
    response: z.object({ items: z.array(correlationRule) }),
  },
  createCorrelationRule: {
    method: 'POST',
    path: '/api/v1/correlation-rules',
    summary: 'Makes a correlation rule; 409 where the name is taken',
    role: 'Editor',
    body: placedCorrelationRule,
    response: correlationRule,
  },
  previewCorrelationRule: {
    method: 'POST',
    path: '/api/v1/correlation-rules/preview',
    summary: 'What a rule would have made of the alerts of the last days; nothing is stored',
    role: 'Editor',
    body: correlationPreviewRequest,
    response: correlationPreview,
  },
  updateCorrelationRule: {
    method: 'PUT',
    path: '/api/v1/correlation-rules/{name}',
    summary: 'Changes a correlation rule; 409 where it is provisioned by a file or built in',
    role: 'Editor',
    body: placedCorrelationRule,
    response: correlationRule,
  },
  deleteCorrelationRule: {
    method: 'DELETE',
    path: '/api/v1/correlation-rules/{name}',
    summary: 'Removes a correlation rule; 409 where it is provisioned by a file or built in',
    role: 'Editor',
    response: correlationRule,
  },
} as const satisfies Record<string, RouteSpec>;
