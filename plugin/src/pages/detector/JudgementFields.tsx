import React, { useId } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Field, useStyles2 } from '@grafana/ui';
import { testIds } from '../../testIds';
import { CalendarFields } from './CalendarFields';
import { holidaysOf } from './detectorDraft';
import { Choice, FieldRow, TextField, type FormProps } from './formParts';

const sensitivityWord = (value: number): string =>
  value < 0.2
    ? 'only the grossest'
    : value < 0.4
      ? 'few'
      : value <= 0.6
        ? 'usual'
        : value <= 0.8
          ? 'many'
          : 'everything odd';

interface SliderProps {
  id: string;
  value: number;
  readOnly: boolean;
  onChange: (value: number) => void;
}

/** A component of its own, since `Field` hands its child more than an element of HTML takes. */
const Slider = ({ id, value, readOnly, onChange }: SliderProps) => (
  <input
    id={id}
    type="range"
    min={0}
    max={1}
    step={0.05}
    className={useStyles2(getStyles).range}
    value={value}
    disabled={readOnly}
    aria-valuetext={`${value.toFixed(2)}, ${sensitivityWord(value)}`}
    data-testid={testIds.detector.sensitivity}
    onChange={(event) => onChange(Number(event.currentTarget.value))}
  />
);

const BaselineFields = (form: FormProps) => {
  const id = useId();
  const { draft, errors, disabled, onChange } = form;
  return (
    <>
      <Field
        label={`Sensitivity: ${draft.sensitivity.toFixed(2)}, ${sensitivityWord(draft.sensitivity)}`}
        description="From 0, only the grossest, to 1, everything odd. The preview shows what it makes of it."
        invalid={errors.sensitivity !== undefined}
        error={errors.sensitivity}
      >
        <Slider
          id={id}
          value={draft.sensitivity}
          readOnly={disabled}
          onChange={(sensitivity) => onChange({ sensitivity })}
        />
      </Field>
      <Choice
        label="Direction"
        description="Which way a value has to leave its range"
        options={[
          { label: 'Both', value: 'both' },
          { label: 'Up', value: 'up' },
          { label: 'Down', value: 'down' },
        ]}
        value={draft.direction}
        disabled={disabled}
        onChange={(direction) => onChange({ direction })}
      />
      <Choice
        label="Season"
        description="What a value is compared with"
        options={[
          { label: 'Automatic', value: 'auto', description: 'Found in the series itself' },
          { label: 'None', value: 'none', description: 'The time just before' },
          { label: 'Hour of day', value: 'hour-of-day' },
          { label: 'Hour of week', value: 'hour-of-week' },
        ]}
        value={draft.season}
        disabled={disabled}
        onChange={(season) => onChange({ season })}
      />
      <TextField
        {...form}
        field="historyDays"
        label="History"
        description="The baseline is made from so many days"
        suffix="days"
        numeric
      />
      <TextField
        {...form}
        field="peersBy"
        label="Peers"
        description="Labels that series to be compared with each other share, e.g. service, job; * for all of a metric"
        placeholder="not compared"
      />
    </>
  );
};

const ThresholdFields = (form: FormProps) => (
  <>
    <FieldRow>
      <TextField {...form} field="above" label="Fires above" placeholder="no limit" numeric />
      <TextField {...form} field="below" label="Fires below" placeholder="no limit" numeric />
    </FieldRow>
    <TextField
      {...form}
      field="forSeconds"
      label="For at least"
      description="Shorter excursions are let pass"
      suffix="s"
      numeric
    />
  </>
);

/** How the detector judges: by what is usual for a series, or by limits. */
export const JudgementFields = (form: FormProps) => {
  const { draft, disabled, onChange } = form;
  return (
    <>
      <Choice
        label="Judges by"
        options={[
          { label: 'Baseline', value: 'baseline', description: 'What is usual for each series' },
          { label: 'Threshold', value: 'threshold', description: 'Fixed limits' },
        ]}
        value={draft.kind}
        disabled={disabled}
        onChange={(kind) => onChange({ kind, holidays: holidaysOf(kind) })}
      />
      {draft.kind === 'baseline' ? <BaselineFields {...form} /> : <ThresholdFields {...form} />}
      <CalendarFields {...form} />
    </>
  );
};

const getStyles = (theme: GrafanaTheme2) => ({
  range: css({ width: '100%', margin: 0, accentColor: theme.colors.primary.main, cursor: 'pointer' }),
});
