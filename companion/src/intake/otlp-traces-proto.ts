import protobuf from 'protobufjs';
import { otlpValueMessages } from './otlp-proto.js';
import type { OtlpTraces } from './otlp-traces-message.js';
import { InvalidPayload } from './sender.js';

/** The part of opentelemetry-proto 1.x, `trace.proto`, that is read; events are passed over. */
const request = protobuf
  .parse(
    `
  syntax = "proto3";
  message Request { repeated ResourceSpans resource_spans = 1; }
  message ResourceSpans { Resource resource = 1; repeated ScopeSpans scope_spans = 2; }
  message Resource { repeated KeyValue attributes = 1; }
  message ScopeSpans { repeated Span spans = 2; }
  message Span {
    bytes trace_id = 1;
    bytes span_id = 2;
    bytes parent_span_id = 4;
    string name = 5;
    uint32 kind = 6;
    fixed64 start_time_unix_nano = 7;
    fixed64 end_time_unix_nano = 8;
    repeated KeyValue attributes = 9;
    repeated Link links = 13;
    Status status = 15;
  }
  message Link { bytes trace_id = 1; bytes span_id = 2; }
  message Status { uint32 code = 3; }
${otlpValueMessages}
`
  )
  .root.lookupType('Request');

type Raw = Record<string, unknown>;

const withHex = (given: Raw, names: readonly string[]): void => {
  for (const name of names) {
    const value = given[name];
    if (typeof value === 'string') {
      given[name] = Buffer.from(value, 'base64').toString('hex');
    }
  }
};

/**
 * Reads `ExportTraceServiceRequest` in protobuf, in the form that its JSON has: ids in hex. Times lose what is below a quarter of a
 * microsecond.
 *
 * @throws {InvalidPayload} on what is no such message.
 */
export const readOtlpTraces = (body: Uint8Array): OtlpTraces => {
  try {
    const read = request.toObject(request.decode(body), { longs: Number, bytes: String }) as OtlpTraces;
    for (const span of (read.resourceSpans ?? []).flatMap(({ scopeSpans }) =>
      (scopeSpans ?? []).flatMap(({ spans }) => spans ?? [])
    )) {
      withHex(span, ['traceId', 'spanId', 'parentSpanId']);
      span.links?.forEach((link) => withHex(link, ['traceId', 'spanId']));
    }
    return read;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new InvalidPayload([{ field: 'body', message: `is not an ExportTraceServiceRequest (protobuf): ${reason}` }]);
  }
};
