import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import type { HostReading, Measurement } from './host-collector.js';

const resolutionMs = 10;

/** The companion's own load: event loop, memory and CPU since the reading before. */
export const companionReadings = (): HostReading[] => {
  const delay = monitorEventLoopDelay({ resolution: resolutionMs });
  delay.enable();
  let utilization = performance.eventLoopUtilization();
  let cpu = process.cpuUsage();
  let cpuAt = performance.now();

  /** The histogram counts the sampling interval in. */
  const lagSeconds = (nanoseconds: number): number => Math.max(0, nanoseconds / 1e6 - resolutionMs) / 1000;

  const eventLoop = (): Promise<Measurement[]> => {
    const now = performance.eventLoopUtilization();
    const since = performance.eventLoopUtilization(now, utilization);
    utilization = now;
    const measured: Measurement[] = [
      {
        name: 'companion_event_loop_lag_seconds',
        unit: 'seconds',
        labels: { statistic: 'mean' },
        value: lagSeconds(delay.mean),
      },
      {
        name: 'companion_event_loop_lag_seconds',
        unit: 'seconds',
        labels: { statistic: 'p99' },
        value: lagSeconds(delay.percentile(99)),
      },
      { name: 'companion_event_loop_utilization_ratio', unit: 'ratio', value: since.utilization },
    ];
    delay.reset();
    return Promise.resolve(measured);
  };

  const ownProcess = (): Promise<Measurement[]> => {
    const used = process.cpuUsage(cpu);
    const now = performance.now();
    const seconds = (now - cpuAt) / 1000;
    cpu = process.cpuUsage();
    cpuAt = now;
    return Promise.resolve([
      { name: 'companion_memory_rss_bytes', unit: 'bytes', value: process.memoryUsage.rss() },
      // 1 is one core in full use.
      {
        name: 'companion_cpu_usage_ratio',
        unit: 'ratio',
        value: seconds > 0 ? (used.user + used.system) / 1e6 / seconds : null,
      },
    ]);
  };

  return [
    { name: 'event_loop', read: eventLoop, stop: () => delay.disable() },
    { name: 'process', read: ownProcess },
  ];
};
