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

/**
 * Alerts that came since the list was loaded and wait to be shown, so that nothing moves under the reader's hand.
 * `outdated`: messages were missed; the list may lack or hold what it should not.
 */
export const useWaitingAlerts = (query: AlertQuery, shown: Shown) => {
  const [waiting, setWaiting] = useState<ReadonlySet<string>>(new Set());
  const [outdated, setOutdated] = useState(false);
  const current = useRef({ query, shown });
  useEffect(() => {
    current.current = { query, shown };
  });
  const reset = useCallback(() => {
    setWaiting(new Set());
    setOutdated(false);
  }, []);
  useEffect(() => {
    reset();
    const subscription = liveMessages.subscribe((message) => {
      if (message.type === 'resync') {
        setOutdated(true);
      } else if (message.type === 'changes') {
        setWaiting((held) => {
          const next = new Set(held);
          for (const alert of message.alerts) {
            if (belongsAbove(alert, current.current.query, current.current.shown)) {
              next.add(alert.id);
            } else {
              // It resolved or was closed before anyone looked.
              next.delete(alert.id);
            }
          }
          return next;
        });
      }
    });
    return () => subscription.unsubscribe();
    // Another query starts a new wait.
  }, [query, reset]);
  return { count: waiting.size, outdated, reset };
};
