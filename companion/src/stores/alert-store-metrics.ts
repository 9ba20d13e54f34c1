import { Counter, Histogram, type Registry } from 'prom-client';
import { StoreUnavailable } from './alert-store.js';

export interface AlertStoreMetrics {
  /** Times a call and counts it where the store was unavailable or the call failed. */
  observe<T>(operation: string, call: () => Promise<T>): Promise<T>;
  retried(operation: string): void;
  batched(size: number): void;
}

const seconds = {
  name: 'watchroom_alert_store_seconds',
  help: 'Time that calls of the alert store took',
  labelNames: ['store', 'operation'] as const,
  buckets: [0.001, 0.005, 0.02, 0.1, 0.5, 2, 10],
};
const failures = {
  name: 'watchroom_alert_store_failures_total',
  help: 'Calls of the alert store that failed, by reason (unavailable or error)',
  labelNames: ['store', 'operation', 'reason'] as const,
};
const retries = {
  name: 'watchroom_alert_store_retries_total',
  help: 'Requests that the alert store sent again',
  labelNames: ['store', 'operation'] as const,
};
const batches = {
  name: 'watchroom_alert_store_batch_writes',
  help: 'Calls that shared one durable write',
  labelNames: ['store'] as const,
  buckets: [1, 2, 5, 10, 50, 200, 1000],
};

/** A metric of the registry, made where it is not there yet: a store may be opened anew on the same registry. */
const metricOf = <M>(registry: Registry, name: string, make: () => M): M =>
  (registry.getSingleMetric(name) as M | undefined) ?? make();

/** The alert stores' metrics; `store` is `embedded` or `elasticsearch`. */
export const createAlertStoreMetrics = (registry: Registry, store: string): AlertStoreMetrics => {
  const registers = [registry];
  const took = metricOf(registry, seconds.name, () => new Histogram({ ...seconds, registers }));
  const failed = metricOf(registry, failures.name, () => new Counter({ ...failures, registers }));
  const again = metricOf(registry, retries.name, () => new Counter({ ...retries, registers }));
  const together = metricOf(registry, batches.name, () => new Histogram({ ...batches, registers }));
  return {
    observe: async (operation, call) => {
      const stop = took.startTimer({ store, operation });
      try {
        return await call();
      } catch (error) {
        failed.inc({ store, operation, reason: error instanceof StoreUnavailable ? 'unavailable' : 'error' });
        throw error;
      } finally {
        stop();
      }
    },
    retried: (operation) => again.inc({ store, operation }),
    batched: (size) => together.observe({ store }, size),
  };
};
