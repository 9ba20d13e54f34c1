import React, { useId, useState } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2, QueryEditorProps, SelectableValue } from '@grafana/data';
import { AsyncSelect, Button, InlineField, InlineFieldRow, Input, MultiSelect, Select, useStyles2 } from '@grafana/ui';
import type { BandOptions, Matcher } from '@watchroom/contract';
import type { SeriesDatasource } from './datasource';
import { joinMatchers, splitMatchers } from './matchers';
import { MatcherRow } from './MatcherRow';
import { metricNames } from './seriesNames';
import { datasourceTestIds } from './testIds';
import { bandFields, type BandField, type SeriesJsonData, type SeriesQuery } from './types';

type Props = QueryEditorProps<SeriesDatasource, SeriesQuery, SeriesJsonData>;

const directions: Array<SelectableValue<BandOptions['direction']>> = [
  { value: 'both', label: 'Both' },
  { value: 'up', label: 'Up' },
  { value: 'down', label: 'Down' },
];
const seasons: Array<SelectableValue<BandOptions['season']>> = [
  { value: 'auto', label: 'Automatic' },
  { value: 'none', label: 'None' },
  { value: 'hour-of-day', label: 'Hour of day' },
  { value: 'hour-of-week', label: 'Hour of week' },
];
const fieldNames: Record<BandField, string> = {
  expected: 'Expected value',
  lower: 'Lower limit',
  upper: 'Upper limit',
  score: 'Score',
  is_anomaly: 'Is anomaly (1 or 0)',
};
const fieldOptions: Array<SelectableValue<BandField>> = bandFields.map((value) => ({
  value,
  label: fieldNames[value],
}));

const numberOf = (text: string, min: number, max: number): number | undefined => {
  const value = Number(text);
  return text.trim() === '' || !Number.isFinite(value) ? undefined : Math.min(max, Math.max(min, value));
};

/** Series by metric and labels, and how their band is made. */
export const QueryEditor = ({ query, onChange, onRunQuery }: Props) => {
  const styles = useStyles2(getStyles);
  const id = useId();
  const { metric, rest } = splitMatchers(query.matchers);
  // Rows without a label are no part of the query yet.
  const [drafts, setDrafts] = useState<Matcher[]>([]);
  const rows = [...rest, ...drafts];

  const change = (part: Partial<SeriesQuery>) => {
    onChange({ ...query, ...part });
    onRunQuery();
  };
  const changeRows = (next: Matcher[]) => {
    setDrafts(next.filter(({ label }) => label === ''));
    change({ matchers: joinMatchers(metric, next) });
  };
  return (
    <div className={styles.editor}>
      <InlineFieldRow>
        <InlineField label="Metric" labelWidth={14} grow>
          <div data-testid={datasourceTestIds.metric}>
            <AsyncSelect
              inputId={`${id}-metric`}
              aria-label="Metric"
              placeholder="Choose or type a metric"
              width={50}
              allowCustomValue
              defaultOptions
              isClearable
              loadOptions={async (typed: string) =>
                (await metricNames(typed).catch(() => [])).map((value) => ({ value, label: value }))
              }
              value={metric === '' ? null : { value: metric, label: metric }}
              onChange={(picked: SelectableValue<string> | null) =>
                change({ matchers: joinMatchers(picked?.value ?? '', rest) })
              }
            />
          </div>
        </InlineField>
      </InlineFieldRow>
      <InlineField label="Labels" labelWidth={14}>
        <div className={styles.matchers}>
          {rows.map((matcher, i) => (
            <MatcherRow
              key={i}
              matcher={matcher}
              others={joinMatchers(
                metric,
                rows.filter((_, other) => other !== i)
              )}
              onChange={(next) => changeRows(rows.map((old, other) => (other === i ? next : old)))}
              onRemove={() => changeRows(rows.filter((_, other) => other !== i))}
            />
          ))}
          <Button
            size="sm"
            variant="secondary"
            icon="plus"
            data-testid={datasourceTestIds.addMatcher}
            onClick={() => setDrafts([...drafts, { label: '', op: '=', value: '' }])}
          >
            Add a label
          </Button>
        </div>
      </InlineField>
      <InlineFieldRow>
        <InlineField
          label="Sensitivity"
          labelWidth={14}
          tooltip="From 0, only the grossest, to 1, everything odd. Default 0.5."
        >
          <Input
            id={`${id}-sensitivity`}
            aria-label="Sensitivity"
            type="number"
            min={0}
            max={1}
            step={0.05}
            width={12}
            placeholder="0.5"
            defaultValue={query.sensitivity}
            data-testid={datasourceTestIds.sensitivity}
            onBlur={({ currentTarget }: React.FocusEvent<HTMLInputElement>) =>
              change({ sensitivity: numberOf(currentTarget.value, 0, 1) })
            }
          />
        </InlineField>
        <InlineField label="Direction" tooltip="Which way a value has to leave its range">
          <Select
            aria-label="Direction"
            width={14}
            options={directions}
            value={query.direction ?? 'both'}
            onChange={({ value }) => change({ direction: value })}
          />
        </InlineField>
        <InlineField label="Season" tooltip="What a value is compared with">
          <Select
            aria-label="Season"
            width={18}
            options={seasons}
            value={query.season ?? 'auto'}
            onChange={({ value }) => change({ season: value })}
          />
        </InlineField>
        <InlineField label="Series" tooltip="At most so many series, 1 to 200. Default 50.">
          <Input
            aria-label="At most so many series"
            type="number"
            min={1}
            max={200}
            width={10}
            placeholder="50"
            defaultValue={query.maxSeries}
            onBlur={({ currentTarget }: React.FocusEvent<HTMLInputElement>) => {
              const count = numberOf(currentTarget.value, 1, 200);
              change({ maxSeries: count === undefined ? undefined : Math.round(count) });
            }}
          />
        </InlineField>
      </InlineFieldRow>
      <InlineField
        label="Fields"
        labelWidth={14}
        tooltip="What to return beside the value; nothing chosen means all. Alert rules often need only one."
      >
        <MultiSelect
          aria-label="Fields"
          width={50}
          placeholder="All"
          options={fieldOptions}
          value={query.fields ?? []}
          onChange={(picked) => change({ fields: picked.flatMap(({ value }) => value ?? []) })}
        />
      </InlineField>
    </div>
  );
};

const getStyles = (theme: GrafanaTheme2) => ({
  editor: css({ display: 'flex', flexDirection: 'column' }),
  matchers: css({ display: 'flex', flexDirection: 'column', alignItems: 'flex-start', gap: theme.spacing(0.5) }),
});
