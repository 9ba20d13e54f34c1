import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';

interface Props {
  values: Record<string, string>;
  /** Keeps the order given; else it is that of the names. */
  ordered?: boolean;
}

/** Labels, annotations or facts as a table of names and values. */
export const KeyValues = ({ values, ordered = false }: Props) => {
  const styles = useStyles2(getStyles);
  const given = Object.entries(values);
  const entries = ordered ? given : given.sort(([a], [b]) => a.localeCompare(b));
  if (entries.length === 0) {
    return <p className={styles.quiet}>None.</p>;
  }
  return (
    <dl className={styles.list}>
      {entries.map(([name, value]) => (
        <div key={name} className={styles.pair}>
          <dt className={styles.name}>{name}</dt>
          <dd className={styles.value}>{value}</dd>
        </div>
      ))}
    </dl>
  );
};

const getStyles = (theme: GrafanaTheme2) => ({
  list: css({ margin: 0 }),
  pair: css({
    display: 'grid',
    gridTemplateColumns: 'minmax(90px, 30%) 1fr',
    gap: theme.spacing(1),
    padding: theme.spacing(0.25, 0),
  }),
  name: css({ color: theme.colors.text.secondary, fontWeight: theme.typography.fontWeightRegular, margin: 0 }),
  value: css({ margin: 0, overflowWrap: 'anywhere', whiteSpace: 'pre-wrap' }),
  quiet: css({ color: theme.colors.text.secondary }),
});
