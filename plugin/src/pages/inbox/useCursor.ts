import { useCallback, useState } from 'react';
import type { Alert } from '@watchroom/contract';

/** The row that the keyboard acts on. When its alert leaves the list, the one that took its place is next. */
export const useCursor = (alerts: readonly Alert[]) => {
  const [held, setHeld] = useState<{ id: string; index: number } | null>(null);
  const found = held === null ? -1 : alerts.findIndex(({ id }) => id === held.id);
  const index = held === null || found >= 0 ? found : Math.min(held.index, alerts.length - 1);

  const move = useCallback(
    (step: number) => {
      const target = Math.max(0, Math.min(alerts.length - 1, index < 0 ? 0 : index + step));
      const alert = alerts[target];
      setHeld(alert ? { id: alert.id, index: target } : null);
    },
    [alerts, index]
  );
  const set = useCallback(
    (id: string) =>
      setHeld({
        id,
        index: Math.max(
          0,
          alerts.findIndex((alert) => alert.id === id)
        ),
      }),
    [alerts]
  );
  return { index, alert: alerts[index] ?? null, move, set };
};
