import { isDeepStrictEqual } from 'node:util';
import type { Alert, TimelineEntry } from '@watchroom/contract';
import { tallyOfAction } from '../pipeline/tally.js';
import type { Tally } from '../stores/tallies.js';
import { StoreUnavailable, type AlertStore } from '../stores/alert-store.js';

/** What to make of an alert, or why nothing. The alert's `version` is left for the update. */
export type Decide = (alert: Alert) => { alert: Alert; entry: TimelineEntry } | { refused: string };

export interface Updated {
  /** As stored, in the order of the ids asked for. */
  alerts: Alert[];
  refused: Array<{ id: string; reason: string }>;
}

const maxAttempts = 20;

/**
 * Changes alerts that others may change at the same time: reads, decides, stores, and does so again for those that someone else
 * changed in between. Ids that are not there are refused.
 *
 * @throws {StoreUnavailable} also where others never stop changing them.
 */
export const updateAlerts = async (store: AlertStore, ids: readonly string[], decide: Decide): Promise<Updated> => {
  const stored = new Map<string, Alert>();
  const refused = new Map<string, string>();
  /** Written by an attempt that was refused in part; some stores wrote the rest, others nothing. */
  const attempted = new Map<string, Alert>();
  let left = [...new Set(ids)];
  for (let attempt = 0; attempt < maxAttempts; attempt++) {
    const current = new Map((await store.getAlerts(left)).map((alert) => [alert.id, alert]));
    const changes: Array<{ alert: Alert; entry: TimelineEntry }> = [];
    const tallies: Tally[] = [];
    for (const id of left) {
      const alert = current.get(id);
      if (alert && isDeepStrictEqual(alert, attempted.get(id))) {
        stored.set(id, alert);
        continue;
      }
      const decision = alert ? decide(alert) : { refused: 'there is no such alert' };
      if ('refused' in decision) {
        refused.set(id, decision.refused);
      } else {
        tallies.push(...(alert ? tallyOfAction(alert, decision.entry) : []));
        changes.push({ ...decision, alert: { ...decision.alert, version: decision.alert.version + 1 } });
      }
    }
    const alerts = changes.map(({ alert }) => alert);
    const timeline = changes.map(({ entry }) => entry);
    const { conflicts } =
      changes.length === 0
        ? { conflicts: [] }
        : await store.commit({ alerts, incidents: [], timeline, applied: [], tallies });
    if (conflicts.length === 0) {
      alerts.forEach((alert) => stored.set(alert.id, alert));
      return {
        alerts: ids.flatMap((id) => stored.get(id) ?? []),
        refused: [...refused].map(([id, reason]) => ({ id, reason })),
      };
    }
    alerts.forEach((alert) => attempted.set(alert.id, alert));
    left = alerts.map(({ id }) => id);
  }
  throw new StoreUnavailable('others keep changing the same alerts');
};
