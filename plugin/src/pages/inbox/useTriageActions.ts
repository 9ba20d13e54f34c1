import { useCallback, useState } from 'react';
import type { Alert } from '@watchroom/contract';
import { useTriage, type TriageOutcome } from '../../data/alerts';
import { actionWords, inverseOf, planFor, type ListAction, type TriagePlan } from './triageActions';

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
    async (plan: TriagePlan) => {
      try {
        const outcome = await runPlans([plan]);
        setNotice({ text: `Taken back for ${counted(outcome.alerts.length)}`, refused: [], error: null, undo: null });
      } catch (error) {
        setNotice({ text: 'It could not be taken back', refused: [], error, undo: null });
      }
    },
    [runPlans]
  );

  const act = useCallback(
    async (action: ListAction, alerts: readonly Alert[], snoozeMs?: number): Promise<void> => {
      const names = new Map(alerts.map(({ id, name }) => [id, name]));
      const { done, label } = actionWords[action];
      try {
        const outcome = await runPlans(planFor(action, alerts, { now: Date.now(), snoozeMs }));
        const inverse = inverseOf(action);
        const changed = outcome.alerts.map(({ id }) => id);
        setNotice({
          text: changed.length === 0 ? `${label} was refused` : `${done} ${counted(changed.length)}`,
          refused: outcome.refused.map(({ id, reason }) => ({ name: names.get(id) ?? id, reason })),
          error: null,
          undo: inverse && changed.length > 0 ? () => void undo({ alertIds: changed, action: inverse }) : null,
        });
      } catch (error) {
        setNotice({ text: `${label} failed`, refused: [], error, undo: null });
      }
    },
    [runPlans, undo]
  );
  const dismiss = useCallback(() => setNotice(null), []);
  return { act, notice, dismiss, busy: isPending };
};
