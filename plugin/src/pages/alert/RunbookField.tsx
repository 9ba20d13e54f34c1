import React, { useState, type FormEvent } from 'react';
import { Button, IconButton, Input } from '@grafana/ui';
import type { Alert } from '@watchroom/contract';
import { ProblemState } from '../../components/ProblemState';
import { Stack } from '../../components/Stack';
import { TextLink } from '../../components/TextLink';
import { useTriage } from '../../data/alerts';
import { mayCall } from '../../data/user';
import { testIds } from '../../testIds';

/** The runbook that a person attached: shown, attached and taken away. */
export const RunbookField = ({ alert }: { alert: Alert }) => {
  const [typed, setTyped] = useState<string | null>(null);
  const { mutate, isPending, error } = useTriage();
  const set = (url: string | null) =>
    mutate({ alertIds: [alert.id], action: { action: 'runbook', url } }, { onSuccess: () => setTyped(null) });
  const save = (event: FormEvent) => {
    event.preventDefault();
    set((typed ?? '').trim());
  };
  const canAct = mayCall('triageAlert');
  return (
    <div data-testid={testIds.alert.runbook}>
      {alert.runbook && (
        <Stack>
          <TextLink href={alert.runbook.url} external>
            {alert.runbook.title}
          </TextLink>
          <span>attached by {alert.runbook.by}</span>
          {canAct && (
            <IconButton
              name="times"
              aria-label="Take the runbook away"
              disabled={isPending}
              onClick={() => set(null)}
            />
          )}
        </Stack>
      )}
      {!alert.runbook && canAct && typed === null && (
        <Button size="sm" variant="secondary" fill="text" icon="book" onClick={() => setTyped('')}>
          Attach a runbook
        </Button>
      )}
      {!alert.runbook && !canAct && <span>none attached</span>}
      {typed !== null && (
        <form onSubmit={save} noValidate>
          <Stack>
            <Input
              value={typed}
              placeholder="https://wiki.example/runbook"
              aria-label="Address of the runbook"
              onChange={(event) => setTyped(event.currentTarget.value)}
            />
            <Button size="md" type="submit" disabled={isPending || typed.trim() === ''}>
              Attach
            </Button>
            <Button size="md" variant="secondary" onClick={() => setTyped(null)}>
              Cancel
            </Button>
          </Stack>
        </form>
      )}
      {error && <ProblemState error={error} what="The runbook could not be saved" />}
    </div>
  );
};
