import { useCallback, useEffect, useMemo, useState } from 'react';
import { useAlertList, useRefreshAlerts } from '../../data/alerts';
import type { AlertQuery } from '../../data/alertFilter';
import { useWaitingAlerts } from '../../data/useWaitingAlerts';

/** The list as shown, what waits to be shown, and how to show it. */
export const useInboxList = (query: AlertQuery) => {
  const list = useAlertList(query);
  const refreshAlerts = useRefreshAlerts();
  const alerts = useMemo(() => list.data?.pages.flatMap((page) => page.items) ?? [], [list.data]);
  const waiting = useWaitingAlerts(query, list.isSuccess ? { alerts, hasMore: list.hasNextPage } : null);
  const [refreshes, setRefreshes] = useState(0);
  const [refreshError, setRefreshError] = useState<unknown>(null);

  const { fetching } = waiting;
  const { refetch } = list;
  const failed = list.isError;
  const refresh = useCallback(async () => {
    try {
      const shown = fetching();
      const page = failed ? (await refetch()).data?.pages[0] : await refreshAlerts(query);
      if (page) {
        shown(page);
      }
      setRefreshError(null);
      setRefreshes((count) => count + 1);
    } catch (error) {
      setRefreshError(error);
    }
  }, [failed, refetch, refreshAlerts, query, fetching]);

  // Nothing is under the cursor in an empty list, so what comes is shown at once.
  const nothingShown = list.isSuccess && alerts.length === 0;
  const due = nothingShown && (waiting.count > 0 || waiting.outdated);
  useEffect(() => {
    if (!due) {
      return;
    }
    // A storm comes in many messages; one look is enough.
    const timer = setTimeout(() => void refresh(), 50);
    return () => clearTimeout(timer);
  }, [due, refresh, refreshes]);

  return { list, alerts, total: list.data?.pages[0]?.total ?? 0, waiting, refresh, refreshes, refreshError };
};
