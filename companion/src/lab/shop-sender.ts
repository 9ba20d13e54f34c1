import { createAlertRules, type ShopAlert } from './alert-rules.js';
import type { Fault, FaultPlan } from './faults.js';
import type { ShopModel } from './shop-model.js';
import type { ShopTransport } from './shop-transport.js';
import { createWebhookGroups } from './webhook-payloads.js';

/** The live shop: each step scrapes it once and evaluates its rules. */
export interface ShopSender {
  /** Sends what the shop shows at `at` (ms). Alerts that can't be delivered are kept for the next step. */
  step(at: number): Promise<void>;
  /** Tells the companion that the shop is gone: every alert that still fires is resolved. */
  resolveAll(at: number): Promise<void>;
  /** Faults that were begun so far. */
  truth(at: number): Fault[];
}

export const createShopSender = (deps: {
  model: ShopModel;
  plan: FaultPlan;
  transport: ShopTransport;
  labels: { cluster: string; namespace: string };
}): ShopSender => {
  const rules = createAlertRules(deps.labels);
  const groups = createWebhookGroups();
  let firing: ShopAlert[] = [];
  return {
    resolveAll: async (at) => {
      const resolved = firing.map((alert) => ({ ...alert, endsAt: at }));
      firing = [];
      await Promise.all(groups.due(at, resolved).map(({ payload }) => deps.transport.notify(payload)));
    },
    step: async (at) => {
      const fault = deps.plan.active(at);
      const alerts = rules.evaluate(at, deps.model.stateAt(at, fault).values());
      firing = alerts.filter(({ endsAt }) => endsAt === null);
      const results = await Promise.allSettled([
        deps.transport.write([{ at, samples: deps.model.sampleAt(at, fault) }]),
        ...groups.due(at, alerts).map(async ({ payload, delivered }) => {
          await deps.transport.notify(payload);
          delivered();
        }),
      ]);
      const failed = results.find((result) => result.status === 'rejected');
      if (failed) {
        throw failed.reason;
      }
    },
    truth: (at) => deps.plan.begun(at),
  };
};
