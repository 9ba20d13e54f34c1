import React, { useCallback, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import { css } from '@emotion/css';
import { useVirtualizer } from '@tanstack/react-virtual';
import { dateTime, dateTimeFormat, type GrafanaTheme2 } from '@grafana/data';
import { Portal, useStyles2, VizTooltipContainer } from '@grafana/ui';
import type { AnomalyHeatmap } from '@watchroom/contract';
import { seriesText } from '../../components/seriesWords';
import { useElementWidth } from '../../components/useElementSize';
import { testIds } from '../../testIds';
import { axisTicks, nextMarked, rowKey, type HeatRow } from './heatGeometry';
import { rowNames } from './rowNames';
import { countWidth, heatRowId, HeatRowView, nameWidth } from './HeatRowView';

interface Props {
  heatmap: AnomalyHeatmap;
  /** A cell was chosen: its series, and the bucket's start (ms). */
  onOpen: (row: HeatRow, at: number) => void;
}

interface Place {
  row: number;
  cell: number;
}

/** Px below which the series' name stands above its cells. */
const narrow = 700;
const rowHeights = { wide: 24, stacked: 42 };
const tallest = 560;

/** What a cell says: when, which series, how odd. */
const cellText = ({ times, bucketSeconds, rows }: AnomalyHeatmap, { row, cell }: Place): string[] => {
  const found = rows[row];
  const from = times[cell];
  if (!found || from === undefined) {
    return [];
  }
  const score = found.cells[cell] ?? null;
  return [
    `${dateTimeFormat(from)} to ${dateTimeFormat(from + bucketSeconds * 1000, { format: 'HH:mm:ss' })}`,
    seriesText(found.series.name, found.series.labels),
    score === null ? 'no anomaly' : `score ${score.toFixed(2)}, found by ${found.detector}`,
  ];
};

/** Series by time; arrows move, Enter opens. */
export const Heatmap = ({ heatmap, onOpen }: Props) => {
  const styles = useStyles2(getStyles);
  const scroller = useRef<HTMLDivElement>(null);
  const width = useElementWidth(scroller);
  const stacked = width > 0 && width < narrow;
  const height = stacked ? rowHeights.stacked : rowHeights.wide;
  const stripWidth = Math.max(0, width - countWidth - (stacked ? 0 : nameWidth));
  const { rows, times, bucketSeconds } = heatmap;
  const [cursor, setCursor] = useState<Place | null>(null);
  const [hover, setHover] = useState<(Place & { x: number; y: number }) | null>(null);
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    getItemKey: (index) => {
      const row = rows[index];
      return row ? rowKey(row) : index;
    },
    overscan: 10,
  });

  const open = useCallback(
    (row: number, cell: number) => {
      const [found, at] = [rows[row], times[cell]];
      setCursor({ row, cell });
      if (found && at !== undefined) {
        onOpen(found, at);
      }
    },
    [rows, times, onOpen]
  );
  const showTip = useCallback((row: number | null, cell: number, x: number, y: number) => {
    setHover(row === null ? null : { row, cell, x, y });
  }, []);

  const moveTo = (row: number, cell: number) => {
    const found = rows[row];
    if (found) {
      // In another row the keyboard begins at a marked cell.
      const marked = found.cells[cell] !== null && cell >= 0 ? cell : nextMarked(found.cells, -1, 1);
      setCursor({ row, cell: marked });
      virtualizer.scrollToIndex(row, { align: 'auto' });
    }
  };
  const onKey = (event: KeyboardEvent) => {
    const { row, cell } = cursor ?? { row: -1, cell: -1 };
    const here = rows[row];
    const sideways = (step: 1 | -1) => here && setCursor({ row, cell: nextMarked(here.cells, cell, step) });
    const keys: Record<string, () => void> = {
      ArrowDown: () => moveTo(Math.min(rows.length - 1, row + 1), cell),
      ArrowUp: () => moveTo(Math.max(0, row - 1), cell),
      ArrowRight: () => sideways(1),
      ArrowLeft: () => sideways(-1),
      Home: () => moveTo(0, cell),
      End: () => moveTo(rows.length - 1, cell),
      Enter: () => here && cell >= 0 && open(row, cell),
    };
    const action = keys[event.key];
    if (action) {
      event.preventDefault();
      action();
    }
  };
  const first = times[0] ?? 0;
  const end = (times.at(-1) ?? 0) + bucketSeconds * 1000;
  const format = end - first > 2 * 86_400_000 ? 'ddd D MMM' : 'HH:mm';
  const ticks = axisTicks(first, end, stacked ? 4 : 8, dateTime(first).utcOffset() * 60_000);
  const said = cursor ? cellText(heatmap, cursor) : [];
  const names = useMemo(() => rowNames(rows), [rows]);
  const shownRows = virtualizer.getVirtualItems();
  return (
    <div className={styles.box}>
      <div
        ref={scroller}
        role="grid"
        tabIndex={0}
        aria-label="Anomalies: series by time. Arrow keys move, Enter opens."
        aria-rowcount={rows.length}
        aria-activedescendant={
          cursor && shownRows.some(({ index }) => index === cursor.row) ? heatRowId(cursor.row) : undefined
        }
        className={styles.scroller}
        style={{ height: Math.min(tallest, rows.length * height + 2) }}
        onKeyDown={onKey}
        data-testid={testIds.anomalies.heatmap}
      >
        <div role="rowgroup" className={styles.rows} style={{ height: virtualizer.getTotalSize() }}>
          {shownRows.map(({ index, start, key }) => {
            const row = rows[index];
            return (
              row && (
                <HeatRowView
                  key={key}
                  row={row}
                  name={names[index] ?? ''}
                  index={index}
                  top={start}
                  height={height}
                  times={times}
                  width={stripWidth}
                  cursor={cursor?.row === index ? cursor.cell : null}
                  stacked={stacked}
                  onOpen={open}
                  onHover={showTip}
                />
              )
            );
          })}
        </div>
      </div>
      <div
        className={styles.axis}
        style={{ marginLeft: stacked ? 0 : nameWidth, width: stripWidth }}
        aria-hidden="true"
      >
        {ticks.map(({ at, part }) => (
          <span key={part} className={styles.tick} style={{ left: `${part * 100}%` }}>
            {dateTimeFormat(at, { format })}
          </span>
        ))}
      </div>
      <div role="status" className={styles.said}>
        {said.join(', ')}
      </div>
      {hover && (
        <Portal>
          <VizTooltipContainer position={{ x: hover.x, y: hover.y }} offset={{ x: 12, y: 12 }}>
            <div className={styles.tip} data-testid={testIds.anomalies.tooltip}>
              {cellText(heatmap, hover).map((line) => (
                <div key={line}>{line}</div>
              ))}
            </div>
          </VizTooltipContainer>
        </Portal>
      )}
    </div>
  );
};

const getStyles = (theme: GrafanaTheme2) => ({
  box: css({ minWidth: 0 }),
  scroller: css({
    position: 'relative',
    overflowY: 'auto',
    overflowX: 'hidden',
    border: `1px solid ${theme.colors.border.weak}`,
    borderRadius: theme.shape.borderRadius(1),
    background: theme.colors.background.primary,
    '&:focus-visible': { outline: `2px solid ${theme.colors.primary.main}`, outlineOffset: 1 },
  }),
  rows: css({ position: 'relative', width: '100%' }),
  axis: css({ position: 'relative', height: 20 }),
  tick: css({
    position: 'absolute',
    paddingLeft: theme.spacing(0.5),
    borderLeft: `1px solid ${theme.colors.border.medium}`,
    color: theme.colors.text.secondary,
    fontSize: theme.typography.bodySmall.fontSize,
    whiteSpace: 'nowrap',
  }),
  said: css({ minHeight: 22, color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
  tip: css({ fontSize: theme.typography.bodySmall.fontSize, maxWidth: 420, overflowWrap: 'anywhere' }),
});
