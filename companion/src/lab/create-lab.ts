import { setTimeout as wait } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import type { Clock } from '../clock.js';
import type { Service } from '../service.js';
import type { AlertStore } from '../stores/alert-store.js';
import type { TimeseriesStore } from '../stores/timeseries/timeseries-store.js';
import { backfillShop } from './backfill.js';
import { createFaultPlan, isScenario, scenarios, type Fault } from './faults.js';
import { createShopModel } from './shop-model.js';
import { createShopSender, type ShopSender } from './shop-sender.js';
import { createShopTransport, type ShopTransport } from './shop-transport.js';
import { staleShopAlerts } from './stale-alerts.js';
import { webhookPayload } from './webhook-payloads.js';

const labLabels = { cluster: 'lab', namespace: 'shop' };
const scrapeInterval = 5000;

export interface LabDeps {
  /** One of `scenarios`. */
  scenario: string;
  /** Address of the companion, e.g. `http://127.0.0.1:8787`. */
  baseUrl: string;
  clock: Clock;
  logger: Pick<Logger, 'info' | 'warn'>;
  seed?: number;
  timeseries: Pick<TimeseriesStore, 'findSeries' | 'insert'>;
  /** Where given, alerts that an earlier run left firing are resolved at the start. */
  alerts?: Pick<AlertStore, 'listAlerts'>;
  /** An intake token, where the companion asks for one. */
  token?: string;
  registry?: Registry;
  intervalMs?: number;
}

export interface Lab extends Service {
  /** What is and was broken in this run, oldest first. Never used by ranking or detection. */
  getTruth(): Fault[];
}

/** Waits; comes back early when stopped. */
const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  wait(ms, undefined, { signal }).catch(() => undefined);

/**
 * The simulated shop beside the companion: gives it a week of history, then sends metrics and alerts over HTTP every 5 s while
 * faults come and go. `start` returns at once; `stop` waits for what is under way.
 * @throws Error where there is no such scenario
 */
export const createLab = (deps: LabDeps): Lab => {
  const { scenario, clock, logger, seed = 1, timeseries, intervalMs = scrapeInterval } = deps;
  if (!isScenario(scenario)) {
    throw new Error(`There is no lab scenario "${scenario}"; there are ${Object.keys(scenarios).join(', ')}`);
  }
  const model = createShopModel({ seed, ...labLabels });
  const stopping = new AbortController();
  const { signal } = stopping;
  let sender: ShopSender | null = null;
  let running: Promise<void> = Promise.resolve();

  const prepare = async (transport: ShopTransport): Promise<void> => {
    const started = clock.now();
    const written = await backfillShop({ model, timeseries, labels: labLabels, now: started, signal });
    logger.info({ samples: written, ms: clock.now() - started }, 'lab: history is there');
    const stale = deps.alerts ? await staleShopAlerts(deps.alerts, labLabels, clock.now()) : [];
    if (stale.length > 0) {
      await transport.notify(webhookPayload(stale));
    }
  };

  const live = async (transport: ShopTransport): Promise<void> => {
    const plan = createFaultPlan(scenario, seed, clock.now());
    sender = createShopSender({ model, plan, labels: labLabels, transport });
    let announced = 0;
    while (!signal.aborted) {
      const at = clock.now();
      await sender.step(at).catch((error: unknown) => {
        if (!signal.aborted) {
          logger.warn({ err: error }, 'lab: the companion did not take what the shop sent');
        }
      });
      for (const fault of plan.begun(at).slice(announced)) {
        announced += 1;
        logger.info({ fault: fault.id, service: fault.service }, 'lab: a fault begins');
      }
      await pause(Math.max(0, intervalMs - (clock.now() - at)), signal);
    }
  };

  const attempt = async (transport: ShopTransport): Promise<void> => {
    while (!signal.aborted) {
      try {
        return await prepare(transport);
      } catch (error) {
        logger.warn({ err: error }, 'lab: could not prepare; trying again');
        await pause(intervalMs, signal);
      }
    }
  };

  return {
    start: () => {
      const transport = createShopTransport({ ...deps, signal });
      running = attempt(transport).then(() => live(transport));
      return Promise.resolve();
    },
    stop: async () => {
      stopping.abort();
      await running;
    },
    getTruth: () => sender?.truth(clock.now()) ?? [],
  };
};
