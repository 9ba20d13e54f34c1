import { randomUUID } from 'node:crypto';
import type { Alert, TimelineEntry, TriageAction } from '@watchroom/contract';
import type { Clock } from '../clock.js';
import { HttpProblem, notFound } from '../http/http-problem.js';
import type { AlertStore } from '../stores/alert-store.js';
import { applyAction, type Transition } from './transitions.js';
import { updateAlerts, type Updated } from './update-alerts.js';

export interface TriageService {
  /** One action on one alert. @throws {HttpProblem} 404, or 409 with the reason. */
  act(id: string, action: TriageAction, actor: string): Promise<Alert>;
  /** `actionId` names it for `undo`; several calls may be one action. */
  actOnMany(
    ids: readonly string[],
    action: TriageAction,
    actor: string,
    actionId?: string
  ): Promise<Updated & { actionId: string }>;
}

/** What people do to alerts. `onStored` is told of each alert as it is stored. */
export const createTriageService = (deps: {
  store: AlertStore;
  clock: Clock;
  onStored: (alerts: Alert[]) => void;
}): TriageService => {
  const { store, clock, onStored } = deps;

  const actOnMany: TriageService['actOnMany'] = async (ids, action, actor, actionId = randomUUID()) => {
    const now = clock.now();
    const entries = new Map<string, string>();
    const updated = await updateAlerts(store, ids, (alert) => {
      const result = applyAction(alert, action, { actor, now, id: actionId });
      if ('refused' in result) {
        return result;
      }
      const id = entries.get(alert.id) ?? randomUUID();
      entries.set(alert.id, id);
      return { alert: result.alert, entry: entryOf(`${now}-${id}`, result, actor, now) };
    });
    onStored(updated.alerts);
    return { ...updated, actionId };
  };

  return {
    actOnMany,
    act: async (id, action, actor) => {
      const [before] = await store.getAlerts([id]);
      if (!before) {
        throw notFound(`alert ${id}`);
      }
      const { alerts, refused } = await actOnMany([id], action, actor);
      if (alerts[0]) {
        return alerts[0];
      }
      throw new HttpProblem(409, `Can't ${words[action.action]} this alert`, {
        detail: `Can't ${words[action.action]} this alert: ${refused[0]?.reason ?? 'its state does not allow it'}`,
      });
    },
  };
};

const words: Record<TriageAction['action'], string> = {
  acknowledge: 'acknowledge',
  unacknowledge: 'take back the acknowledgement of',
  snooze: 'snooze',
  unsnooze: 'end the snooze of',
  close: 'close',
  reopen: 'reopen',
  assign: 'assign',
  comment: 'comment on',
  runbook: 'change the runbook of',
  undo: 'undo what was done to',
};

const entryOf = (id: string, { alert, kind, text }: Transition, actor: string | null, at: number): TimelineEntry => ({
  id,
  at,
  kind,
  alertId: alert.id,
  incidentId: alert.incidentId,
  actor,
  text,
});
