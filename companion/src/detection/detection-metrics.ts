import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

export interface DetectionMetrics {
  runSeconds: Histogram<'detector'>;
  runs: Counter<'detector' | 'result'>;
  points: Counter<'detector'>;
  series: Gauge<'detector'>;
  open: Gauge<'detector'>;
  lastRun: Gauge<'detector'>;
  /** Drops what stands for a detector that is no more. */
  forget(detector: string): void;
}

/** Metrics of the detectors, registered once. */
export const createDetectionMetrics = (registry: Registry): DetectionMetrics => {
  const registers = [registry];
  const labelNames = ['detector'] as const;
  const metrics = {
    runSeconds: new Histogram({
      name: 'watchroom_detector_run_seconds',
      help: 'How long a run of a detector took',
      labelNames,
      buckets: [0.01, 0.05, 0.1, 0.5, 1, 2, 5, 10, 30, 120],
      registers,
    }),
    runs: new Counter({
      name: 'watchroom_detector_runs_total',
      help: 'Runs of a detector by result: ok or failed',
      labelNames: ['detector', 'result'] as const,
      registers,
    }),
    points: new Counter({
      name: 'watchroom_detector_points_total',
      help: 'Points learnt or judged by a detector',
      labelNames,
      registers,
    }),
    series: new Gauge({ name: 'watchroom_detector_series', help: 'Series a detector watches', labelNames, registers }),
    open: new Gauge({
      name: 'watchroom_detector_open_anomalies',
      help: 'Anomalies of a detector that last',
      labelNames,
      registers,
    }),
    lastRun: new Gauge({
      name: 'watchroom_detector_last_success_timestamp_seconds',
      help: 'When a detector last ran without an error',
      labelNames,
      registers,
    }),
  };
  return {
    ...metrics,
    forget: (detector) => {
      for (const gauge of [metrics.series, metrics.open, metrics.lastRun]) {
        gauge.remove({ detector });
      }
    },
  };
};
