import type { ServiceState } from './shop-model.js';

const second = 1000;

/** An alert as the shop's Prometheus holds it. Times in ms. */
export interface ShopAlert {
  labels: Record<string, string>;
  annotations: Record<string, string>;
  startsAt: number;
  /** Null while it fires. */
  endsAt: number | null;
}

interface Rule {
  name: string;
  severity: 'critical' | 'warning';
  /** How long it must hold before it fires, ms. */
  holds: number;
  /** What is wrong, for people; null where nothing is. */
  wrong(state: ServiceState): string | null;
}

const percent = (ratio: number): string => `${(ratio * 100).toFixed(1)} %`;

/** Prometheus keeps to fixed limits, as most shops do: each a few times what is usual at the busiest hour. */
const usualP99: Record<string, number> = {
  frontend: 0.33,
  recommendation: 0.14,
  orders: 0.4,
  cart: 0.045,
  catalogue: 0.05,
  user: 0.04,
  payment: 0.24,
  shipping: 0.1,
  queue: 0.012,
  database: 0.017,
};

export const shopRules: readonly Rule[] = [
  {
    name: 'ShopTargetDown',
    severity: 'critical',
    holds: 10 * second,
    wrong: ({ up, service }) => (up ? null : `${service.name} does not answer`),
  },
  {
    name: 'ShopHighErrorRatio',
    severity: 'critical',
    holds: 10 * second,
    wrong: ({ errors, service, up }) =>
      up && errors > 0.05 ? `${percent(errors)} of the requests to ${service.name} fail` : null,
  },
  {
    name: 'ShopHighLatency',
    severity: 'warning',
    holds: 10 * second,
    wrong: ({ p99, service, up }) =>
      up && p99 > 2 * (usualP99[service.name] ?? Infinity)
        ? `1 % of the requests to ${service.name} take longer than ${Math.round(p99 * 1000)} ms`
        : null,
  },
  {
    name: 'ShopMemoryNearLimit',
    severity: 'warning',
    holds: 10 * second,
    wrong: ({ memory, service }) =>
      memory > 0.8 * service.memoryLimitBytes
        ? `${service.name} uses ${percent(memory / service.memoryLimitBytes)} of its memory limit`
        : null,
  },
];

interface Held {
  rule: Rule;
  pendingSince: number;
  alert: ShopAlert | null;
}

/** Evaluates the rules as Prometheus does: pending until a rule has held long enough, then firing until it holds no more. */
export interface AlertRules {
  /** Alerts that fire at `at`, and those that resolved since the evaluation before. */
  evaluate(at: number, states: Iterable<ServiceState>): ShopAlert[];
}

export const createAlertRules = (common: { cluster: string; namespace: string }): AlertRules => {
  const held = new Map<string, Held>();
  const start = (rule: Rule, state: ServiceState, at: number): ShopAlert => ({
    labels: { ...common, alertname: rule.name, service: state.service.name, severity: rule.severity },
    annotations: {},
    startsAt: at,
    endsAt: null,
  });
  const step = (rule: Rule, state: ServiceState, at: number): ShopAlert | null => {
    const key = `${rule.name}/${state.service.name}`;
    const summary = rule.wrong(state);
    const known = held.get(key);
    if (summary === null) {
      held.delete(key);
      return known?.alert ? { ...known.alert, endsAt: at } : null;
    }
    const entry = known ?? { rule, pendingSince: at, alert: null };
    if (entry.alert === null && at - entry.pendingSince >= rule.holds) {
      entry.alert = start(rule, state, at);
    }
    if (entry.alert) {
      entry.alert.annotations = {
        summary,
        description: `${summary} (simulated shop, version ${state.version})`,
      };
    }
    held.set(key, entry);
    return entry.alert;
  };
  return {
    evaluate: (at, states) => [...states].flatMap((state) => shopRules.flatMap((rule) => step(rule, state, at) ?? [])),
  };
};
