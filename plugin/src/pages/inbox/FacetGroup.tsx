import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Checkbox, useStyles2 } from '@grafana/ui';

export interface FacetValue {
  value: string;
  count: number;
}

interface Props {
  title: string;
  values: readonly FacetValue[];
  held: readonly string[];
  onToggle: (value: string) => void;
}

/** Values of one field with the number of alerts that they would show. */
export const FacetGroup = ({ title, values, held, onToggle }: Props) => {
  const styles = useStyles2(getStyles);
  return (
    <fieldset className={styles.group}>
      <legend className={styles.legend}>{title}</legend>
      {values.length === 0 && <span className={styles.count}>none</span>}
      {values.map(({ value, count }) => (
        <div key={value} className={styles.value}>
          <Checkbox
            label={value === '' ? '(empty)' : value}
            value={held.includes(value)}
            onChange={() => onToggle(value)}
          />
          <span className={styles.count} aria-label={`${count} alerts`}>
            {count}
          </span>
        </div>
      ))}
    </fieldset>
  );
};

const getStyles = (theme: GrafanaTheme2) => ({
  group: css({ border: 0, margin: 0, padding: 0, minWidth: 0 }),
  legend: css({
    border: 0,
    margin: theme.spacing(0, 0, 0.5),
    fontSize: theme.typography.bodySmall.fontSize,
    fontWeight: theme.typography.fontWeightMedium,
    color: theme.colors.text.secondary,
    overflowWrap: 'anywhere',
  }),
  value: css({
    display: 'flex',
    alignItems: 'center',
    justifyContent: 'space-between',
    gap: theme.spacing(1),
    padding: theme.spacing(0.25, 0),
    '& label': { minWidth: 0, overflowWrap: 'anywhere' },
  }),
  count: css({
    color: theme.colors.text.secondary,
    fontSize: theme.typography.bodySmall.fontSize,
    fontVariantNumeric: 'tabular-nums',
  }),
});
