import React, { useState, type FormEvent } from 'react';
import { Button, TextArea } from '@grafana/ui';
import { ProblemState } from '../../components/ProblemState';
import { Stack } from '../../components/Stack';
import { useTriage } from '../../data/alerts';
import { testIds } from '../../testIds';

interface Props {
  alertId: string;
  /** Resolves the alert with what was typed as the reason; null where it can't be. */
  onResolve: ((reason: string) => Promise<void>) | null;
}

/** A note in the alert's timeline. What was typed stays until it is saved. */
export const CommentForm = ({ alertId, onResolve }: Props) => {
  const [text, setText] = useState('');
  const { mutate, isPending, error } = useTriage();
  const save = (event: FormEvent) => {
    event.preventDefault();
    mutate({ alertIds: [alertId], action: { action: 'comment', text: text.trim() } }, { onSuccess: () => setText('') });
  };
  return (
    <form onSubmit={save}>
      <Stack direction="column">
        <TextArea
          rows={2}
          maxLength={10_000}
          aria-label="Comment"
          placeholder="Add a comment to the timeline"
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          data-testid={testIds.alert.comment}
        />
        {text.trim() !== '' && (
          <Stack>
            <Button size="sm" type="submit" disabled={isPending}>
              Comment
            </Button>
            {onResolve && (
              <Button
                size="sm"
                variant="secondary"
                disabled={isPending}
                onClick={() => void onResolve(text.trim()).then(() => setText(''))}
              >
                Resolve with this reason
              </Button>
            )}
          </Stack>
        )}
        {error && <ProblemState error={error} what="The comment could not be saved" />}
      </Stack>
    </form>
  );
};
