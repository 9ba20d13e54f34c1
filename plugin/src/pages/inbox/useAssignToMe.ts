import { useCallback } from 'react';
import type { Alert } from '@watchroom/contract';
import { useTriage } from '../../data/alerts';
import { currentUser } from '../../data/user';

/** Makes alerts the user's own; `error` says why that did not work. */
export const useAssignToMe = () => {
  const { mutate, error, reset, isPending } = useTriage();
  const assign = useCallback(
    (alerts: readonly Alert[]) =>
      mutate({ alertIds: alerts.map(({ id }) => id), action: { action: 'assign', assignee: currentUser().login } }),
    [mutate]
  );
  return { assign, error, reset, busy: isPending };
};
