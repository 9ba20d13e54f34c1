import { z } from 'zod';
import { alert } from './alert.js';
import { matcher } from './series.js';
import { severity } from './severity.js';
import { instant, maybeInstant } from './time.js';

/** `monitor`: says what it would have suppressed and suppresses nothing. */
export const suppressionMode = z.enum(['enforce', 'monitor']);
export type SuppressionMode = z.output<typeof suppressionMode>;

/** Made by people, or by a YAML file and then read-only. */
export const suppressionOrigin = z.enum(['file', 'ui']);
export type SuppressionOrigin = z.output<typeof suppressionOrigin>;

/** Over an alert's labels and `alertname`, `sender`, `severity`, `service`. A label that is not there is the empty text. */
export const alertMatchers = z
  .array(z.object({ ...matcher.shape, label: z.string().min(1).max(1024), value: z.string().max(1000) }))
  .min(1)
  .max(20);

const comment = z.string().trim().max(2000);
const mode = suppressionMode.default('enforce');
export const ruleName = z.string().trim().min(1).max(200);

export const silenceState = z.enum(['pending', 'active', 'expired']).meta({ id: 'SilenceState' });
export type SilenceState = z.output<typeof silenceState>;

const silenceFields = {
  matchers: alertMatchers,
  startsAt: instant,
  endsAt: instant,
  comment: comment.min(1),
  /** Ends as soon as what it has hit has resolved, if that is before `endsAt`. */
  endsOnResolve: z.boolean().default(false),
  mode,
};
export const silenceSpec = z.object(silenceFields).meta({ id: 'SilenceSpec' });
export type SilenceSpec = z.output<typeof silenceSpec>;

/** A silence as it is stored. */
export const storedSilence = z.object({
  ...silenceFields,
  id: z.string(),
  createdBy: z.string(),
  createdAt: instant,
  updatedBy: z.string().nullable(),
  updatedAt: instant,
  /** Why it ended before its time, in words. */
  endedBecause: z.string().nullable(),
  /** When it first hit an alert. */
  firstHitAt: maybeInstant,
  /** The `endsAt` of which people have been told that it comes near. */
  noticedEnd: maybeInstant,
});
export type StoredSilence = z.output<typeof storedSilence>;

export const silence = storedSilence
  .omit({ firstHitAt: true, noticedEnd: true })
  .extend({
    origin: suppressionOrigin,
    state: silenceState,
    /** Firing alerts that it matches now. */
    hits: z.int(),
  })
  .meta({ id: 'Silence' });
export type Silence = z.output<typeof silence>;

export const maintenanceWindowSpec = z
  .object({
    name: ruleName,
    comment: comment.default(''),
    matchers: alertMatchers,
    /** Start of the first one by the wall clock of `timezone`: `2026-12-06T02:00`. */
    start: z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/, 'must be a date and time like 2026-12-06T02:00'),
    /** Of the IANA database. */
    timezone: z.string().min(1).max(100),
    /** RFC 5545, without DTSTART: `FREQ=WEEKLY;BYDAY=SU`. Null: once. */
    rrule: z.string().trim().max(500).nullable().default(null),
    /** By a stop-watch, also where clocks change. */
    durationMinutes: z
      .int()
      .min(1)
      .max(7 * 24 * 60),
    mode,
  })
  .meta({ id: 'MaintenanceWindowSpec' });
export type MaintenanceWindowSpec = z.output<typeof maintenanceWindowSpec>;

export const maintenanceWindow = z
  .object({
    spec: maintenanceWindowSpec,
    origin: suppressionOrigin,
    state: z.enum(['active', 'upcoming', 'over']),
    activeUntil: maybeInstant,
    /** The next starts, at most five. */
    next: z.array(instant),
    hits: z.int(),
  })
  .meta({ id: 'MaintenanceWindow' });
export type MaintenanceWindow = z.output<typeof maintenanceWindow>;

export const inhibitionRuleSpec = z
  .object({
    name: ruleName,
    comment: comment.default(''),
    /** While an alert that matches these fires ... */
    source: alertMatchers,
    /** ... those that match these are suppressed, ... */
    target: alertMatchers,
    /** ... where both have the same values of these labels; one that is not there counts as empty. */
    equal: z.array(z.string().min(1).max(1024)).max(20).default([]),
    mode,
  })
  .meta({ id: 'InhibitionRuleSpec' });
export type InhibitionRuleSpec = z.output<typeof inhibitionRuleSpec>;

export const inhibitionRule = z
  .object({
    spec: inhibitionRuleSpec,
    origin: suppressionOrigin,
    /** Firing alerts that are sources now. */
    sources: z.int(),
    /** Firing alerts that it inhibits now. */
    hits: z.int(),
  })
  .meta({ id: 'InhibitionRule' });
export type InhibitionRule = z.output<typeof inhibitionRule>;

/** What would be hit if it held now. */
export const suppressionPreviewRequest = z
  .discriminatedUnion('kind', [
    z.object({ kind: z.literal('matchers'), matchers: alertMatchers }),
    z.object({
      kind: z.literal('inhibition'),
      source: alertMatchers,
      target: alertMatchers,
      equal: inhibitionRuleSpec.shape.equal,
    }),
    z.object({
      kind: z.literal('maintenance'),
      matchers: alertMatchers,
      ...maintenanceWindowSpec.pick({ start: true, timezone: true, rrule: true, durationMinutes: true }).shape,
    }),
  ])
  .meta({ id: 'SuppressionPreviewRequest' });
export type SuppressionPreviewRequest = z.output<typeof suppressionPreviewRequest>;

export const suppressionPreview = z
  .object({
    /** Firing alerts that would be hit. */
    total: z.int(),
    severities: z.partialRecord(severity, z.int()),
    /** Some of them, the most severe first. */
    alerts: z.array(alert),
    /** Of an inhibition rule: firing alerts that would be its sources. */
    sources: z.int(),
    /** Of a maintenance window: its next starts. */
    next: z.array(instant),
  })
  .meta({ id: 'SuppressionPreview' });
export type SuppressionPreview = z.output<typeof suppressionPreview>;
