import React, { useSyncExternalStore } from 'react';
import { css, cx } from '@emotion/css';
import { DashboardCursorSync, dateTimeFormat, type GrafanaTheme2, type TimeRange, type TimeZone } from '@grafana/data';
import { SortOrder, TooltipDisplayMode, type VizTooltipOptions } from '@grafana/schema';
import { Portal, SeriesIcon, useStyles2, VizTooltipContainer } from '@grafana/ui';
import { annotationsAt, type PanelAnnotation } from '../annotations/panelAnnotations';
import type { AlignedPlot } from '../plot/align';
import type { Hover, HoverStore } from '../plot/hoverStore';
import type { Format, LineStyle } from '../plot/lineStyle';
import type { PlotColumn } from '../plot/plotColumns';
import { anomalyPanelTestIds } from '../testIds';
import { tooShort, verdict } from './words';

export interface TooltipLine {
  label: string;
  style: LineStyle;
  format: Format;
  /** How its baseline was made; null where there is no band. */
  baseline: string | null;
}

interface Props {
  hover: HoverStore;
  options: VizTooltipOptions;
  sync: DashboardCursorSync;
  plot: AlignedPlot;
  columns: readonly PlotColumn[];
  lines: readonly TooltipLine[];
  annotations: readonly PanelAnnotation[];
  timeRange: TimeRange;
  timeZone: TimeZone;
  /** Whether a click on a mark tells more. */
  canOpen?: boolean;
}

export interface TooltipRow {
  series: number;
  label: string;
  color: string;
  value: number;
  text: string;
  note: string;
  isAnomaly: boolean;
  active: boolean;
}

/** What the tooltip says at a place of the cursor: the nearest line, or all of them. */
export const tooltipRows = (
  hover: Pick<Hover, 'row' | 'rows' | 'focused'>,
  { options, plot, columns, lines }: Pick<Props, 'options' | 'plot' | 'columns' | 'lines'>
): TooltipRow[] => {
  const visible = columns.flatMap(({ kind, series }, i) =>
    kind === 'value' && !lines[series]?.style.hidden ? [{ series, column: i + 1 }] : []
  );
  const focused = hover.focused === null ? undefined : columns[hover.focused - 1]?.series;
  const single = options.mode === TooltipDisplayMode.Single;
  const shown = single && visible.length > 1 ? visible.filter(({ series }) => series === focused) : visible;
  const rows = shown.flatMap(({ series, column }): TooltipRow[] => {
    const line = lines[series];
    const row = hover.rows[column] ?? hover.row;
    const value = plot.values[series]?.[row];
    if (!line || typeof value !== 'number' || line.style.custom.hideFrom?.tooltip) {
      return [];
    }
    const band = plot.bands[series];
    return [
      {
        series,
        label: line.label,
        color: line.style.color,
        value,
        text: line.format(value),
        note:
          line.baseline === tooShort
            ? 'too little history to expect anything'
            : band
              ? verdict(value, band, row, line.format)
              : '',
        isAnomaly: band?.isAnomaly[row] === true,
        active: series === focused,
      },
    ];
  });
  const direction = options.sort === SortOrder.Ascending ? 1 : options.sort === SortOrder.Descending ? -1 : 0;
  return rows.sort((a, b) => direction * (a.value - b.value));
};

/** CSS pixels beside an annotation that still count as on it. */
const reach = 6;
const noteLimit = 5;

const NoteLines = ({ note, timeZone }: { note: PanelAnnotation; timeZone: TimeZone }) => {
  const styles = useStyles2(getStyles);
  const { from, to, title, text, tags, color } = note;
  const when = [from, ...(to > from ? [to] : [])].map((time) => dateTimeFormat(time, { timeZone })).join(' to ');
  return (
    <div className={styles.annotation} style={{ borderLeftColor: color }}>
      <div className={styles.time}>{when}</div>
      {[title, text].map((words) => words !== '' && <div key={words}>{words}</div>)}
      {tags.length > 0 && <div className={styles.tags}>{tags.join(', ')}</div>}
    </div>
  );
};

/** Value, expected range and verdict under the cursor, and the annotations there. */
export const AnomalyTooltip = (props: Props) => {
  const { hover: store, options, sync, plot, timeZone } = props;
  const styles = useStyles2(getStyles);
  const hover = useSyncExternalStore(store.subscribe, store.get);
  const wanted = hover !== null && (hover.own || sync === DashboardCursorSync.Tooltip);
  if (!wanted || options.mode === TooltipDisplayMode.None) {
    return null;
  }
  const rows = tooltipRows(hover, props);
  const first = rows[0];
  const { left, top, width } = hover.over.getBoundingClientRect();
  const [start, end] = [props.timeRange.from.valueOf(), props.timeRange.to.valueOf()];
  const perPixel = (end - start) / Math.max(1, width);
  const notes = annotationsAt(props.annotations, start + hover.left * perPixel, reach * perPixel).slice(0, noteLimit);
  if (!first && notes.length === 0) {
    return null;
  }
  const row =
    hover.rows[props.columns.findIndex(({ kind, series }) => kind === 'value' && series === first?.series) + 1] ??
    hover.row;
  const at = plot.times[rows.length === 1 ? row : hover.row];
  return (
    <Portal>
      <VizTooltipContainer position={{ x: left + hover.left, y: top + hover.top }} offset={{ x: 10, y: 10 }}>
        <div data-testid={anomalyPanelTestIds.tooltip}>
          {first && <div className={styles.time}>{at === undefined ? '' : dateTimeFormat(at, { timeZone })}</div>}
          {rows.map((line) => (
            <div key={line.series} className={cx(styles.row, line.active && rows.length > 1 && styles.active)}>
              <div className={styles.head}>
                <SeriesIcon color={line.color} />
                <span className={styles.label}>{line.label}</span>
                <span className={styles.value}>{line.text}</span>
              </div>
              {line.note !== '' && <div className={cx(styles.note, line.isAnomaly && styles.anomaly)}>{line.note}</div>}
            </div>
          ))}
          {props.canOpen && rows.some(({ isAnomaly }) => isAnomaly) && (
            <div className={styles.note}>Click for details and feedback</div>
          )}
          {notes.map((note) => (
            <NoteLines key={`${note.from} ${note.title} ${note.text}`} note={note} timeZone={timeZone} />
          ))}
        </div>
      </VizTooltipContainer>
    </Portal>
  );
};

const getStyles = (theme: GrafanaTheme2) => ({
  time: css({ fontWeight: theme.typography.fontWeightMedium, fontSize: theme.typography.bodySmall.fontSize }),
  row: css({ fontSize: theme.typography.bodySmall.fontSize }),
  active: css({ fontWeight: theme.typography.fontWeightBold }),
  head: css({ display: 'flex', alignItems: 'center', gap: theme.spacing(1) }),
  label: css({ overflowWrap: 'anywhere' }),
  value: css({ marginLeft: 'auto', paddingLeft: theme.spacing(2), whiteSpace: 'nowrap' }),
  note: css({ color: theme.colors.text.secondary, paddingLeft: theme.spacing(3) }),
  annotation: css({
    marginTop: theme.spacing(0.5),
    paddingLeft: theme.spacing(1),
    borderLeft: '3px solid transparent',
    maxWidth: 360,
    overflowWrap: 'anywhere',
    fontSize: theme.typography.bodySmall.fontSize,
  }),
  tags: css({ color: theme.colors.text.secondary }),
  anomaly: css({ color: theme.colors.error.text }),
});
