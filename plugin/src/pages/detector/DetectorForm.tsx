import React, { useId } from 'react';
import { Field, Select } from '@grafana/ui';
import { severities, type DetectorSeverity } from '@watchroom/contract';
import { testIds } from '../../testIds';
import { FieldRow, FormSection, TextField, type FormProps } from './formParts';
import { JudgementFields } from './JudgementFields';
import { SourceFields } from './SourceFields';

const severityOptions: Array<{ label: string; value: DetectorSeverity; description?: string }> = [
  {
    label: 'auto',
    value: 'auto',
    description: 'By how rare, long and widespread each anomaly is; rises while it lasts',
  },
  ...severities.filter((severity) => severity !== 'unknown').map((severity) => ({ label: severity, value: severity })),
];

interface Props extends FormProps {
  /** A detector is known by its name, so that of one that exists stays. */
  nameFixed: boolean;
}

/** Every field of a detector. */
export const DetectorForm = ({ nameFixed, ...form }: Props) => {
  const severityId = useId();
  const { draft, disabled, onChange } = form;
  return (
    <>
      <FormSection title="Detector">
        <TextField
          {...form}
          disabled={disabled || nameFixed}
          field="name"
          label="Name"
          description={
            nameFixed
              ? 'Alerts and anomalies go by it, so it stays; a duplicate can have another.'
              : 'Its alerts bear it'
          }
          testId={testIds.detector.name}
        />
      </FormSection>
      <FormSection title="What it watches">
        <SourceFields {...form} />
      </FormSection>
      <FormSection title="How it judges">
        <JudgementFields {...form} />
      </FormSection>
      <FormSection title="What it does">
        <FieldRow>
          <TextField
            {...form}
            field="intervalSeconds"
            label="Runs every"
            description="New points are judged so often"
            suffix="s"
            numeric
          />
          <Field label="Severity" description="Of its alerts">
            <Select
              inputId={severityId}
              aria-label="Severity"
              options={severityOptions}
              value={{ label: draft.severity, value: draft.severity }}
              disabled={disabled}
              onChange={({ value }) => value !== undefined && onChange({ severity: value })}
            />
          </Field>
        </FieldRow>
        <TextField
          {...form}
          field="labels"
          label="Labels of its alerts"
          description="name=value, one a line; they are added to the series’ own"
          placeholder="team=payments"
          rows={2}
        />
      </FormSection>
    </>
  );
};
