import { expect, test } from 'vitest';
import { metricUnit } from './metric-unit.js';

test.each([
  ['node_memory_MemFree_bytes', 'bytes'],
  ['http_response_size_bytes_sum', 'bytes'],
  ['network_receive_bytes_total', 'bytes'],
  ['host_network_receive_bytes_per_second', 'bytes-per-second'],
  ['http_request_duration_seconds', 'seconds'],
  ['node_cpu_seconds_total', 'seconds'],
  ['request_time_ms', 'milliseconds'],
  ['latency_milliseconds', 'milliseconds'],
  ['host_cpu_usage_ratio', 'ratio'],
  ['battery_percent', 'percent'],
  ['node_hwmon_temp_celsius', 'celsius'],
  ['process_start_time_seconds', null],
  ['last_success_timestamp_seconds', null],
  ['watchroom_detector_judged_until_seconds', null],
  ['http_request_duration_seconds_count', null],
  ['http_request_duration_seconds_bucket', null],
  ['shop_requests_per_second', null],
  ['items_ms_total_queue', null],
  ['bytes', null],
  ['', null],
])('%s: %s', (metric, unit) => {
  expect(metricUnit(metric)).toBe(unit);
});
