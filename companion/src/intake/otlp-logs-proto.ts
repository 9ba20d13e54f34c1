import protobuf from 'protobufjs';
import { otlpValueMessages } from './otlp-proto.js';
import { InvalidPayload } from './sender.js';

/** The part of opentelemetry-proto 1.x, `logs.proto`, that is read. */
const request = protobuf
  .parse(
    `
  syntax = "proto3";
  message Request { repeated ResourceLogs resource_logs = 1; }
  message ResourceLogs { Resource resource = 1; repeated ScopeLogs scope_logs = 2; }
  message Resource { repeated KeyValue attributes = 1; }
  message ScopeLogs { Scope scope = 1; repeated LogRecord log_records = 2; }
  message Scope { string name = 1; }
  message LogRecord {
    fixed64 time_unix_nano = 1;
    uint32 severity_number = 2;
    string severity_text = 3;
    AnyValue body = 5;
    repeated KeyValue attributes = 6;
    bytes trace_id = 9;
    bytes span_id = 10;
    fixed64 observed_time_unix_nano = 11;
    string event_name = 12;
  }
${otlpValueMessages}
`
  )
  .root.lookupType('Request');

const hex = (value: unknown): unknown =>
  typeof value === 'string' ? Buffer.from(value, 'base64').toString('hex') : value;

interface Raw {
  resourceLogs?: Array<{ scopeLogs?: Array<{ logRecords?: Array<Record<string, unknown>> }> }>;
}

/**
 * Reads `ExportLogsServiceRequest` in protobuf, in the form that its JSON has: trace ids in hex.
 *
 * @throws {InvalidPayload} on what is no such message.
 */
export const readOtlpLogs = (body: Uint8Array): unknown => {
  try {
    const raw = request.toObject(request.decode(body), { longs: Number, bytes: String }) as Raw;
    for (const record of (raw.resourceLogs ?? []).flatMap(({ scopeLogs = [] }) =>
      scopeLogs.flatMap(({ logRecords = [] }) => logRecords)
    )) {
      record['traceId'] = hex(record['traceId']);
      record['spanId'] = hex(record['spanId']);
    }
    return raw;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new InvalidPayload([{ field: 'body', message: `is not an ExportLogsServiceRequest (protobuf): ${reason}` }]);
  }
};
