import { expect, test } from 'vitest';
import { formatValue } from './format-value.js';

test.each([
  ['host_memory_used_bytes', 123_400_000, '118 MiB'],
  ['host_network_receive_bytes_per_second', 2048, '2 KiB/s'],
  ['http_request_duration_seconds', 0.25, '250 ms'],
  ['http_request_duration_seconds', 2.5, '2.5 s'],
  ['request_time_ms', 1500, '1.5 s'],
  ['host_cpu_usage_ratio', 0.123, '12.3 %'],
  ['battery_percent', 55, '55 %'],
  ['node_hwmon_temp_celsius', 61.25, '61.3 °C'],
  ['process_start_time_seconds', 1_700_000_000, '1.7G'],
  ['queue_depth', 123_400_000, '123.4M'],
  ['queue_depth', -2_000_000_000, '-2G'],
  ['queue_depth', 999_999, '1000000'],
  ['queue_depth', 12_345, '12350'],
  ['queue_depth', 1e18, '1.00e+18'],
  ['queue_depth', 0, '0'],
])('%s of %d is %s', (metric, value, text) => {
  expect(formatValue(metric, value)).toBe(text);
});
