import type { HealthCheck } from '@watchroom/contract';
import type { Logger } from 'pino';
import { Counter, Gauge, type Registry } from 'prom-client';
import { StoreUnavailable } from '../stores/alert-store.js';
import type { Check } from './health.js';
import { retryForever } from './retry-forever.js';
import { withTimeLimit } from './time-limit.js';

interface Openable {
  open(): Promise<void>;
  close(): Promise<void>;
  ping(): Promise<void>;
}

export interface StoreConnection<S> {
  /** The store for everyone else: rejects with `StoreUnavailable` until it is open and once it is closed. */
  store: S;
  /** Opens the store, trying again for as long as it takes; rejects where `signal` is aborted. */
  open(signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
  check: Check;
}

const pingMs = 3000;

const createMetrics = (registry: Registry) => {
  const existing = registry.getSingleMetric('watchroom_store_open_attempts_total');
  return existing instanceof Counter
    ? { attempts: existing, up: registry.getSingleMetric('watchroom_store_up') as Gauge }
    : {
        attempts: new Counter({
          name: 'watchroom_store_open_attempts_total',
          help: 'Tries to open a store',
          labelNames: ['store', 'outcome'],
          registers: [registry],
        }),
        up: new Gauge({
          name: 'watchroom_store_up',
          help: '1 where the store is open and answered when it was asked last',
          labelNames: ['store'],
          registers: [registry],
        }),
      };
};

/** Keeps one store open and says how it is. `place` is where it is, in words: `Elasticsearch at http://...`. */
export const createStoreConnection = <S extends Openable>(deps: {
  name: string;
  store: S;
  place: string;
  remedy: string;
  logger: Logger;
  registry: Registry;
}): StoreConnection<S> => {
  const { name, store, place, logger } = deps;
  const metrics = createMetrics(deps.registry);
  let opened = false;
  let lastError: string | null = null;
  let attempts = 0;
  let underWay: Promise<void> = Promise.resolve();

  const attempt = async (count: number): Promise<void> => {
    attempts = count;
    underWay = store.open();
    await underWay;
    opened = true;
  };

  const gated = new Proxy(store, {
    get: (target, property, receiver) => {
      const value: unknown = Reflect.get(target, property, receiver);
      if (opened || typeof value !== 'function') {
        return value;
      }
      const detail = `The ${name} (${place}) is not open${lastError === null ? ' yet' : `: ${lastError}`}`;
      return () => Promise.reject(new StoreUnavailable(detail));
    },
  });

  const report = (status: HealthCheck['status'], detail: string): HealthCheck => {
    metrics.up.set({ store: name }, status === 'ok' ? 1 : 0);
    return { name, status, detail, remedy: status === 'ok' ? null : deps.remedy };
  };

  return {
    store: gated,
    open: async (signal) => {
      await retryForever(attempt, {
        signal,
        onFailure: (error, count) => {
          lastError = error.message;
          metrics.attempts.inc({ store: name, outcome: 'failed' });
          logger.warn(
            { store: name, place, attempt: count, reason: error.message },
            `${name} can't be opened; trying again`
          );
        },
      });
      metrics.attempts.inc({ store: name, outcome: 'opened' });
      logger.info({ store: name, place }, `${name} is open`);
    },
    close: async () => {
      // An attempt under way would open the store after it was closed.
      await underWay.catch(() => undefined);
      if (opened) {
        opened = false;
        lastError = 'it was closed';
        await store.close();
      }
    },
    check: async () => {
      if (!opened) {
        return lastError === null
          ? report('starting', `Opening ${place}`)
          : report('failing', `Tried to open ${place}, ${attempts} times so far: ${lastError}`);
      }
      const began = performance.now();
      try {
        await withTimeLimit(store.ping(), pingMs, 'The answer');
        return report('ok', `${place} answered in ${Math.round(performance.now() - began)} ms`);
      } catch (error) {
        return report('failing', `Asked ${place}: ${error instanceof Error ? error.message : String(error)}`);
      }
    },
  };
};
