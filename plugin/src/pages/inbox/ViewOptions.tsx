import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Checkbox, RadioButtonGroup, useStyles2 } from '@grafana/ui';
import { viewColumns, viewGroupings } from '@watchroom/contract';
import { testIds } from '../../testIds';
import { usualColumns } from './columns';
import { columnNames, groupingNames, type ViewState } from './viewState';

interface Props {
  view: ViewState;
  onChange: (change: Partial<ViewState>) => void;
}

const densities = [
  { label: 'Comfortable', value: 'comfortable' as const },
  { label: 'Compact', value: 'compact' as const },
];
const groupings = viewGroupings.map((value) => ({ label: groupingNames[value], value }));

/** Columns, groups and density of the list. */
export const ViewOptions = ({ view, onChange }: Props) => {
  const styles = useStyles2(getStyles);
  const shown = view.columns ?? usualColumns('full');
  return (
    <section className={styles.options} aria-label="View options" data-testid={testIds.inbox.viewOptions}>
      <fieldset className={styles.group}>
        <legend className={styles.legend}>Columns</legend>
        <div className={styles.columns}>
          {viewColumns.map((column) => (
            <Checkbox
              key={column}
              label={columnNames[column]}
              value={shown.includes(column)}
              onChange={() =>
                onChange({
                  columns: viewColumns.filter((other) => shown.includes(other) !== (other === column)),
                })
              }
            />
          ))}
        </div>
      </fieldset>
      <fieldset className={styles.group}>
        <legend className={styles.legend}>Groups</legend>
        <RadioButtonGroup
          size="sm"
          options={groupings}
          value={view.groupBy}
          onChange={(groupBy) => onChange({ groupBy })}
        />
      </fieldset>
      <fieldset className={styles.group}>
        <legend className={styles.legend}>Density</legend>
        <RadioButtonGroup
          size="sm"
          options={densities}
          value={view.density}
          onChange={(density) => onChange({ density })}
        />
      </fieldset>
    </section>
  );
};

const getStyles = (theme: GrafanaTheme2) => ({
  options: css({
    display: 'flex',
    flexWrap: 'wrap',
    gap: theme.spacing(2),
    padding: theme.spacing(1),
    background: theme.colors.background.secondary,
  }),
  group: css({ border: 0, margin: 0, padding: 0, minWidth: 0 }),
  legend: css({
    border: 0,
    margin: theme.spacing(0, 0, 0.5),
    fontSize: theme.typography.bodySmall.fontSize,
    color: theme.colors.text.secondary,
  }),
  columns: css({ display: 'flex', flexWrap: 'wrap', columnGap: theme.spacing(2) }),
});
