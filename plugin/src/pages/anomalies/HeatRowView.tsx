import React, { memo, useEffect, useRef } from 'react';
import { css, cx } from '@emotion/css';
import { colorManipulator, dateTimeFormat, type GrafanaTheme2 } from '@grafana/data';
import { useStyles2, useTheme2 } from '@grafana/ui';
import { seriesText } from '../../components/seriesWords';
import { testIds } from '../../testIds';
import { cellAt, heatCells, heatOpacity, type HeatRow } from './heatGeometry';

interface Props {
  row: HeatRow;
  /** Of its series, short. */
  name: string;
  index: number;
  top: number;
  height: number;
  times: readonly number[];
  /** Px of the strip of cells; 0 before it is known. */
  width: number;
  /** The cell that the keyboard is on; null where the row is not its. */
  cursor: number | null;
  stacked: boolean;
  onOpen: (index: number, cell: number) => void;
  onHover: (index: number | null, cell: number, x: number, y: number) => void;
}

export const heatRowId = (index: number): string => `watchroom-heat-row-${index}`;

const stripHeight = 18;

const highest = ({ cells }: HeatRow): number => cells.reduce<number>((best, score) => Math.max(best, score ?? 0), 0);

const summary = (row: HeatRow, times: readonly number[]): string => {
  const best = highest(row);
  const at = times[row.cells.indexOf(best)];
  const count = row.anomalies === 1 ? '1 anomaly' : `${row.anomalies} anomalies`;
  return `${count} found by ${row.detector}${at === undefined ? '' : `, highest score ${best.toFixed(2)} at ${dateTimeFormat(at)}`}`;
};

/** One series over time. Its cells are drawn on a canvas, so that hundreds of them cost no elements. */
export const HeatRowView = memo(function HeatRowView(props: Props) {
  const { row, name, index, top, height, times, width, cursor, stacked, onOpen, onHover } = props;
  const styles = useStyles2(getStyles);
  const theme = useTheme2();
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const context = width > 0 ? canvas.current?.getContext('2d') : null;
    if (!context) {
      return;
    }
    const ratio = window.devicePixelRatio || 1;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, stripHeight);
    context.fillStyle = theme.colors.background.secondary;
    context.fillRect(0, 0, width, stripHeight);
    for (const { x, width: cell, score } of heatCells(row.cells, width)) {
      context.fillStyle = colorManipulator.alpha(theme.colors.error.main, heatOpacity(score));
      context.fillRect(x, 0, cell, stripHeight);
    }
    if (cursor !== null && cursor >= 0) {
      const each = width / Math.max(1, row.cells.length);
      context.strokeStyle = theme.colors.text.maxContrast;
      context.lineWidth = 2;
      context.strokeRect(Math.min(cursor * each, width - 5) + 1, 1, Math.max(4, each) - 2, stripHeight - 2);
    }
  }, [row, width, cursor, theme]);
  const at = ({ currentTarget, clientX }: React.MouseEvent<HTMLElement>): number =>
    cellAt(row.cells, width, clientX - currentTarget.getBoundingClientRect().left);
  const ratio = window.devicePixelRatio || 1;
  return (
    <div
      id={heatRowId(index)}
      role="row"
      aria-rowindex={index + 1}
      aria-selected={cursor !== null}
      className={cx(styles.row, stacked && styles.stacked, cursor !== null && styles.current)}
      style={{ transform: `translateY(${top}px)`, height }}
      data-testid={testIds.anomalies.row}
      data-series={row.series.id}
    >
      <div
        role="rowheader"
        className={styles.name}
        title={`${seriesText(row.series.name, row.series.labels)}, detector ${row.detector}`}
      >
        {name}
      </div>
      <div
        role="gridcell"
        aria-label={summary(row, times)}
        className={styles.strip}
        onClick={(event) => onOpen(index, at(event))}
        onMouseMove={(event) => onHover(index, at(event), event.clientX, event.clientY)}
        onMouseLeave={() => onHover(null, 0, 0, 0)}
      >
        <canvas
          ref={canvas}
          width={Math.round(width * ratio)}
          height={Math.round(stripHeight * ratio)}
          style={{ width, height: stripHeight }}
          className={styles.canvas}
        />
      </div>
      <div role="gridcell" className={styles.count}>
        {row.anomalies}
      </div>
    </div>
  );
});

/** Px beside the strip. */
export const nameWidth = 300;
export const countWidth = 48;

const getStyles = (theme: GrafanaTheme2) => ({
  row: css({
    position: 'absolute',
    top: 0,
    left: 0,
    right: 0,
    display: 'grid',
    gridTemplateColumns: `${nameWidth}px minmax(0, 1fr) ${countWidth}px`,
    alignItems: 'center',
    '&:hover': { background: theme.colors.action.hover },
  }),
  stacked: css({
    gridTemplateColumns: `minmax(0, 1fr) ${countWidth}px`,
    '& > :first-child': { gridColumn: '1 / -1' },
  }),
  current: css({ background: theme.colors.action.selected }),
  name: css({
    padding: theme.spacing(0, 1),
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    whiteSpace: 'nowrap',
    fontSize: theme.typography.bodySmall.fontSize,
  }),
  strip: css({ cursor: 'pointer', height: stripHeight, minWidth: 0, overflow: 'hidden' }),
  canvas: css({ display: 'block' }),
  count: css({
    padding: theme.spacing(0, 1),
    textAlign: 'right',
    fontVariantNumeric: 'tabular-nums',
    fontSize: theme.typography.bodySmall.fontSize,
  }),
});
