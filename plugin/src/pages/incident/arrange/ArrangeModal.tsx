import React, { useId, useState, type FormEvent } from 'react';
import { Button, Field, Input, Modal } from '@grafana/ui';
import type { Incident } from '@watchroom/contract';
import { ProblemState } from '../../../components/ProblemState';
import { Stack } from '../../../components/Stack';
import { useArrange } from '../../../data/arrange';
import { testIds } from '../../../testIds';
import { arrangementOf, wordsFor, type Chosen, type Wanted } from './arrangeWords';
import { IncidentPicker } from './IncidentPicker';

interface Props {
  wanted: Wanted;
  onClose: () => void;
  /** Told where the alerts are now. */
  onDone: (incident: Incident) => void;
}

/** Where alerts already are all together can't be their target. */
const homesOf = (wanted: Wanted): ReadonlySet<string> => {
  if (wanted.kind === 'merge') {
    return new Set([wanted.from.id]);
  }
  const homes = new Set(wanted.alerts.map(({ incidentId }) => incidentId ?? ''));
  return homes.size === 1 ? homes : new Set();
};

/** Asks for the title of a new incident, or for the incident that takes alerts in, and says what follows. */
export const ArrangeModal = ({ wanted, onClose, onDone }: Props) => {
  const { mutate, isPending, error } = useArrange();
  const [chosen, setChosen] = useState<Chosen>({ title: '', into: null });
  const titleId = useId();
  const words = wordsFor(wanted);
  const request = arrangementOf(wanted, chosen);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (request !== null && !isPending) {
      mutate(request, { onSuccess: onDone });
    }
  };
  return (
    <Modal title={words.title} isOpen onDismiss={onClose}>
      <form onSubmit={submit} data-testid={testIds.arrange.modal}>
        <Stack direction="column" gap={2}>
          {wanted.kind === 'open' || wanted.kind === 'split' ? (
            <Field label="Title" htmlFor={titleId} description="Left empty, it is that of its worst alert">
              <Input
                id={titleId}
                value={chosen.title}
                maxLength={300}
                onChange={(event) => setChosen({ title: event.currentTarget.value, into: null })}
              />
            </Field>
          ) : (
            <IncidentPicker
              except={homesOf(wanted)}
              value={chosen.into?.id ?? null}
              onChange={(into) => setChosen({ title: '', into })}
            />
          )}
          <div>{words.consequence}</div>
          {error && <ProblemState error={error} what="It could not be done" />}
          <Modal.ButtonRow>
            <Button type="button" variant="secondary" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" disabled={request === null || isPending} data-testid={testIds.arrange.confirm}>
              {words.button}
            </Button>
          </Modal.ButtonRow>
        </Stack>
      </form>
    </Modal>
  );
};
