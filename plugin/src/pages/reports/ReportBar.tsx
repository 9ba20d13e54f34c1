import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2, SelectableValue, TimeRange } from '@grafana/data';
import { Button, MultiSelect, Select, useStyles2 } from '@grafana/ui';
import { reportSteps, type ReportStep } from '@watchroom/contract';
import { RangePicker } from '../../components/RangePicker';
import { useFieldValues } from '../../data/reports';
import type { ReportState } from './reportUrl';

interface Props {
  state: ReportState;
  range: TimeRange;
  onChange: (change: Partial<ReportState>) => void;
  onRefresh: () => void;
}

const steps: Array<SelectableValue<ReportStep | 'auto'>> = [
  { label: 'Steps by range', value: 'auto' },
  { label: 'Hours', value: 'hour' },
  { label: '6 hours', value: '6h' },
  { label: 'Days (UTC)', value: 'day' },
];

const FieldSelect = ({
  field,
  label,
  placeholder,
  chosen,
  onChange,
}: {
  field: 'team' | 'service';
  label: string;
  placeholder: string;
  chosen: readonly string[];
  onChange: (values: string[]) => void;
}) => {
  const { data } = useFieldValues(field);
  const known = (data?.items ?? []).map(({ value }) => value);
  const options = [...new Set([...chosen, ...known])].map((value) => ({ label: value, value }));
  return (
    <MultiSelect<string>
      aria-label={label}
      placeholder={placeholder}
      options={options}
      value={[...chosen]}
      allowCustomValue
      onChange={(picked) => onChange(picked.flatMap(({ value }) => value ?? []))}
    />
  );
};

/** When, in which steps, and whose counts. */
export const ReportBar = ({ state, range, onChange, onRefresh }: Props) => {
  const styles = useStyles2(getStyles);
  return (
    <div className={styles.bar}>
      <div className={styles.field}>
        <FieldSelect
          field="team"
          label="Teams"
          placeholder="All teams"
          chosen={state.team}
          onChange={(team) => onChange({ team })}
        />
      </div>
      <div className={styles.field}>
        <FieldSelect
          field="service"
          label="Services"
          placeholder="All services"
          chosen={state.service}
          onChange={(service) => onChange({ service })}
        />
      </div>
      <div className={styles.step}>
        <Select
          aria-label="Steps"
          options={steps}
          value={state.step ?? 'auto'}
          onChange={({ value }) => onChange({ step: reportSteps.find((step) => step === value) ?? null })}
        />
      </div>
      <RangePicker range={range} onChange={onChange} />
      <Button variant="secondary" icon="sync" aria-label="Refresh" tooltip="Refresh" onClick={onRefresh} />
    </div>
  );
};

const getStyles = (theme: GrafanaTheme2) => ({
  bar: css({ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: theme.spacing(1) }),
  field: css({ flex: '1 1 180px', maxWidth: 320 }),
  step: css({ flex: '0 1 160px' }),
});
