import type { Alert } from '@watchroom/contract';
import { compareAlerts, matchesFilter } from '../../data/alertFilter';
import type { PanelAlertQuery } from './options';

/** The first alerts by a query, and how many there are in all. */
export interface AlertPage {
  items: Alert[];
  total: number;
}

export interface PatchedPage {
  page: AlertPage;
  /** Alerts left a list that was cut off, so others have to be fetched in their place. */
  incomplete: boolean;
}

/** Takes changed alerts into a page: newer versions, those that match now and those that no longer do. */
export const patchPage = (page: AlertPage, changed: readonly Alert[], query: PanelAlertQuery): PatchedPage => {
  const held = new Map(page.items.map((alert) => [alert.id, alert]));
  let total = page.total;
  let touched = false;
  for (const alert of changed) {
    const before = held.get(alert.id);
    if (before && before.version >= alert.version) {
      continue;
    }
    const matches = matchesFilter(alert, query.filter);
    if (matches) {
      held.set(alert.id, alert);
      // An alert beyond the cut may be counted already; the next fetch sets that right.
      total += before || page.total > page.items.length ? 0 : 1;
      touched = true;
    } else if (before) {
      held.delete(alert.id);
      total -= 1;
      touched = true;
    }
  }
  if (!touched) {
    return { page, incomplete: false };
  }
  const items = [...held.values()].sort((a, b) => compareAlerts(a, b, query.sort, query.order)).slice(0, query.limit);
  const sum = Math.max(total, items.length);
  return {
    page: { items, total: sum },
    incomplete: page.total > page.items.length || items.length < Math.min(sum, query.limit),
  };
};

/** Alerts of one incident, or of none (`incidentId` null). */
export interface AlertGroup {
  incidentId: string | null;
  alerts: Alert[];
}

/** Groups in the order of their first alert; alerts without an incident come last. */
export const groupByIncident = (alerts: readonly Alert[]): AlertGroup[] => {
  const groups = new Map<string | null, AlertGroup>();
  for (const alert of alerts) {
    const group = groups.get(alert.incidentId) ?? { incidentId: alert.incidentId, alerts: [] };
    group.alerts.push(alert);
    groups.set(alert.incidentId, group);
  }
  const lone = groups.get(null);
  groups.delete(null);
  return [...groups.values(), ...(lone ? [lone] : [])];
};
