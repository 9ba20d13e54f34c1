import { expect, test } from 'vitest';
import { metricKind } from './metric-kind.js';

test.each([
  ['CpuUsageRate(%)', 'cpu'],
  ['container_cpu_cfs_throttled_periods_total', 'cpu'],
  ['container-memory-working-set-bytes', 'stock'],
  ['container_memory_failures_total', 'other'],
  ['container-fs-reads-bytes-total', 'disk'],
  ['node_disk_io_time_seconds_total', 'disk'],
  ['diskio', 'disk'],
  ['node_filesystem_avail_bytes', 'stock'],
  ['container_network_receive_packets_dropped_total', 'network'],
  ['availability_Average', 'success'],
  ['PodSuccessRate(%)', 'success'],
  ['up', 'success'],
  ['http_errors_total', 'failure'],
  ['istio-request-duration-milliseconds', 'latency'],
  ['latency-50', 'latency'],
  ['source_50(cart)', 'latency'],
  ['PodServerLatencyP99(s)', 'latency'],
  ['hikaricp_connections_pending', 'waiting'],
  ['socket', 'waiting'],
  ['NetworkReceiveBytes', 'network'],
  ['PodWorkload(Ops)', 'traffic'],
  ['istio-requests-total', 'traffic'],
])('%s tells of %s', (metric, kind) => {
  expect(metricKind(metric)).toBe(kind);
});
