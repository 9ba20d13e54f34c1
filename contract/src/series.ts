import { z } from 'zod';
import { instant, maybeInstant } from './time.js';
import { labels } from './alert.js';
import { severity } from './severity.js';

/** One metric with one set of labels. `name` is the metric; `labels` do not repeat it. */
export const series = z
  .object({
    id: z.string(),
    name: z.string(),
    labels,
    unit: z.string().nullable(),
    lastAt: maybeInstant,
    lastValue: z.number().nullable(),
  })
  .meta({ id: 'Series' });
export type Series = z.output<typeof series>;

export const matcher = z
  .object({ label: z.string().min(1), op: z.enum(['=', '!=', '=~', '!~']), value: z.string() })
  .meta({
    id: 'Matcher',
    description: 'As in Prometheus; regular expressions are anchored. `__name__` is the metric.',
  });
export type Matcher = z.output<typeof matcher>;

export const direction = z.enum(['both', 'up', 'down']);
export const season = z.enum(['auto', 'none', 'hour-of-day', 'hour-of-week']);

/** How a band is drawn and judged. One default serves every series. */
export const bandOptions = z
  .object({
    /** 0 (only the grossest) to 1 (everything odd). */
    sensitivity: z.number().min(0).max(1).default(0.5),
    direction: direction.default('both'),
    season: season.default('auto'),
  })
  .meta({ id: 'BandOptions' });
export type BandOptions = z.output<typeof bandOptions>;

/** Points of one series: columns of equal length, ascending in time; `null` is a gap. Times are epoch milliseconds. */
export const points = z
  .object({ times: z.array(z.number()), values: z.array(z.number().nullable()) })
  .meta({ id: 'Points' });
export type Points = z.output<typeof points>;

/** Expected range at each time, and how unusual the value was (`score` 0..1). Columns of equal length. */
export const band = z
  .object({
    series,
    times: z.array(z.number()),
    values: z.array(z.number().nullable()),
    expected: z.array(z.number().nullable()),
    lower: z.array(z.number().nullable()),
    upper: z.array(z.number().nullable()),
    score: z.array(z.number().nullable()),
    /** Whether the point is part of an anomaly, from its first point outside to its last. */
    isAnomaly: z.array(z.boolean()),
    /** How the baseline was made: `hour-of-week`, `hour-of-day`, `rolling`, `too short`. */
    baseline: z.string(),
  })
  .meta({ id: 'Band' });
export type Band = z.output<typeof band>;

/** Bands for stored series, by matchers. */
export const storedBandsRequest = z.object({
  kind: z.literal('stored'),
  matchers: z.array(matcher).min(1).max(20),
  from: instant,
  to: instant,
  /** At most this many points a series are returned; the step grows to fit. */
  maxPoints: z.int().min(10).max(20_000).default(1000),
  maxSeries: z.int().min(1).max(200).default(50),
  options: bandOptions.prefault({}),
});
/** Bands for the result of any query: the caller supplies the points. */
export const suppliedBandsRequest = z.object({
  kind: z.literal('supplied'),
  series: z
    .array(z.object({ name: z.string(), labels: labels.default({}), ...points.shape }))
    .min(1)
    .max(200),
  options: bandOptions.prefault({}),
});
export const bandsRequest = z
  .discriminatedUnion('kind', [storedBandsRequest, suppliedBandsRequest])
  .meta({ id: 'BandsRequest' });
export type BandsRequest = z.output<typeof bandsRequest>;
export type StoredBandsRequest = z.output<typeof storedBandsRequest>;
export type SuppliedBandsRequest = z.output<typeof suppliedBandsRequest>;

export const anomalyKind = z.enum([
  'spike',
  'new-extreme',
  'shape',
  'level-shift',
  'trend-change',
  'flat-line',
  'missing-data',
  'peer-outlier',
  'threshold',
]);
export type AnomalyKind = z.output<typeof anomalyKind>;

/** A stretch of time in which a series left its band, or broke a threshold. */
export const anomaly = z
  .object({
    id: z.string(),
    detector: z.string(),
    seriesId: z.string(),
    metric: z.string(),
    labels,
    startsAt: instant,
    /** Null while it lasts. */
    endsAt: maybeInstant,
    direction: z.enum(['up', 'down']),
    /** Highest score while it lasted, 0..1. */
    score: z.number(),
    /** The value at that score, and what was expected then. */
    value: z.number(),
    expected: z.number().nullable(),
    lower: z.number().nullable(),
    upper: z.number().nullable(),
    reason: z.string(),
    /** What noticed it. */
    detectedBy: anomalyKind.optional(),
    /** How rare it is for this series: once in so many weeks. */
    onceInWeeks: z.number().nullable().optional(),
    /** The history that it was compared with. */
    baselineFrom: maybeInstant.optional(),
    baselineTo: maybeInstant.optional(),
    /** The highest that its alert had; unknown of a preview. */
    severity: severity.optional(),
  })
  .meta({ id: 'Anomaly' });
export type Anomaly = z.output<typeof anomaly>;
