import { useCallback, useEffect, useRef, useState } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import type { Alert, Page } from '@watchroom/contract';
import { liveMessages } from '../api/live';
import { alertPage } from './alerts';
import { compareAlerts, matchesFilter, type AlertQuery } from './alertFilter';
import { applyChanges } from './liveCache';

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
  /** Ids of what waits, with the newest version that was told. */
  versions: ReadonlyMap<string, number>;
  outdated: boolean;
}

const newWait = (query: AlertQuery): Wait => ({ query, versions: new Map(), outdated: false });

const waitOf = (any: Wait, query: AlertQuery): Wait => (any.query === query ? any : newWait(query));

const nothing: Shown = { alerts: [], hasMore: false };

const withChanges = (before: Wait, alerts: readonly Alert[], shown: Shown): Wait => {
  const versions = new Map(before.versions);
  for (const alert of alerts) {
    if (belongsAbove(alert, before.query, shown)) {
      versions.set(alert.id, Math.max(alert.version, versions.get(alert.id) ?? 0));
    } else {
      // It resolved or was closed before anyone looked.
      versions.delete(alert.id);
    }
  }
  return { ...before, versions };
};

/** What still waits once a page is shown that was asked for at `before`: only what was told since then. */
export const waitAfter = (before: Wait, now: Wait, page: Page<Alert>): Wait => ({
  query: now.query,
  versions: new Map([...now.versions].filter(([id, version]) => before.versions.get(id) !== version)),
  outdated:
    (now.outdated && !before.outdated) ||
    page.items.some(({ id, version }) => version < (now.versions.get(id) ?? version)),
});

/** Whether an alert is shown that the first page, asked for just now, does not hold where it would stand. */
const holdsGone = (shown: Shown, page: Page<Alert>, { sort, order }: AlertQuery): boolean => {
  const ids = new Set(page.items.map(({ id }) => id));
  const last = page.items.at(-1);
  return shown.alerts.some(
    (alert) =>
      !ids.has(alert.id) &&
      (page.nextCursor === null || last === undefined || compareAlerts(alert, last, sort, order) < 0)
  );
};

/**
 * Alerts that came since the list was loaded and wait to be shown, so that nothing moves under the reader's hand. After each
 * connection the list's first page is compared with what is shown. `outdated`: the list holds what it should not. `fetching` is
 * called before the list is fetched again, and what it returns when that page is shown. `query` must be a stable object; `shown` is
 * null until the list is there.
 */
export const useWaitingAlerts = (query: AlertQuery, shown: Shown | null) => {
  const client = useQueryClient();
  const [held, setHeld] = useState<Wait>(() => newWait(query));
  const [connections, setConnections] = useState(0);
  const current = useRef<Shown>(nothing);
  const latest = useRef(held);
  useEffect(() => {
    current.current = shown ?? nothing;
    latest.current = held;
  });
  useEffect(() => {
    const subscription = liveMessages.subscribe((message) => {
      if (message.type === 'resync') {
        setConnections((count) => count + 1);
      } else if (message.type === 'changes') {
        setHeld((any) => withChanges(waitOf(any, query), message.alerts, current.current));
      }
    });
    return () => subscription.unsubscribe();
  }, [query]);

  const loaded = shown !== null;
  useEffect(() => {
    if (!loaded || connections === 0) {
      return;
    }
    let ended = false;
    const change = (next: (before: Wait) => Wait) => {
      if (!ended) {
        setHeld((any) => next(waitOf(any, query)));
      }
    };
    alertPage(query, undefined).then(
      (page) => {
        const before = current.current;
        applyChanges(client, page.items, []);
        change((wait) => {
          const next = withChanges(wait, page.items, before);
          return { ...next, outdated: next.outdated || holdsGone(before, page, query) };
        });
      },
      () => change((wait) => ({ ...wait, outdated: true }))
    );
    return () => {
      ended = true;
    };
  }, [client, query, loaded, connections]);

  const fetching = useCallback(() => {
    const before = waitOf(latest.current, query);
    return (page: Page<Alert>) => setHeld((any) => waitAfter(before, waitOf(any, query), page));
  }, [query]);
  const wait = waitOf(held, query);
  const shownIds = new Set(shown?.alerts.map(({ id }) => id));
  const count = [...wait.versions.keys()].filter((id) => !shownIds.has(id)).length;
  return { count, outdated: wait.outdated, fetching };
};
