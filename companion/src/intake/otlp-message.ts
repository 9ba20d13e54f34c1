import { z } from 'zod';

/** 64-bit numbers are text in OTLP's JSON; doubles that are no numbers too. One step, not a union, as every point has some. */
export const otlpNumber = z
  .unknown()
  .transform((value, context): number | null => {
    if (value === null || value === undefined || typeof value === 'number') {
      return value ?? null;
    }
    if (typeof value !== 'string') {
      context.addIssue({ code: 'custom', message: 'must be a number, or one as text', input: value });
    }
    return Number(value);
  })
  .optional();
const number = otlpNumber;
/** Checked as they are used: there may be hundreds in a point. */
const numbers = z.array(z.unknown()).nullish();
const text = z.string().nullish();
const list = <T extends z.ZodType>(item: T) => z.array(item).nullish();

/** One of `stringValue`, `boolValue`, `intValue`, `doubleValue`, `arrayValue`, `kvlistValue`, `bytesValue`. */
export const otlpAttributes = list(z.object({ key: z.string(), value: z.record(z.string(), z.unknown()).nullish() }));
const attributes = otlpAttributes;
const common = { attributes, timeUnixNano: number, flags: number };

const numberPoint = z.object({ ...common, asDouble: number, asInt: number });
const histogramPoint = z.object({
  ...common,
  count: number,
  sum: number,
  bucketCounts: numbers,
  explicitBounds: numbers,
  min: number,
  max: number,
});
const summaryPoint = z.object({
  ...common,
  count: number,
  sum: number,
  quantileValues: list(z.object({ quantile: number, value: number })),
});

const metric = z.object({
  name: text,
  unit: text,
  gauge: z.object({ dataPoints: list(numberPoint) }).nullish(),
  sum: z
    .object({ dataPoints: list(numberPoint), aggregationTemporality: number, isMonotonic: z.boolean().nullish() })
    .nullish(),
  histogram: z.object({ dataPoints: list(histogramPoint), aggregationTemporality: number }).nullish(),
  exponentialHistogram: z.object({ dataPoints: list(histogramPoint), aggregationTemporality: number }).nullish(),
  summary: z.object({ dataPoints: list(summaryPoint) }).nullish(),
});

/**
 * `ExportMetricsServiceRequest` in OTLP's JSON form, as far as it is read; what protobuf carries is brought into the same form.
 * Source: opentelemetry-proto 1.x, `metrics.proto`, and the OTLP specification on JSON.
 */
export const otlpMessage = z.object({
  resourceMetrics: list(
    z.object({
      resource: z.object({ attributes }).nullish(),
      scopeMetrics: list(z.object({ metrics: list(metric) })),
    })
  ),
});

export type OtlpMessage = z.output<typeof otlpMessage>;
export type OtlpMetric = z.output<typeof metric>;
export type OtlpAttributes = z.output<typeof attributes>;
