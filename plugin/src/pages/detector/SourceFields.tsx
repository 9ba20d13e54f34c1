import React, { useId } from 'react';
import { Field, Select } from '@grafana/ui';
import type { DetectorSource } from '@watchroom/contract';
import { useSources } from '../../data/detectors';
import type { SourceType } from './detectorDraft';
import { Choice, FieldRow, TextField, type FormProps } from './formParts';
import { SelectorField } from './SelectorField';

const choices: Array<{ label: string; value: SourceType }> = [
  { label: 'Stored series', value: 'stored' },
  { label: 'SQL', value: 'sql' },
  { label: 'Table', value: 'table' },
  { label: 'PromQL', value: 'promql' },
  { label: 'Grafana', value: 'grafana' },
];

const connectionType: Record<Exclude<SourceType, 'stored'>, DetectorSource['type']> = {
  sql: 'clickhouse',
  table: 'clickhouse',
  promql: 'prometheus',
  grafana: 'grafana',
};

const ConnectionField = ({ type, ...form }: FormProps & { type: Exclude<SourceType, 'stored'> }) => {
  const id = useId();
  const { data, error } = useSources();
  const { draft, errors, disabled, onChange } = form;
  const wanted = connectionType[type];
  const options = (data?.items ?? [])
    .filter((source) => source.type === wanted)
    .map((source) => ({ label: source.name, value: source.name, description: source.lastError ?? source.url }));
  const chosen = options.find(({ value }) => value === draft.source);
  const none = data !== undefined && options.length === 0;
  const said = errors.source ?? (error ? `Connections could not be looked up: ${error.message}` : undefined);
  return (
    <Field
      label="Connection"
      description={
        none
          ? `No connection of type ${wanted} is configured. An administrator adds one in the companion’s YAML files.`
          : 'As configured in the companion’s YAML files'
      }
      invalid={said !== undefined}
      error={said}
    >
      <Select
        inputId={id}
        aria-label="Connection"
        options={options}
        value={chosen ?? (draft.source === '' ? null : { label: draft.source, value: draft.source })}
        placeholder={none ? 'None configured' : 'Choose a connection'}
        disabled={disabled}
        onChange={({ value }) => onChange({ source: value ?? '' })}
      />
    </Field>
  );
};

const QueryFields = (form: FormProps & { type: Exclude<SourceType, 'stored'> }) => {
  switch (form.type) {
    case 'sql':
      return (
        <TextField
          {...form}
          field="sql"
          label="SQL query"
          description="Answers columns time and value; all others are labels. {from} and {to} stand for the range asked for."
          placeholder={'SELECT time, value, host FROM metrics WHERE time >= {from} AND time < {to}'}
          rows={6}
        />
      );
    case 'table':
      return (
        <>
          <TextField {...form} field="table" label="Table" placeholder="database.table" />
          <FieldRow>
            <TextField {...form} field="time" label="Time column" />
            <TextField {...form} field="value" label="Value column" />
          </FieldRow>
          <TextField
            {...form}
            field="labelColumns"
            label="Label columns"
            description="Parted by commas; each combination is a series"
          />
          <TextField {...form} field="where" label="Condition" description="Optional SQL for WHERE" rows={2} />
        </>
      );
    case 'promql':
      return (
        <TextField
          {...form}
          field="expr"
          label="PromQL expression"
          placeholder={'sum by (service) (rate(http_requests_total[5m]))'}
          rows={3}
        />
      );
    case 'grafana':
      return (
        <>
          <TextField
            {...form}
            field="datasourceUid"
            label="Datasource UID"
            description="Stands in the address of the datasource’s settings page"
          />
          <TextField
            {...form}
            field="queryJson"
            label="Query (JSON)"
            description="What the datasource’s query editor saves: one of the targets in a panel’s JSON"
            rows={6}
          />
        </>
      );
  }
};

/** What the detector watches: stored series, or what a query answers. */
export const SourceFields = (form: FormProps) => {
  const { draft, errors, disabled, onChange } = form;
  const type = draft.sourceType;
  return (
    <>
      <Choice
        label="Points come from"
        options={choices}
        value={type}
        disabled={disabled}
        onChange={(sourceType) =>
          // A connection of another type would be refused.
          onChange({ sourceType, source: sourceType === 'sql' || sourceType === 'table' ? draft.source : '' })
        }
      />
      {type !== 'stored' && (
        <>
          <ConnectionField {...form} type={type} />
          <QueryFields {...form} type={type} />
          <TextField
            {...form}
            field="stepSeconds"
            label="Step"
            description="One point in so many seconds"
            suffix="s"
            numeric
          />
        </>
      )}
      <SelectorField
        value={draft.selector}
        error={errors.selector}
        disabled={disabled}
        stored={type === 'stored'}
        onChange={(selector) => onChange({ selector })}
      />
    </>
  );
};
