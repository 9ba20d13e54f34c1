import { z } from 'zod';
import { labels } from './alert.js';
import { calendarName, onHolidays } from './calendar.js';
import { anomaly, band, direction, matcher, season, series } from './series.js';
import { detectorSeverity } from './severity.js';
import { instant, maybeInstant } from './time.js';

const name = z.string().trim().min(1).max(200);
const sourceName = z.string().trim().min(1).max(100);
const stepSeconds = z.number().min(1).max(86_400).default(60);

/** Where a detector's points come from when they are not stored already; `source` names a connection of the YAML files. */
export const detectorQuery = z
  .discriminatedUnion('type', [
    /** Answers columns `time`, `value`, and any others as labels. `{from}` and `{to}` stand for the range asked for. */
    z.strictObject({ type: z.literal('sql'), source: sourceName, sql: z.string().min(1).max(20_000), stepSeconds }),
    z.strictObject({
      type: z.literal('table'),
      source: sourceName,
      table: z.string().min(1).max(300),
      time: z.string().min(1).max(200),
      value: z.string().min(1).max(200),
      labels: z.array(z.string().min(1).max(200)).max(20).default([]),
      where: z.string().max(5000).nullable().default(null),
      stepSeconds,
    }),
    z.strictObject({ type: z.literal('promql'), source: sourceName, expr: z.string().min(1).max(20_000), stepSeconds }),
    /** Any datasource of Grafana; `query` is what its query editor saves. */
    z.strictObject({
      type: z.literal('grafana'),
      source: sourceName,
      datasourceUid: z.string().min(1).max(200),
      query: z.record(z.string(), z.unknown()),
      stepSeconds,
    }),
  ])
  .meta({ id: 'DetectorQuery' });
export type DetectorQuery = z.output<typeof detectorQuery>;

const common = {
  name,
  /** The stored series it watches. With a `query` it may be empty: then it watches what the query answers. */
  matchers: z.array(matcher).max(20).default([]),
  query: detectorQuery.nullable().default(null),
  intervalSeconds: z.number().min(1).max(86_400).default(10),
  severity: detectorSeverity.default('warning'),
  labels: labels.default({}),
  /** Calendars that it heeds, by name; `null`: those that are a default. */
  calendars: z.array(calendarName).max(20).nullable().default(null),
};

/** What a detector watches and how it judges. */
export const detectorSpec = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('baseline'),
      ...common,
      sensitivity: z.number().min(0).max(1).default(0.5),
      direction: direction.default('both'),
      season: season.default('auto'),
      historyDays: z.number().min(0.1).max(400).default(28),
      /** Series of one metric with the same values of these labels are compared with each other; `null`: with none. */
      peersBy: z.array(z.string().min(1).max(200)).max(20).nullable().default(null),
      holidays: onHolidays.default('skip'),
    }),
    z.strictObject({
      kind: z.literal('threshold'),
      ...common,
      above: z.number().nullable().default(null),
      below: z.number().nullable().default(null),
      forSeconds: z.number().min(0).max(604_800).default(0),
      /** What is wrong however usual it has become is wrong on holidays too. */
      holidays: onHolidays.default('judge'),
    }),
  ])
  .meta({ id: 'DetectorSpec' });
export type DetectorSpec = z.output<typeof detectorSpec>;

/** A detector, where it comes from, and how it is doing. */
export const detector = z
  .object({
    name: z.string(),
    kind: z.enum(['baseline', 'threshold']),
    /** `file`: provisioned, read-only here. `ui`: made and changed through the API. */
    origin: z.enum(['file', 'ui']),
    spec: detectorSpec,
    matchers: z.array(matcher),
    intervalSeconds: z.number(),
    severity: z.string(),
    lastRunAt: maybeInstant,
    lastRunSeconds: z.number().nullable(),
    seriesCount: z.int(),
    openAnomalies: z.int(),
    /** Anomalies that began in the last seven days. */
    anomaliesLastWeek: z.int(),
    /** Part of one core that its runs took of late, 0..1, without the learning of its history; null before a run after that. */
    cost: z.number().nullable(),
    lastError: z.string().nullable(),
    /** The calendar by which it tells nothing now, and until when; `partly`: of the series that the calendar is for. */
    quiet: z
      .object({ calendar: z.string(), why: z.enum(['maintenance', 'holiday']), until: instant, partly: z.boolean() })
      .nullable(),
  })
  .meta({ id: 'Detector' });
