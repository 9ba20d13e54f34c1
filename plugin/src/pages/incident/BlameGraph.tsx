import React, { useEffect, useRef } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2, useTheme2 } from '@grafana/ui';
import type { RootCauseResult } from '@watchroom/contract';
import { testIds } from '../../testIds';
import { blameLayout } from './blameLayout';

const width = 150;
const height = 30;
const columnGap = 60;
const rowGap = 14;
const longestName = 20;

const shortened = (name: string): string => (name.length > longestName ? `${name.slice(0, longestName - 1)}…` : name);

type Props = Pick<RootCauseResult, 'graph' | 'candidates'>;

/** Who calls whom; the more a service is blamed, the stronger its colour. Nothing where no calls are known. */
export const BlameGraph = ({ graph, candidates }: Props) => {
  const styles = useStyles2(getStyles);
  const { colors } = useTheme2();
  const { nodes, calls } = blameLayout(graph, candidates);
  const box = useRef<HTMLDivElement>(null);
  const blamedColumn = nodes.reduce((most, node) => (node.blame > most.blame ? node : most), {
    blame: 0,
    column: 0,
  }).column;
  // Where the picture is wider than the screen, whom it blames most must be seen.
  useEffect(() => {
    if (box.current) {
      const { clientWidth } = box.current;
      box.current.scrollLeft = Math.max(0, blamedColumn * (width + columnGap) + width / 2 - clientWidth / 2);
    }
  }, [blamedColumn]);
  if (nodes.length === 0) {
    return null;
  }
  const at = new Map(
    nodes.map(({ service, column, row }) => [service, { x: column * (width + columnGap), y: row * (height + rowGap) }])
  );
  const right = Math.max(...nodes.map(({ column }) => column)) * (width + columnGap) + width;
  const bottom = Math.max(...nodes.map(({ row }) => row)) * (height + rowGap) + height;
  const blamed = nodes.filter(({ blame }) => blame > 0).map(({ service }) => service);
  const label = `Calls between ${nodes.length} services. Blamed, most first: ${blamed.join(', ') || 'none'}`;
  return (
    // Focusable, because it scrolls sideways on narrow screens.
    <div
      ref={box}
      className={styles.box}
      tabIndex={0}
      role="group"
      aria-label="Service graph"
      data-testid={testIds.incident.graph}
    >
      <svg
        width={right + 4}
        height={bottom + 4}
        viewBox={`-2 -2 ${right + 4} ${bottom + 4}`}
        role="img"
        aria-label={label}
      >
        {calls.map(({ caller, callee }) => {
          const from = at.get(caller);
          const to = at.get(callee);
          return (
            from &&
            to && (
              <path
                key={`${caller} ${callee}`}
                d={`M${from.x + width},${from.y + height / 2} C${from.x + width + columnGap / 2},${from.y + height / 2} ${to.x - columnGap / 2},${to.y + height / 2} ${to.x},${to.y + height / 2}`}
                fill="none"
                stroke={colors.border.strong}
              />
            )
          );
        })}
        {nodes.map(({ service, blame }) => {
          const { x, y } = at.get(service) ?? { x: 0, y: 0 };
          return (
            <g key={service}>
              <title>{`${service}: ${blame > 0 ? `${Math.round(blame * 100)} % of the highest score` : 'no candidate'}`}</title>
              <rect x={x} y={y} width={width} height={height} rx={2} fill={colors.background.secondary} />
              <rect
                x={x}
                y={y}
                width={width}
                height={height}
                rx={2}
                fill={colors.error.main}
                fillOpacity={0.35 * blame}
                stroke={blame > 0 ? colors.error.border : colors.border.medium}
                strokeWidth={1 + blame}
              />
              <text
                x={x + width / 2}
                y={y + height / 2 + 4}
                textAnchor="middle"
                fontSize={12}
                fill={colors.text.primary}
              >
                {shortened(service)}
              </text>
            </g>
          );
        })}
      </svg>
    </div>
  );
};

const getStyles = (theme: GrafanaTheme2) => ({
  box: css({ overflowX: 'auto', padding: theme.spacing(1, 0) }),
});
