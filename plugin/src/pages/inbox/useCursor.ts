import { useCallback, useEffect, useRef, useState } from 'react';
import type { Alert } from '@watchroom/contract';

/** The row that the keyboard acts on. When its alert leaves the list, the one that took its place is next. */
export const useCursor = (alerts: readonly Alert[]) => {
  const [id, setId] = useState<string | null>(null);
  const lastIndex = useRef(0);
  const found = id === null ? -1 : alerts.findIndex((alert) => alert.id === id);
  const index =
    id === null || alerts.length === 0 ? -1 : found >= 0 ? found : Math.min(lastIndex.current, alerts.length - 1);
  useEffect(() => {
    if (index >= 0) {
      lastIndex.current = index;
    }
  }, [index]);
  const move = useCallback(
    (step: number) => {
      const target = Math.max(0, Math.min(alerts.length - 1, index < 0 ? 0 : index + step));
      setId(alerts[target]?.id ?? null);
    },
    [alerts, index]
  );
  return { index, alert: alerts[index] ?? null, move, set: setId };
};
