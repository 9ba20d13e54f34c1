import { createHash } from 'node:crypto';
import type { ShopAlert } from './alert-rules.js';

const goZeroTime = '0001-01-01T00:00:00Z';
/** Alertmanager's `repeat_interval`, much shortened so that repeats can be seen. */
const repeatAfter = 60_000;

/** One alert in a webhook of version 4. */
export interface WebhookAlert {
  status: 'firing' | 'resolved';
  labels: Record<string, string>;
  annotations: Record<string, string>;
  startsAt: string;
  endsAt: string;
  generatorURL: string;
  fingerprint: string;
}

/** Alertmanager's webhook, version 4. */
export interface WebhookPayload {
  version: '4';
  groupKey: string;
  truncatedAlerts: number;
  status: 'firing' | 'resolved';
  receiver: string;
  groupLabels: Record<string, string>;
  commonLabels: Record<string, string>;
  commonAnnotations: Record<string, string>;
  externalURL: string;
  alerts: WebhookAlert[];
}

const commonOf = (maps: ReadonlyArray<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(maps[0] ?? {}).filter(([name, value]) => maps.every((each) => each[name] === value))
  );

const webhookAlert = (alert: ShopAlert): WebhookAlert => ({
  status: alert.endsAt === null ? 'firing' : 'resolved',
  labels: alert.labels,
  annotations: alert.annotations,
  startsAt: new Date(alert.startsAt).toISOString(),
  endsAt: alert.endsAt === null ? goZeroTime : new Date(alert.endsAt).toISOString(),
  generatorURL: 'http://prometheus.shop.example/graph',
  fingerprint: createHash('sha256')
    .update(JSON.stringify(Object.entries(alert.labels).sort()))
    .digest('hex')
    .slice(0, 16),
});

/** The webhook for alerts of one name. */
export const webhookPayload = (alerts: readonly ShopAlert[]): WebhookPayload => {
  const groupLabels = commonOf(
    alerts.map(({ labels: { alertname = '', namespace = '' } }) => ({ alertname, namespace }))
  );
  const shown = Object.entries(groupLabels).map(([name, value]) => `${name}="${value}"`);
  return {
    version: '4',
    groupKey: `{}:{${shown.join(', ')}}`,
    truncatedAlerts: 0,
    status: alerts.some(({ endsAt }) => endsAt === null) ? 'firing' : 'resolved',
    receiver: 'watchroom',
    groupLabels,
    commonLabels: commonOf(alerts.map(({ labels }) => labels)),
    commonAnnotations: commonOf(alerts.map(({ annotations }) => annotations)),
    externalURL: 'http://alertmanager.shop.example',
    alerts: alerts.map(webhookAlert),
  };
};

/**
 * Groups alerts by name as the shop's Alertmanager does. A group is sent when an alert joins or resolves, and again every
 * minute while it fires. What could not be delivered is given out again.
 */
export interface WebhookGroups {
  /** Payloads due at `at`, with how to say that one was delivered. */
  due(at: number, alerts: readonly ShopAlert[]): Array<{ payload: WebhookPayload; delivered: () => void }>;
}

interface Group {
  /** Firing as far as the receiver knows, by labels. */
  told: Set<string>;
  toldAt: number;
  /** Resolved, and not yet told. */
  resolved: Map<string, ShopAlert>;
}

const keyOf = (alert: ShopAlert): string => JSON.stringify(alert.labels);

export const createWebhookGroups = (): WebhookGroups => {
  const groups = new Map<string, Group>();
  return {
    due: (at, alerts) => {
      for (const { labels } of alerts) {
        const name = labels['alertname'] ?? '';
        groups.set(name, groups.get(name) ?? { told: new Set(), toldAt: -Infinity, resolved: new Map() });
      }
      return [...groups].flatMap(([name, group]) => {
        const own = alerts.filter(({ labels }) => labels['alertname'] === name);
        const firing = own.filter(({ endsAt }) => endsAt === null);
        for (const alert of own) {
          if (alert.endsAt !== null && group.told.has(keyOf(alert))) {
            group.resolved.set(keyOf(alert), alert);
          }
        }
        firing.forEach((alert) => group.resolved.delete(keyOf(alert)));
        const resolved = [...group.resolved.values()];
        const isNew = firing.some((alert) => !group.told.has(keyOf(alert)));
        if (!isNew && resolved.length === 0 && !(firing.length > 0 && at - group.toldAt >= repeatAfter)) {
          return [];
        }
        const delivered = (): void => {
          group.told = new Set(firing.map(keyOf));
          group.toldAt = at;
          resolved.forEach((alert) => group.resolved.delete(keyOf(alert)));
        };
        return [{ payload: webhookPayload([...firing, ...resolved]), delivered }];
      });
    },
  };
};
