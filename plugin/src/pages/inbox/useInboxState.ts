import { useCallback, useMemo } from 'react';
import { useLocation, useNavigate } from 'react-router';
import type { AlertFilter } from '@watchroom/contract';
import type { AlertQuery } from '../../data/alertFilter';
import { formatInboxUrl, parseInboxUrl, type InboxState } from './inboxUrl';

/** The inbox's state, kept in the address. Opening an alert makes a step in the history, filtering does not. */
export const useInboxState = () => {
  const { pathname, search } = useLocation();
  const navigate = useNavigate();
  const state = useMemo(() => parseInboxUrl(search), [search]);

  const set = useCallback(
    (change: Partial<InboxState>) => {
      const next = { ...state, ...change };
      navigate(
        { pathname, search: formatInboxUrl(next) },
        { replace: next.alertId === null || next.alertId === state.alertId || state.alertId !== null }
      );
    },
    [navigate, pathname, state]
  );
  const setFilter = useCallback(
    (change: AlertFilter) => set({ filter: { ...state.filter, ...change } }),
    [set, state.filter]
  );
  // The same list while only the open alert changes.
  const listPart = formatInboxUrl({ ...state, alertId: null });
  const query = useMemo((): AlertQuery => {
    const { filter, sort, order } = parseInboxUrl(listPart);
    return { filter, sort, order };
  }, [listPart]);
  return { state, query, set, setFilter };
};
