import React, { useId } from 'react';
import { Checkbox, Field, Input } from '@grafana/ui';
import type { SuppressionMode } from '@watchroom/contract';

interface TextProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  error: string | undefined;
  description?: string;
  placeholder?: string;
  type?: 'text' | 'datetime-local' | 'number';
  disabled?: boolean;
  testId?: string;
}

/** One text of a form with its error. */
export const TextRow = ({ label, value, onChange, error, description, type = 'text', ...rest }: TextProps) => {
  const id = useId();
  return (
    <Field label={label} description={description} invalid={error !== undefined} error={error}>
      <Input
        id={id}
        type={type}
        value={value}
        placeholder={rest.placeholder}
        disabled={rest.disabled}
        spellCheck={false}
        autoComplete="off"
        aria-invalid={error !== undefined}
        data-testid={rest.testId}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    </Field>
  );
};

/** Which alerts, as in Prometheus. */
export const SelectorRow = (props: Omit<TextProps, 'placeholder' | 'type'>) => (
  <TextRow
    {...props}
    placeholder={'{service="cart",severity!="critical"}'}
    description={
      props.description ??
      'As in Prometheus, over labels and alertname, sender, severity and service: {label="value",other=~"re.*"}'
    }
  />
);

interface ModeProps {
  mode: SuppressionMode;
  onChange: (mode: SuppressionMode) => void;
}

/** Whether it only says what it would do. */
export const ModeRow = ({ mode, onChange }: ModeProps) => (
  <Field>
    <Checkbox
      label="Monitor only"
      description="Suppresses nothing; the timeline says what it would have suppressed"
      value={mode === 'monitor'}
      onChange={(event) => onChange(event.currentTarget.checked ? 'monitor' : 'enforce')}
    />
  </Field>
);
