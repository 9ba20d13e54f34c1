import protobuf from 'protobufjs';
import type { OtlpMessage } from './otlp-message.js';
import { InvalidPayload } from './sender.js';

/** Attributes and their values, in metrics and logs alike. */
export const otlpValueMessages = `
  message KeyValue { string key = 1; AnyValue value = 2; }
  message AnyValue {
    oneof value {
      string string_value = 1;
      bool bool_value = 2;
      int64 int_value = 3;
      double double_value = 4;
      ArrayValue array_value = 5;
      KeyValueList kvlist_value = 6;
      bytes bytes_value = 7;
    }
  }
  message ArrayValue { repeated AnyValue values = 1; }
  message KeyValueList { repeated KeyValue values = 1; }`;

/** The part of opentelemetry-proto 1.x that is read; exemplars and exponential buckets are passed over. */
const { root } = protobuf.parse(`
  syntax = "proto3";
  message Request { repeated ResourceMetrics resource_metrics = 1; }
  message ResourceMetrics { Resource resource = 1; repeated ScopeMetrics scope_metrics = 2; }
  message Resource { repeated KeyValue attributes = 1; }
  message ScopeMetrics { repeated Metric metrics = 2; }
  message Metric {
    string name = 1;
    string unit = 3;
    oneof data {
      Gauge gauge = 5;
      Sum sum = 7;
      Histogram histogram = 9;
      ExponentialHistogram exponential_histogram = 10;
      Summary summary = 11;
    }
  }
  message Gauge { repeated NumberDataPoint data_points = 1; }
  message Sum { repeated NumberDataPoint data_points = 1; uint32 aggregation_temporality = 2; bool is_monotonic = 3; }
  message Histogram { repeated HistogramDataPoint data_points = 1; uint32 aggregation_temporality = 2; }
  message ExponentialHistogram {
    repeated ExponentialHistogramDataPoint data_points = 1;
    uint32 aggregation_temporality = 2;
  }
  message Summary { repeated SummaryDataPoint data_points = 1; }
  message NumberDataPoint {
    fixed64 time_unix_nano = 3;
    oneof value { double as_double = 4; sfixed64 as_int = 6; }
    repeated KeyValue attributes = 7;
    uint32 flags = 8;
  }
  message HistogramDataPoint {
    fixed64 time_unix_nano = 3;
    fixed64 count = 4;
    optional double sum = 5;
    repeated fixed64 bucket_counts = 6;
    repeated double explicit_bounds = 7;
    repeated KeyValue attributes = 9;
    uint32 flags = 10;
    optional double min = 11;
    optional double max = 12;
  }
  message ExponentialHistogramDataPoint {
    repeated KeyValue attributes = 1;
    fixed64 time_unix_nano = 3;
    fixed64 count = 4;
    optional double sum = 5;
    uint32 flags = 10;
    optional double min = 12;
    optional double max = 13;
  }
  message SummaryDataPoint {
    fixed64 time_unix_nano = 3;
    fixed64 count = 4;
    double sum = 5;
    repeated ValueAtQuantile quantile_values = 6;
    repeated KeyValue attributes = 7;
    uint32 flags = 8;
  }
  message ValueAtQuantile { double quantile = 1; double value = 2; }
${otlpValueMessages}
`);
const request = root.lookupType('Request');

/** `ExportMetricsPartialSuccess` in its response. */
const response = protobuf
  .parse(
    `syntax = "proto3";
    message Response { PartialSuccess partial_success = 1; }
    message PartialSuccess { int64 rejected_data_points = 1; string error_message = 2; }`
  )
  .root.lookupType('Response');

/**
 * Reads `ExportMetricsServiceRequest` in protobuf, as its JSON form is read. Times lose what is below a quarter of a microsecond.
 *
 * @throws {InvalidPayload} on what is no such message.
 */
export const readOtlpProtobuf = (body: Uint8Array): OtlpMessage => {
  try {
    return request.toObject(request.decode(body), { longs: Number, bytes: String }) as OtlpMessage;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new InvalidPayload([
      { field: 'body', message: `is not an ExportMetricsServiceRequest (protobuf): ${reason}` },
    ]);
  }
};

/** `ExportMetricsServiceResponse` in protobuf, of what is given in its JSON form. */
export const otlpResponseBytes = (answer: object): Buffer =>
  Buffer.from(response.encode(response.fromObject(answer)).finish());
