import { useCallback, useMemo, useRef, useState } from 'react';
import type { Alert } from '@watchroom/contract';

/** Which of the listed alerts are selected; those that leave the list are no longer. */
export const useSelection = (alerts: readonly Alert[]) => {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  const anchor = useRef<string | null>(null);
  const selected = useMemo(() => alerts.filter(({ id }) => ids.has(id)), [alerts, ids]);

  /** `range`: everything from the last toggled one to this, as with the shift key. */
  const toggle = useCallback(
    (id: string, range = false) => {
      const from = alerts.findIndex((alert) => alert.id === anchor.current);
      const to = alerts.findIndex((alert) => alert.id === id);
      anchor.current = id;
      setIds((held) => {
        const next = new Set(held);
        if (range && from >= 0 && to >= 0) {
          alerts.slice(Math.min(from, to), Math.max(from, to) + 1).forEach((alert) => next.add(alert.id));
        } else if (!next.delete(id)) {
          next.add(id);
        }
        return next;
      });
    },
    [alerts]
  );
  const clear = useCallback(() => setIds(new Set()), []);
  const selectAll = useCallback(() => setIds(new Set(alerts.map(({ id }) => id))), [alerts]);
  return { ids, selected, toggle, clear, selectAll };
};

export type Selection = ReturnType<typeof useSelection>;
