import { z } from 'zod';
import { labels } from './alert.js';
import type { RouteSpec } from './routes.js';
import { points } from './series.js';
import { instant } from './time.js';

const moment = z.iso.datetime({ offset: true }).transform((iso) => Date.parse(iso));
const selector = z.string().trim().min(1).max(2000);

/** How the values of series are put together: `sum` of gauges, `rate` of counters, `mean` of gauges, `ratio` of two metrics. */
export const drilldownMeasure = z.enum(['sum', 'rate', 'mean', 'ratio']);
export type DrilldownMeasure = z.output<typeof drilldownMeasure>;

export const drilldownQuery = z.object({
  /** A metric with matchers, as in Prometheus: `http_requests_total{service="cart"}`. */
  match: selector,
  /** What it is to be divided by: `requests_total`. Series are paired by their labels. */
  per: selector.optional(),
  from: moment,
  to: moment,
  /** Compared with the window right before, or with the same time a week earlier. */
  compare: z.enum(['before', 'week']).default('before'),
  /** `auto` goes by the name of the metric. */
  measure: z.enum(['auto', 'sum', 'rate', 'mean']).default('auto'),
});
export type DrilldownQuery = z.output<typeof drilldownQuery>;

/** Series that share one or two labels. */
export const drilldownSlice = z
  .object({
    labels,
    /** Whether it is one of those that together explain the change. */
    explains: z.boolean(),
    /** Its own value in the window before, and in this one; null where it had none. */
    before: z.number().nullable(),
    after: z.number().nullable(),
    /** What it would be had it gone the way of the rest. */
    expected: z.number().nullable(),
    /** Part of the whole's change that it makes; negative where it works against it. */
    share: z.number(),
    /** How far its part of the whole is from what it would have been (Jensen-Shannon, Adtributor), in bits, 0..1. */
    surprise: z.number(),
    /** Its part of the whole (of the volume, where means are compared) as expected, 0..1. */
    size: z.number(),
    series: z.int(),
    /** Both windows, the earlier first. */
    points,
    /** All other series, at the same times. */
    rest: points,
  })
  .meta({ id: 'DrilldownSlice' });
export type DrilldownSlice = z.output<typeof drilldownSlice>;

export const drilldownResult = z
  .object({
    measure: drilldownMeasure,
    from: instant,
    to: instant,
    beforeFrom: instant,
    beforeTo: instant,
    /** The whole in both windows; null where there was nothing. */
    before: z.number().nullable(),
    after: z.number().nullable(),
    /** Of means and ratios: the part of the change that comes from slices growing or shrinking, not from getting worse. */
    mixShare: z.number().nullable(),
    seriesExamined: z.int(),
    /** True: there were more series; the smallest were left out. */
    cut: z.boolean(),
    /** False: no slice carries the change. */
    standsOut: z.boolean(),
    summary: z.string(),
    /** Those that explain first, strongest first; then others worth a look. */
    slices: z.array(drilldownSlice),
  })
  .meta({ id: 'DrilldownResult' });
export type DrilldownResult = z.output<typeof drilldownResult>;

/** Which labels carry a deviation; part of `routes`. */
export const drilldownRoutes = {
  drilldown: {
    method: 'GET',
    path: '/api/v1/drilldown',
    summary: 'Which label values carry the change of a metric between two windows',
    role: 'Viewer',
    query: drilldownQuery,
    response: drilldownResult,
  },
} as const satisfies Record<string, RouteSpec>;
