import { useCallback, useState } from 'react';
import type { Alert } from '@watchroom/contract';
import { useTriage, type TriageOutcome } from '../../data/alerts';
import { actionWords, planFor, undoPlans, type ListAction, type TriagePlan } from './triageActions';

/** What came of the last action, for the page to show. */
export interface ActionNotice {
  text: string;
  refused: Array<{ name: string; reason: string }>;
  error: unknown;
  undo: (() => void) | null;
}

const counted = (count: number) => (count === 1 ? '1 alert' : `${count} alerts`);

/** Runs list actions and keeps what came of the last one. */
export const useTriageActions = () => {
  const { mutateAsync, isPending } = useTriage();
  const [notice, setNotice] = useState<ActionNotice | null>(null);

  const runPlans = useCallback(
    async (plans: readonly TriagePlan[]): Promise<TriageOutcome> => {
      const all: TriageOutcome = { alerts: [], refused: [] };
      for (const plan of plans) {
        const part = await mutateAsync(plan);
        all.alerts.push(...part.alerts);
        all.refused.push(...part.refused);
      }
      return all;
    },
    [mutateAsync]
  );

  const undo = useCallback(
    async (plans: readonly TriagePlan[], names: ReadonlyMap<string, string>) => {
      try {
        const { alerts, refused } = await runPlans(plans);
        setNotice({
          text: alerts.length === 0 ? 'Undo was refused' : `Undone for ${counted(alerts.length)}`,
          refused: refused.map(({ id, reason }) => ({ name: names.get(id) ?? id, reason })),
          error: null,
          undo: null,
        });
      } catch (error) {
        setNotice({ text: 'It could not be undone', refused: [], error, undo: null });
      }
    },
    [runPlans]
  );
  /** Undoes one action on many alerts, by the name that it was given. */
  const undoAll = useCallback(
    (alertIds: string[], actionId: string) => undo([{ alertIds, action: { action: 'undo', actionId } }], new Map()),
    [undo]
  );

  const act = useCallback(
    async (action: ListAction, alerts: readonly Alert[], snoozeMs?: number | null, reason?: string): Promise<void> => {
      const names = new Map(alerts.map(({ id, name }) => [id, name]));
      const { done, label } = actionWords[action];
      try {
        const outcome = await runPlans(planFor(action, alerts, { now: Date.now(), snoozeMs, reason }));
        const changed = outcome.alerts;
        setNotice({
          text: changed.length === 0 ? `${label} was refused` : `${done} ${counted(changed.length)}`,
          refused: outcome.refused.map(({ id, reason: why }) => ({ name: names.get(id) ?? id, reason: why })),
          error: null,
          undo: changed.some(({ lastAction }) => lastAction) ? () => void undo(undoPlans(changed), names) : null,
        });
      } catch (error) {
        setNotice({ text: `${label} failed`, refused: [], error, undo: null });
      }
    },
    [runPlans, undo]
  );
  const dismiss = useCallback(() => setNotice(null), []);
  return { act, notice, dismiss, say: setNotice, undoAll, busy: isPending };
};
