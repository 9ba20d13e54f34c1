import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { BytesInFlight } from './read-body.js';

export interface IntakeMetrics {
  answered(path: string, status: number, seconds: number): void;
  accepted(sender: string, events: number): void;
  truncated(sender: string, alerts: number): void;
}

/** The intake's own figures. Paths and senders are those registered, so there are few of each. */
export const createIntakeMetrics = (registry: Registry, inFlight: BytesInFlight): IntakeMetrics => {
  const requests = new Counter({
    name: 'watchroom_intake_requests_total',
    help: 'Requests to intake paths by answer',
    labelNames: ['path', 'status'],
    registers: [registry],
  });
  const events = new Counter({
    name: 'watchroom_intake_events_total',
    help: 'Alert events accepted, which means durable',
    labelNames: ['sender'],
    registers: [registry],
  });
  const truncated = new Counter({
    name: 'watchroom_intake_truncated_alerts_total',
    help: 'Alerts that senders say they left out of their payloads: their limit of alerts at once is too low',
    labelNames: ['sender'],
    registers: [registry],
  });
  const duration = new Histogram({
    name: 'watchroom_intake_duration_seconds',
    help: 'From the head of a request to its answer',
    labelNames: ['path'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [registry],
  });
  new Gauge({
    name: 'watchroom_intake_in_flight_bytes',
    help: 'Bytes of bodies that are being read or stored',
    registers: [registry],
    collect() {
      this.set(inFlight.bytes);
    },
  });
  // Looked up once: that alone costs as much as counting.
  const answers = new Map<string, Counter.Internal>();
  const timers = new Map<string, Histogram.Internal<'path'>>();
  return {
    answered: (path, status, seconds) => {
      const key = `${status} ${path}`;
      const counter = answers.get(key) ?? requests.labels({ path, status });
      const timer = timers.get(path) ?? duration.labels({ path });
      answers.set(key, counter);
      timers.set(path, timer);
      counter.inc();
      timer.observe(seconds);
    },
    accepted: (sender, count) => events.inc({ sender }, count),
    truncated: (sender, count) => truncated.inc({ sender }, count),
  };
};
