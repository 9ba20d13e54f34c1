import React from 'react';
import { Button } from '@grafana/ui';
import type { Alert } from '@watchroom/contract';
import { ProblemState } from '../../components/ProblemState';
import { useTriage } from '../../data/alerts';
import { testIds } from '../../testIds';

interface Props {
  alert: Alert;
  login: string;
}

/** Takes an alert, or gives it back. */
export const AssignButton = ({ alert, login }: Props) => {
  const { mutate, isPending, error } = useTriage();
  const mine = alert.assignee === login;
  const assign = (assignee: string | null) => mutate({ alertIds: [alert.id], action: { action: 'assign', assignee } });
  return (
    <>
      <Button
        size="sm"
        variant="secondary"
        icon="user"
        disabled={isPending || login === ''}
        onClick={() => assign(mine ? null : login)}
        data-testid={testIds.alert.assignToMe}
      >
        {mine ? 'Give back' : alert.assignee === null ? 'Assign to me' : `Take over from ${alert.assignee}`}
      </Button>
      {error && <ProblemState error={error} what="It could not be assigned" />}
    </>
  );
};
