import { z } from 'zod';
import { otlpAttributes, otlpNumber } from './otlp-message.js';

const text = z.string().nullish();
const list = <T extends z.ZodType>(item: T) => z.array(item).nullish();
/** A number in the specification; some senders write its name. */
const numberOrName = z.union([z.number(), z.string()], { error: 'must be a number' }).nullish();

const span = z.object({
  traceId: text,
  spanId: text,
  parentSpanId: text,
  name: text,
  kind: numberOrName,
  startTimeUnixNano: otlpNumber,
  endTimeUnixNano: otlpNumber,
  attributes: otlpAttributes,
  links: list(z.object({ traceId: text, spanId: text })),
  status: z.object({ code: numberOrName }).nullish(),
});

/** `ExportTraceServiceRequest` in OTLP's JSON form, as far as it is read. Source: opentelemetry-proto 1.x, `trace.proto`. */
export const otlpTraces = z.object({
  resourceSpans: list(
    z.object({
      resource: z.object({ attributes: otlpAttributes }).nullish(),
      scopeSpans: list(z.object({ spans: list(span) })),
    })
  ),
});

export type OtlpTraces = z.output<typeof otlpTraces>;
export type OtlpSpan = z.output<typeof span>;
