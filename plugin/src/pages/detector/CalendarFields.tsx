import React, { useId } from 'react';
import { Field, MultiSelect } from '@grafana/ui';
import type { Calendar } from '@watchroom/contract';
import { useCalendars } from '../../data/detectors';
import { Choice, type FormProps } from './formParts';

/** Stands for heeding none at all; no calendar has an empty name. */
const none = { label: 'No calendar', value: '' };

const describe = ({ timezone, holidays, maintenance }: Calendar): string =>
  [timezone, ...(holidays.length > 0 ? ['holidays'] : []), ...(maintenance.length > 0 ? ['maintenance'] : [])].join(
    ', '
  );

const defaultsText = (calendars: readonly Calendar[]): string => {
  const names = calendars.filter((calendar) => calendar.default).map(({ name }) => name);
  return names.length === 0 ? 'None is a default' : `The default: ${names.join(', ')}`;
};

/** Which holidays and maintenance a detector heeds; nothing where none are configured. */
export const CalendarFields = ({ draft, errors, disabled, onChange }: FormProps) => {
  const id = useId();
  const { data } = useCalendars();
  const calendars = data?.items ?? [];
  if (calendars.length === 0 && (draft.calendars ?? []).length === 0) {
    return null;
  }
  const options = [
    none,
    ...calendars.map((calendar) => ({ label: calendar.name, value: calendar.name, description: describe(calendar) })),
  ];
  const chosen =
    draft.calendars === null
      ? []
      : draft.calendars.length === 0
        ? [none]
        : draft.calendars.map((name) => ({ label: name, value: name }));
  const choose = (values: string[]) => {
    const last = values.at(-1);
    onChange({
      calendars: last === undefined ? null : last === none.value ? [] : values.filter((value) => value !== none.value),
    });
  };
  return (
    <>
      <Field
        label="Calendars"
        description="In their maintenance nothing is told or learnt; holidays are not learnt. As configured in the companion’s YAML files"
        invalid={errors.calendars !== undefined}
        error={errors.calendars}
      >
        <MultiSelect
          inputId={id}
          aria-label="Calendars"
          options={options}
          value={chosen}
          placeholder={defaultsText(calendars)}
          disabled={disabled}
          onChange={(values) => choose(values.flatMap(({ value }) => value ?? []))}
        />
      </Field>
      <Choice
        label="Holidays"
        description="What it does on a holiday"
        options={[
          { label: 'Skip', value: 'skip', description: 'Tells nothing' },
          { label: 'Judge', value: 'judge', description: 'Tells as on other days' },
        ]}
        value={draft.holidays}
        disabled={disabled}
        onChange={(holidays) => onChange({ holidays })}
      />
    </>
  );
};
