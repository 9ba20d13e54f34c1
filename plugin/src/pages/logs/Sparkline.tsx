import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';

interface Props {
  counts: readonly number[];
  /** What it shows, in words. */
  label: string;
}

const height = 24;

/** Counts as bars, the highest as high as there is room. */
export const Sparkline = ({ counts, label }: Props) => {
  const styles = useStyles2(getStyles);
  const highest = Math.max(1, ...counts);
  return (
    <svg
      className={styles.svg}
      viewBox={`0 0 ${Math.max(1, counts.length)} ${height}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
    >
      <path
        d={counts
          .map((count, index) => {
            // A single line can be seen beside thousands.
            const tall = count === 0 ? 0 : Math.max(1.5, (count / highest) * height);
            return `M${index} ${height}v${-tall}h0.85v${tall}z`;
          })
          .join('')}
      />
    </svg>
  );
};

const getStyles = (theme: GrafanaTheme2) => ({
  svg: css({
    display: 'block',
    width: '100%',
    height,
    fill: theme.colors.primary.text,
    borderBottom: `1px solid ${theme.colors.border.weak}`,
  }),
});
