import React, { useState } from 'react';
import { Button, Checkbox, Field } from '@grafana/ui';
import type { Silence } from '@watchroom/contract';
import { Stack } from '../../components/Stack';
import { useSaveSilence } from '../../data/suppression';
import { testIds } from '../../testIds';
import { localTime, matchersIn, newSilence, readSilence, silenceDraft, type SilenceDraft } from './drafts';
import { FormDrawer } from './FormDrawer';
import { ModeRow, SelectorRow, TextRow } from './formParts';
import { HitsPreview } from './HitsPreview';

interface Props {
  /** Null: a new one. An expired one is the pattern of a new one. */
  silence: Silence | null;
  match: string;
  onClose: () => void;
}

const hour = 3_600_000;
const lengths = [
  { label: '1 hour', ms: hour },
  { label: '4 hours', ms: 4 * hour },
  { label: '1 day', ms: 24 * hour },
  { label: '1 week', ms: 7 * 24 * hour },
];

const firstDraft = (silence: Silence | null, match: string): SilenceDraft => {
  const now = Date.now();
  if (silence === null) {
    return newSilence(match, now);
  }
  const draft = silenceDraft(silence);
  const { startsAt, endsAt } = newSilence('', now);
  return silence.state === 'expired' ? { ...draft, startsAt, endsAt } : draft;
};

/** So long (ms) after the start, or after now where there is none. */
const endAfter = (startsAt: string, ms: number): string => {
  const start = new Date(startsAt).getTime();
  return localTime((Number.isNaN(start) ? Date.now() : start) + ms);
};

/** Makes a silence, or changes one. */
export const SilenceForm = ({ silence, match, onClose }: Props) => {
  const [draft, setDraft] = useState(() => firstDraft(silence, match));
  const isNew = silence === null || silence.state === 'expired';
  const save = useSaveSilence(isNew ? null : silence.id);
  const set = (change: Partial<SilenceDraft>) => setDraft((held) => ({ ...held, ...change }));
  const matchers = matchersIn(draft.selector);
  return (
    <FormDrawer
      title={isNew ? 'New silence' : 'Change the silence'}
      saveLabel={isNew ? 'Silence' : 'Save'}
      read={readSilence(draft)}
      save={save}
      onClose={onClose}
      readOnly={silence?.origin === 'file'}
    >
      {(errors) => (
        <>
          <SelectorRow
            label="Alerts"
            value={draft.selector}
            error={errors['matchers']}
            onChange={(selector) => set({ selector })}
            testId={testIds.silences.selector}
          />
          <HitsPreview request={matchers && { kind: 'matchers', matchers }} />
          <TextRow
            label="Starts"
            type="datetime-local"
            description="By this browser's clock"
            value={draft.startsAt}
            error={errors['startsAt']}
            disabled={silence?.state === 'active'}
            onChange={(startsAt) => set({ startsAt })}
          />
          <TextRow
            label="Ends"
            type="datetime-local"
            value={draft.endsAt}
            error={errors['endsAt']}
            onChange={(endsAt) => set({ endsAt })}
          />
          <Field>
            <Stack wrap>
              {lengths.map(({ label, ms }) => (
                <Button
                  key={label}
                  size="sm"
                  variant="secondary"
                  onClick={() => set({ endsAt: endAfter(draft.startsAt, ms) })}
                >
                  {label}
                </Button>
              ))}
            </Stack>
          </Field>
          <Field>
            <Checkbox
              label="Ends when the alerts resolve"
              description="As soon as all that it has hit has resolved, if that is sooner"
              value={draft.endsOnResolve}
              onChange={(event) => set({ endsOnResolve: event.currentTarget.checked })}
            />
          </Field>
          <TextRow
            label="Comment"
            placeholder="Why, and who knows more"
            value={draft.comment}
            error={errors['comment']}
            onChange={(comment) => set({ comment })}
            testId={testIds.silences.comment}
          />
          <ModeRow mode={draft.mode} onChange={(mode) => set({ mode })} />
        </>
      )}
    </FormDrawer>
  );
};
