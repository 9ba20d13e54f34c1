import React, { useState, type FormEvent, type ReactNode } from 'react';
import { Button, Drawer } from '@grafana/ui';
import type { UseMutationResult } from '@tanstack/react-query';
import { ApiProblem } from '../../api/apiProblem';
import { ProblemState } from '../../components/ProblemState';
import { Stack } from '../../components/Stack';
import { useEscape } from '../../components/useEscape';
import { testIds } from '../../testIds';
import type { FieldErrors, Read } from './drafts';

interface Props<S> {
  title: string;
  saveLabel: string;
  read: Read<S>;
  save: UseMutationResult<unknown, Error, S>;
  onClose: () => void;
  /** The fields, with what is wrong with them: at first nothing, after the first try to save what the form or the API say. */
  children: (errors: FieldErrors) => ReactNode;
  readOnly?: boolean;
}

/** `matchers[0].value` is shown at `matchers`. */
const fieldOf = (field: string): string => field.replace(/[[.].*$/, '');

/** A form beside the list. */
export const FormDrawer = <S,>({ title, saveLabel, read, save, onClose, children, readOnly }: Props<S>) => {
  const [tried, setTried] = useState(false);
  useEscape(onClose);
  const refused = save.error instanceof ApiProblem ? save.error.fields : [];
  const errors: FieldErrors = tried
    ? { ...Object.fromEntries(refused.map(({ field, message }) => [fieldOf(field), message])), ...read.errors }
    : {};
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (read.spec !== null) {
      save.mutate(read.spec, { onSuccess: onClose });
    }
  };
  return (
    <Drawer title={title} size="md" onClose={onClose}>
      <form onSubmit={submit} noValidate data-testid={testIds.silences.form}>
        <fieldset disabled={readOnly} style={{ minWidth: 0, margin: 0, padding: 0, border: 0 }}>
          {children(errors)}
        </fieldset>
        {save.error && refused.length === 0 && <ProblemState error={save.error} what="It could not be saved" />}
        <Stack>
          {!readOnly && (
            <Button type="submit" disabled={save.isPending} data-testid={testIds.silences.save}>
              {saveLabel}
            </Button>
          )}
          <Button variant="secondary" onClick={onClose}>
            {readOnly ? 'Close' : 'Cancel'}
          </Button>
        </Stack>
      </form>
    </Drawer>
  );
};
