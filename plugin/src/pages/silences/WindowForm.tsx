import React, { useState } from 'react';
import { Button, Field } from '@grafana/ui';
import type { MaintenanceWindow } from '@watchroom/contract';
import { Stack } from '../../components/Stack';
import { useSaveWindow } from '../../data/suppression';
import { testIds } from '../../testIds';
import { matchersIn, newWindow, readWindow, windowDraft, type WindowDraft } from './drafts';
import { FormDrawer } from './FormDrawer';
import { ModeRow, SelectorRow, TextRow } from './formParts';
import { HitsPreview } from './HitsPreview';

interface Props {
  window: MaintenanceWindow | null;
  onClose: () => void;
}

const usual = [
  { label: 'Once', rrule: '' },
  { label: 'Daily', rrule: 'FREQ=DAILY' },
  { label: 'Weekdays', rrule: 'FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR' },
  { label: 'Weekly', rrule: 'FREQ=WEEKLY' },
  { label: 'First Sunday of the month', rrule: 'FREQ=MONTHLY;BYDAY=1SU' },
];

/** Makes a maintenance window, or changes one. */
export const WindowForm = ({ window: existing, onClose }: Props) => {
  const [draft, setDraft] = useState<WindowDraft>(() =>
    existing === null ? newWindow(Date.now()) : windowDraft(existing.spec)
  );
  const save = useSaveWindow(existing?.spec.name ?? null);
  const set = (change: Partial<WindowDraft>) => setDraft((held) => ({ ...held, ...change }));
  const read = readWindow(draft);
  const matchers = matchersIn(draft.selector);
  const minutes = Number(draft.minutes);
  const hasTimes = draft.start !== '' && Number.isInteger(minutes) && minutes > 0;
  return (
    <FormDrawer
      title={existing === null ? 'New maintenance window' : 'Change the maintenance window'}
      saveLabel="Save"
      read={read}
      save={save}
      onClose={onClose}
      readOnly={existing?.origin === 'file'}
    >
      {(errors) => (
        <>
          <TextRow
            label="Name"
            value={draft.name}
            error={errors['name']}
            disabled={existing !== null}
            onChange={(name) => set({ name })}
            testId={testIds.silences.name}
          />
          <SelectorRow
            label="Alerts"
            value={draft.selector}
            error={errors['matchers']}
            onChange={(selector) => set({ selector })}
            testId={testIds.silences.selector}
          />
          <TextRow
            label="First start"
            type="datetime-local"
            description="By the wall clock of the time zone below; it stays there where clocks change"
            value={draft.start}
            error={errors['start']}
            onChange={(start) => set({ start })}
          />
          <TextRow
            label="Time zone"
            placeholder="Europe/Berlin"
            value={draft.timezone}
            error={errors['timezone']}
            onChange={(timezone) => set({ timezone })}
          />
          <TextRow
            label="Minutes"
            type="number"
            value={draft.minutes}
            error={errors['durationMinutes']}
            onChange={(text) => set({ minutes: text })}
          />
          <TextRow
            label="Recurrence"
            description="A rule of RFC 5545 like FREQ=WEEKLY;BYDAY=SU; empty: once"
            value={draft.rrule}
            error={errors['rrule']}
            onChange={(rrule) => set({ rrule })}
          />
          <Field>
            <Stack wrap>
              {usual.map(({ label, rrule }) => (
                <Button key={label} size="sm" variant="secondary" onClick={() => set({ rrule })}>
                  {label}
                </Button>
              ))}
            </Stack>
          </Field>
          <HitsPreview
            request={
              matchers && hasTimes
                ? {
                    kind: 'maintenance',
                    matchers,
                    start: draft.start,
                    timezone: draft.timezone,
                    rrule: draft.rrule.trim() === '' ? null : draft.rrule.trim(),
                    durationMinutes: minutes,
                  }
                : null
            }
          />
          <TextRow
            label="Comment"
            value={draft.comment}
            error={errors['comment']}
            onChange={(comment) => set({ comment })}
          />
          <ModeRow mode={draft.mode} onChange={(mode) => set({ mode })} />
        </>
      )}
    </FormDrawer>
  );
};