export type Detector = z.output<typeof detector>;

/** What would have fired, had the detector run over this time. */
export const detectorPreviewRequest = z
  .object({ spec: detectorSpec, from: instant, to: instant, maxSeries: z.int().min(1).max(50).default(12) })
  .meta({ id: 'DetectorPreviewRequest' });
export type DetectorPreviewRequest = z.output<typeof detectorPreviewRequest>;

export const detectorPreview = z
  .object({
    /** Of the first `maxSeries` series, those with most anomalies first. */
    bands: z.array(band),
    anomalies: z.array(anomaly),
    /** Series that match in all. */
    seriesCount: z.int(),
    /** For all the series looked at. */
    anomaliesPerWeek: z.number(),
  })
  .meta({ id: 'DetectorPreview' });
export type DetectorPreview = z.output<typeof detectorPreview>;

/** Series by time: the highest score of an anomaly in each bucket, null where there was none. Rows with most anomalies first. */
export const anomalyHeatmap = z
  .object({
    /** Starts of the buckets, epoch ms. */
    times: z.array(z.number()),
    bucketSeconds: z.number(),
    rows: z.array(
      z.object({ series, detector: z.string(), anomalies: z.int(), cells: z.array(z.number().nullable()) })
    ),
    /** Series with an anomaly in the range; more than the rows where the answer was cut. */
    seriesCount: z.int(),
  })
  .meta({ id: 'AnomalyHeatmap' });
export type AnomalyHeatmap = z.output<typeof anomalyHeatmap>;

export const feedbackVerdict = z.enum(['not-an-anomaly', 'expected']);

/**
 * What a person says of an anomaly. `not-an-anomaly` makes the series' detector less sensitive to the like of it; `expected` keeps the series
 * quiet until `until`, and keeps what happens until then out of its baseline.
 */
export const feedbackRequest = z
  .object({
    verdict: feedbackVerdict,
    reason: z.string().trim().min(1).max(1000),
    /** Needed with `expected`. */
    until: maybeInstant.default(null),
  })
  .meta({ id: 'FeedbackRequest' });
export type FeedbackRequest = z.output<typeof feedbackRequest>;

export const feedback = z
  .object({
    id: z.string(),
    anomalyId: z.string(),
    detector: z.string(),
    seriesId: z.string(),
    metric: z.string(),
    labels,
    verdict: feedbackVerdict,
    reason: z.string(),
    /** Start of the anomaly that it was given for; what it says counts from here. */
    from: instant,
    until: maybeInstant,
    /** Highest score of that anomaly. */
    score: z.number(),
    by: z.string(),
    at: instant,
  })
  .meta({ id: 'Feedback' });
export type Feedback = z.output<typeof feedback>;

/** An anomaly with what explains it. */
export const anomalyDetail = z
  .object({
    anomaly,
    /** Earlier anomalies of the same series and direction, newest first. */
    similar: z.array(anomaly),
    feedback: z.array(feedback),
  })
  .meta({ id: 'AnomalyDetail' });
export type AnomalyDetail = z.output<typeof anomalyDetail>;

/** A connection that detectors may query, as configured in YAML. Never holds credentials. */
export const detectorSource = z
  .object({
    name: z.string(),
    type: z.enum(['clickhouse', 'prometheus', 'grafana']),
    url: z.string(),
    lastQueryAt: maybeInstant,
    lastError: z.string().nullable(),
  })
  .meta({ id: 'DetectorSource' });
export type DetectorSource = z.output<typeof detectorSource>;
