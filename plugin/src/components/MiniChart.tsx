import React, { useId } from 'react';
import { css } from '@emotion/css';
import { dateTimeFormat, type GrafanaTheme2 } from '@grafana/data';
import { useStyles2, useTheme2 } from '@grafana/ui';
import type { Points } from '@watchroom/contract';
import { chartGeometry, numberLabel } from './chartGeometry';

interface Props {
  title: string;
  points: Points;
  /** Where the normal period ends (ms); null where it is not known. */
  onsetAt: number | null;
  testId?: string;
}

const width = 320;
const height = 84;

/** A small line with the normal period plain and the incident shaded. */
export const MiniChart = ({ title, points, onsetAt, testId }: Props) => {
  const styles = useStyles2(getStyles);
  const theme = useTheme2();
  const titleId = useId();
  const geometry = chartGeometry(points, onsetAt, width, height);
  if (!geometry) {
    return null;
  }
  const { path, onsetX, low, high, from, to } = geometry;
  const clock = (at: number) => dateTimeFormat(at, { format: 'HH:mm' });
  return (
    <figure className={styles.figure} data-testid={testId}>
      <svg
        className={styles.svg}
        viewBox={`0 0 ${width} ${height}`}
        preserveAspectRatio="none"
        role="img"
        aria-labelledby={titleId}
      >
        <title id={titleId}>
          {`${title}, from ${dateTimeFormat(from)} to ${dateTimeFormat(to)}, between ${numberLabel(low)} and ${numberLabel(high)}`}
          {onsetAt !== null && `; the incident begins at ${dateTimeFormat(onsetAt)}`}
        </title>
        {onsetX !== null && (
          <>
            <rect x={onsetX} y={0} width={width - onsetX} height={height} fill={theme.colors.error.transparent} />
            <line
              x1={onsetX}
              x2={onsetX}
              y1={0}
              y2={height}
              stroke={theme.colors.error.border}
              strokeDasharray="3 3"
              vectorEffect="non-scaling-stroke"
            />
          </>
        )}
        <path
          d={path}
          fill="none"
          stroke={theme.colors.primary.text}
          strokeWidth={1.5}
          strokeLinejoin="round"
          vectorEffect="non-scaling-stroke"
        />
      </svg>
      <figcaption className={styles.caption}>
        <span>{clock(from)}</span>
        {onsetX !== null && onsetAt !== null && <span>normal until {clock(onsetAt)}</span>}
        <span>{clock(to)}</span>
        <span className={styles.range}>
          {numberLabel(low)} … {numberLabel(high)}
        </span>
      </figcaption>
    </figure>
  );
};

const getStyles = (theme: GrafanaTheme2) => ({
  figure: css({ margin: 0, minWidth: 0, maxWidth: 480 }),
  svg: css({
    display: 'block',
    width: '100%',
    height,
    background: theme.colors.background.canvas,
    border: `1px solid ${theme.colors.border.weak}`,
  }),
  caption: css({
    display: 'flex',
    flexWrap: 'wrap',
    justifyContent: 'space-between',
    gap: theme.spacing(1),
    fontSize: theme.typography.bodySmall.fontSize,
    color: theme.colors.text.secondary,
  }),
  range: css({ fontVariantNumeric: 'tabular-nums' }),
});
