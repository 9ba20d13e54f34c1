import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, RadioButtonGroup, useStyles2 } from '@grafana/ui';
import { alertStatus, severities, triageState, type AlertFilter, type FacetField } from '@watchroom/contract';
import { useAlertFacets } from '../../data/alerts';
import { testIds } from '../../testIds';
import { FacetGroup } from './FacetGroup';
import { defaultFilter, isDefaultFilter, noFilter } from './inboxUrl';
import { LabelFacets } from './LabelFacets';

interface Props {
  filter: AlertFilter;
  /** Labels whose values are counted too. */
  labels: readonly string[];
  onChange: (change: AlertFilter) => void;
  onLabels: (labels: string[]) => void;
}

const titles: Record<FacetField, string> = {
  status: 'Status',
  triage: 'Triage',
  severity: 'Severity',
  service: 'Service',
  team: 'Team',
  assignee: 'Assignee',
  sender: 'Sender',
};
const fields = Object.keys(titles) as FacetField[];

/** Values that are always offered, in their own order; other fields offer what there is. */
const fixedValues: Partial<Record<FacetField, readonly string[]>> = {
  status: alertStatus.options,
  triage: triageState.options,
  severity: severities,
};

const suppressedChoices = [
  { label: 'All', value: 'all' },
  { label: 'Hide', value: 'hide' },
  { label: 'Only', value: 'only' },
];

/** Values of each field with the number of alerts that they would show. */
export const FacetSidebar = ({ filter, labels, onChange, onLabels }: Props) => {
  const styles = useStyles2(getStyles);
  const { data } = useAlertFacets(filter, labels);

  const valuesOf = (field: FacetField) => {
    const counts = new Map((data?.fields[field] ?? []).map(({ value, count }) => [value, count]));
    const offered = fixedValues[field] ?? [...counts.keys()];
    const missing = (filter[field] ?? []).filter((value) => !offered.includes(value));
    return [...offered, ...missing].map((value) => ({ value, count: counts.get(value) ?? 0 }));
  };
  const toggle = (field: FacetField, value: string) => {
    const held: readonly string[] = filter[field] ?? [];
    const next = held.includes(value) ? held.filter((other) => other !== value) : [...held, value];
    onChange({ [field]: next } as AlertFilter);
  };
  const suppressed = filter.suppressed === undefined ? 'all' : filter.suppressed ? 'only' : 'hide';

  return (
    <aside className={styles.sidebar} aria-label="Filters" data-testid={testIds.inbox.facets}>
      {fields.map((field) => (
        <FacetGroup
          key={field}
          title={titles[field]}
          values={valuesOf(field)}
          held={filter[field] ?? []}
          onToggle={(value) => toggle(field, value)}
        />
      ))}
      <LabelFacets
        q={filter.q ?? ''}
        labels={labels}
        counts={data?.labels ?? {}}
        onQuery={(q) => onChange({ q })}
        onLabels={onLabels}
      />
      <fieldset className={styles.group}>
        <legend className={styles.legend}>Suppressed</legend>
        <RadioButtonGroup
          size="sm"
          options={suppressedChoices}
          value={suppressed}
          onChange={(value) => onChange({ suppressed: value === 'all' ? undefined : value === 'only' })}
        />
      </fieldset>
      <Button
        size="sm"
        variant="secondary"
        disabled={isDefaultFilter(filter)}
        onClick={() => onChange({ ...noFilter, ...defaultFilter })}
      >
        Reset filters
      </Button>
    </aside>
  );
};

const getStyles = (theme: GrafanaTheme2) => ({
  sidebar: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(2), minWidth: 0 }),
  group: css({ border: 0, margin: 0, padding: 0, minWidth: 0 }),
  legend: css({
    border: 0,
    margin: theme.spacing(0, 0, 0.5),
    fontSize: theme.typography.bodySmall.fontSize,
    fontWeight: theme.typography.fontWeightMedium,
    color: theme.colors.text.secondary,
  }),
});
