import { alertListQuery } from '@watchroom/contract';
import type { AlertStore } from '../stores/alert-store.js';
import type { ShopAlert } from './alert-rules.js';

/**
 * Alerts of the shop that still fire from an earlier run, which nobody would ever resolve, as resolved at `now` (ms). A real
 * Prometheus would go on evaluating them after a restart.
 */
export const staleShopAlerts = async (
  alerts: Pick<AlertStore, 'listAlerts'>,
  labels: { cluster: string; namespace: string },
  now: number
): Promise<ShopAlert[]> => {
  const query = alertListQuery.parse({ status: 'firing', sender: 'alertmanager', limit: 500 });
  const { items } = await alerts.listAlerts(query);
  return items
    .filter((alert) => Object.entries(labels).every(([name, value]) => alert.labels[name] === value))
    .map((alert) => ({
      labels: alert.labels,
      annotations: alert.annotations,
      startsAt: alert.startsAt,
      endsAt: Math.max(now, alert.startsAt),
    }));
};
