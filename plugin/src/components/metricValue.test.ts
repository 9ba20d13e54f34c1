import { expect, it } from 'vitest';
import { grafanaUnit, valueLabel } from './metricValue';

it.each([
  ['host_memory_used_bytes', 123_400_000, '118 MiB'],
  ['host_network_receive_bytes_per_second', 2048, '2 KiB/s'],
  ['http_request_duration_seconds', 0.25, '250 ms'],
  ['request_time_ms', 1500, '1.50 s'],
  ['host_cpu_usage_ratio', 0.123, '12.3%'],
  ['host_cpu_usage_ratio', 0, '0%'],
  ['battery_percent', 55, '55%'],
  ['queue_depth', 123_400_000, '123.4M'],
  ['queue_depth', -3, '-3'],
  ['host_memory_used_bytes', Number.NaN, 'NaN'],
])('%s of %d is %s', (metric, value, label) => {
  expect(valueLabel(metric, value)).toBe(label);
});

it('has no unit where the name tells none', () => {
  expect(grafanaUnit('queue_depth')).toBeNull();
});
