import { useCallback, useEffect, useRef, useState } from 'react';
import type { Alert } from '@watchroom/contract';
import { liveMessages } from '../api/live';
import { compareAlerts, matchesFilter, type AlertQuery } from './alertFilter';

interface Shown {
  alerts: readonly Alert[];
  /** False once all pages are loaded. */
  hasMore: boolean;
}

/** Whether a changed alert would stand in the part of the list that is loaded, but does not stand there yet. */
export const belongsAbove = (alert: Alert, query: AlertQuery, shown: Shown): boolean => {
  if (!matchesFilter(alert, query.filter) || shown.alerts.some(({ id }) => id === alert.id)) {
    return false;
  }
  const last = shown.alerts.at(-1);
  return !shown.hasMore || last === undefined || compareAlerts(alert, last, query.sort, query.order) < 0;
};

interface Wait {
  /** Another query starts a new wait. */
  query: AlertQuery;
  ids: ReadonlySet<string>;
  outdated: boolean;
}

const newWait = (query: AlertQuery): Wait => ({ query, ids: new Set(), outdated: false });

/**
 * Alerts that came since the list was loaded and wait to be shown, so that nothing moves under the reader's hand.
 * `outdated`: messages were missed; the list may lack or hold what it should not. `query` must be a stable object.
 */
export const useWaitingAlerts = (query: AlertQuery, shown: Shown) => {
  const [held, setHeld] = useState<Wait>(() => newWait(query));
  const wait = held.query === query ? held : newWait(query);
  const current = useRef(shown);
  useEffect(() => {
    current.current = shown;
  });
  useEffect(() => {
    const waitOf = (any: Wait): Wait => (any.query === query ? any : newWait(query));
    const subscription = liveMessages.subscribe((message) => {
      if (message.type === 'resync') {
        setHeld((any) => ({ ...waitOf(any), outdated: true }));
      } else if (message.type === 'changes') {
        setHeld((any) => {
          const before = waitOf(any);
          const ids = new Set(before.ids);
          for (const alert of message.alerts) {
            if (belongsAbove(alert, query, current.current)) {
              ids.add(alert.id);
            } else {
              // It resolved or was closed before anyone looked.
              ids.delete(alert.id);
            }
          }
          return { ...before, ids };
        });
      }
    });
    return () => subscription.unsubscribe();
  }, [query]);
  const reset = useCallback(() => setHeld(newWait(query)), [query]);
  return { count: wait.ids.size, outdated: wait.outdated, reset };
};
