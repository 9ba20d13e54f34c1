import React, { useId, type ReactNode } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Field, Input, RadioButtonGroup, TextArea, useStyles2 } from '@grafana/ui';
import type { DetectorDraft, DraftField } from './detectorDraft';
import type { DraftErrors } from './draftSpec';

/** What every part of the form is given. */
export interface FormProps {
  draft: DetectorDraft;
  errors: DraftErrors;
  disabled: boolean;
  onChange: (change: Partial<DetectorDraft>) => void;
}

type TextName = {
  [F in DraftField]: string extends DetectorDraft[F] ? F : never;
}[DraftField];

interface TextProps extends FormProps {
  field: TextName;
  label: string;
  description?: string;
  placeholder?: string;
  /** Several lines in a fixed-width font. */
  rows?: number;
  suffix?: string;
  numeric?: boolean;
  testId?: string;
}

/** One text of the draft with its error. */
export const TextField = (props: TextProps) => {
  const { draft, errors, disabled, onChange, field, label, description, placeholder, rows, suffix, numeric } = props;
  const styles = useStyles2(getStyles);
  const id = useId();
  const error = errors[field];
  const common = {
    id,
    value: draft[field],
    placeholder,
    disabled,
    spellCheck: false,
    'aria-invalid': error !== undefined,
    'data-testid': props.testId,
  };
  return (
    <Field label={label} description={description} invalid={error !== undefined} error={error}>
      {rows === undefined ? (
        <Input
          {...common}
          suffix={suffix}
          inputMode={numeric ? 'decimal' : undefined}
          onChange={(event) => onChange({ [field]: event.currentTarget.value })}
        />
      ) : (
        <TextArea
          {...common}
          rows={rows}
          className={styles.code}
          onChange={(event) => onChange({ [field]: event.currentTarget.value })}
        />
      )}
    </Field>
  );
};

interface ChoiceProps<T extends string> {
  label: string;
  description?: string;
  options: Array<{ label: string; value: T; description?: string }>;
  value: T;
  disabled: boolean;
  onChange: (value: T) => void;
}

/** One of a few. */
export const Choice = <T extends string>({
  label,
  description,
  options,
  value,
  disabled,
  onChange,
}: ChoiceProps<T>) => {
  const styles = useStyles2(getStyles);
  const id = useId();
  return (
    <div className={styles.choice} role="group" aria-labelledby={id}>
      <div id={id} className={styles.label}>
        {label}
      </div>
      {description !== undefined && <div className={styles.description}>{description}</div>}
      <div className={styles.scroll}>
        <RadioButtonGroup options={options} value={value} disabled={disabled} onChange={onChange} />
      </div>
    </div>
  );
};

/** A part of the form under a heading. */
export const FormSection = ({ title, children }: { title: string; children: ReactNode }) => {
  const styles = useStyles2(getStyles);
  return (
    <section aria-label={title} className={styles.section}>
      <h3 className={styles.heading}>{title}</h3>
      {children}
    </section>
  );
};

/** Fields side by side where there is room. */
export const FieldRow = ({ children }: { children: ReactNode }) => (
  <div className={useStyles2(getStyles).row}>{children}</div>
);

const getStyles = (theme: GrafanaTheme2) => ({
  code: css({ fontFamily: theme.typography.fontFamilyMonospace, fontSize: theme.typography.bodySmall.fontSize }),
  choice: css({ marginBottom: theme.spacing(2), minWidth: 0 }),
  label: css({ fontWeight: theme.typography.fontWeightMedium, fontSize: theme.typography.bodySmall.fontSize }),
  description: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
  scroll: css({ marginTop: theme.spacing(0.5), overflowX: 'auto', padding: 2 }),
  section: css({
    padding: theme.spacing(2, 0, 0),
    '& + &': { borderTop: `1px solid ${theme.colors.border.weak}` },
  }),
  heading: css({ margin: theme.spacing(0, 0, 1), fontSize: theme.typography.h5.fontSize }),
  row: css({
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fit, minmax(150px, 1fr))',
    columnGap: theme.spacing(2),
    alignItems: 'start',
  }),
});
