import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { Walked } from '../pipeline/corridor.js';

export interface PipelineMetrics {
  applied(walked: readonly Walked[], now: number): void;
  committed(seconds: number): void;
  conflicted(documents: number): void;
  storeFailed(): void;
  eventFailed(): void;
}

/** The corridor's own figures. */
export const createPipelineMetrics = (registry: Registry, queued: () => number): PipelineMetrics => {
  const registers = [registry];
  const outcomes = new Counter({
    name: 'watchroom_pipeline_outcomes_total',
    help: 'What events were to their alerts: first, repeat, resolved, ...',
    labelNames: ['outcome'],
    registers,
  });
  const decisions = new Counter({
    name: 'watchroom_pipeline_decisions_total',
    help: 'Why people were told or not',
    labelNames: ['reason', 'sent'],
    registers,
  });
  const delay = new Histogram({
    name: 'watchroom_pipeline_delay_seconds',
    help: 'From the acceptance of an event until its alert is stored',
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60],
    registers,
  });
  const commits = new Histogram({
    name: 'watchroom_pipeline_commit_seconds',
    help: 'Time to store the state changes of a batch',
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers,
  });
  const conflicts = new Counter({
    name: 'watchroom_pipeline_conflicts_total',
    help: 'Alerts and incidents that someone else had changed in the meantime; they were decided again',
    registers,
  });
  const storeFailures = new Counter({
    name: 'watchroom_pipeline_store_failures_total',
    help: 'Attempts that failed because the alert store was unavailable; each is tried again',
    registers,
  });
  const eventFailures = new Counter({
    name: 'watchroom_pipeline_failed_events_total',
    help: 'Events that could not be applied to an alert because of a fault in Watchroom',
    registers,
  });
  new Gauge({
    name: 'watchroom_pipeline_queued_events',
    help: 'Accepted events that wait for their alert to be stored',
    registers,
    collect() {
      this.set(queued());
    },
  });
  return {
    applied: (walked, now) => {
      const byOutcome = new Map<string, number>();
      const byDecision = new Map<string, number>();
      for (const { outcome, decision, alert } of walked) {
        const decided = `${decision.reason} ${decision.send}`;
        byOutcome.set(outcome, (byOutcome.get(outcome) ?? 0) + 1);
        byDecision.set(decided, (byDecision.get(decided) ?? 0) + 1);
        delay.observe(Math.max(0, now - alert.lastSeenAt) / 1000);
      }
      for (const [outcome, count] of byOutcome) {
        outcomes.inc({ outcome }, count);
      }
      for (const [decided, count] of byDecision) {
        const [reason = '', sent = ''] = decided.split(' ');
        decisions.inc({ reason, sent }, count);
      }
    },
    committed: (seconds) => commits.observe(seconds),
    conflicted: (documents) => conflicts.inc(documents),
    storeFailed: () => storeFailures.inc(),
    eventFailed: () => eventFailures.inc(),
  };
};
