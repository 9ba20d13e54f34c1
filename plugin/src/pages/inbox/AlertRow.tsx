import React, { memo, type MouseEvent } from 'react';
import { css, cx } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Checkbox, useStyles2, useTheme2 } from '@grafana/ui';
import { teamOf, type Alert } from '@watchroom/contract';
import { SeverityLabel, severityColor } from '../../components/SeverityLabel';
import { TimeAgo } from '../../components/TimeAgo';
import { TriageLabel } from '../../components/TriageLabel';
import { testIds } from '../../testIds';
import { columnsIn, gridTracks, rowHeight, type ListLayout } from './columns';
import { RowActions } from './RowActions';
import type { ListAction } from './triageActions';
import type { Density, ViewColumn } from './viewState';

export interface RowProps {
  alert: Alert;
  /** Place in the list, from 0. */
  index: number;
  /** Px from the top of the list. */
  top: number;
  layout: ListLayout;
  columns: readonly ViewColumn[] | null;
  density: Density;
  now: number;
  selected: boolean;
  marked: boolean;
  /** No longer what the filter asks for; it stays until the list is refreshed. */
  leaving: boolean;
  canAct: boolean;
  busy: boolean;
  onOpen: (alert: Alert) => void;
  onToggle: (id: string, range: boolean) => void;
  onAction: (action: ListAction, alert: Alert, snoozeMs?: number | null) => void;
}

export const rowId = (id: string): string => `watchroom-alert-${id}`;

const isControl = (target: EventTarget): boolean =>
  target instanceof Element && target.closest('button, a, label, input') !== null;

/** A checkbox changes by a click, which knows the shift key. */
const shiftHeld = (event: Event): boolean => 'shiftKey' in event && event.shiftKey === true;

/** One alert of the inbox. */
export const AlertRow = memo((props: RowProps) => {
  const { alert, index, top, layout, now, selected, marked, leaving, canAct, busy } = props;
  const styles = useStyles2(getStyles);
  const theme = useTheme2();
  const cards = layout === 'cards';
  const dense = !cards && props.density === 'compact';
  const open = (event: MouseEvent) => {
    if (!isControl(event.target)) {
      props.onOpen(alert);
    }
  };
  const cell = (name: string, content: React.ReactNode, className?: string) => (
    <div role="gridcell" className={cx(styles.cell, className)} data-column={name}>
      {content}
    </div>
  );
  const contents: Record<ViewColumn | 'alert', () => React.ReactNode> = {
    severity: () => <SeverityLabel severity={alert.severity} status={alert.status} />,
    alert: () => (
      <>
        <button type="button" className={styles.name} onClick={() => props.onOpen(alert)} title={alert.name}>
          {alert.name}
        </button>
        <div className={styles.summary} title={alert.summary}>
          {alert.summary}
        </div>
        {cards && (
          <div className={styles.facts}>
            <SeverityLabel severity={alert.severity} status={alert.status} />
            <span>{alert.service ?? 'no service'}</span>
            <TimeAgo at={alert.startsAt} now={now} />
            <span>{alert.eventCount}×</span>
            <TriageLabel alert={alert} />
          </div>
        )}
      </>
    ),
    service: () => (
      <>
        <div className={styles.clipped}>{alert.service ?? '–'}</div>
        {!dense && <div className={styles.summary}>{alert.sender}</div>}
      </>
    ),
    team: () => <div className={styles.clipped}>{teamOf(alert) ?? '–'}</div>,
    triage: () => <TriageLabel alert={alert} />,
    assignee: () => <div className={styles.clipped}>{alert.assignee ?? '–'}</div>,
    age: () => <TimeAgo at={alert.startsAt} now={now} />,
    count: () => alert.eventCount,
    lastSeen: () => <TimeAgo at={alert.lastSeenAt} now={now} suffix=" ago" />,
  };
  return (
    // The name inside is a button, so the keyboard gets there too; j, k and Enter are the quick way.
    <div
      id={rowId(alert.id)}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={selected}
      data-testid={testIds.inbox.row}
      data-alert-id={alert.id}
      className={cx(
        styles.row,
        cards && styles.card,
        marked && styles.marked,
        selected && styles.selected,
        leaving && styles.leaving
      )}
      style={{
        transform: `translateY(${top}px)`,
        height: rowHeight(layout, props.density),
        gridTemplateColumns: cards ? '32px 1fr auto' : gridTracks(columnsIn(layout, props.columns), canAct),
        borderLeftColor: alert.status === 'firing' ? severityColor(theme, alert.severity) : 'transparent',
      }}
      onClick={open}
    >
      {cell(
        'select',
        <Checkbox
          aria-label={`Select ${alert.name}`}
          value={selected}
          onChange={(event) => props.onToggle(alert.id, shiftHeld(event.nativeEvent))}
        />
      )}
      {cards
        ? cell('alert', contents.alert())
        : columnsIn(layout, props.columns).map(({ key }) => (
            <React.Fragment key={key}>
              {cell(
                key,
                contents[key](),
                cx(key === 'count' && styles.number, key === 'alert' && dense && styles.dense)
              )}
            </React.Fragment>
          ))}
      {canAct &&
        cell(
          'actions',
          <RowActions alert={alert} busy={busy} onAction={(action, ms) => props.onAction(action, alert, ms)} />,
          styles.actions
        )}
    </div>
  );
});
AlertRow.displayName = 'AlertRow';

const getStyles = (theme: GrafanaTheme2) => ({
  row: css({
    position: 'absolute',
    top: 0,
    left: 0,
    right: 0,
    display: 'grid',
    alignItems: 'center',
    columnGap: theme.spacing(1),
    padding: theme.spacing(0, 1),
    borderLeft: '4px solid transparent',
    borderBottom: `1px solid ${theme.colors.border.weak}`,
    background: theme.colors.background.primary,
    cursor: 'pointer',
    '&:hover': { background: theme.colors.action.hover },
  }),
  card: css({ alignItems: 'start', paddingTop: theme.spacing(1) }),
  marked: css({ outline: `2px solid ${theme.colors.primary.border}`, outlineOffset: -2 }),
  selected: css({ background: theme.colors.action.selected }),
  leaving: css({ '& [data-column="alert"], & [data-column="service"]': { fontStyle: 'italic' } }),
  cell: css({ minWidth: 0 }),
  dense: css({
    display: 'flex',
    alignItems: 'baseline',
    gap: theme.spacing(1),
    '& > button': { flexShrink: 0, maxWidth: '60%' },
  }),
  clipped: css({ overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }),
  number: css({ fontVariantNumeric: 'tabular-nums' }),
  name: css({
    display: 'block',
    maxWidth: '100%',
    padding: 0,
    border: 0,
    background: 'none',
    color: theme.colors.text.primary,
    fontWeight: theme.typography.fontWeightMedium,
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    whiteSpace: 'nowrap',
    textAlign: 'left',
    '&:hover': { textDecoration: 'underline' },
    '&:focus-visible': { outline: `2px solid ${theme.colors.primary.main}`, outlineOffset: 1 },
  }),
  summary: css({
    color: theme.colors.text.secondary,
    fontSize: theme.typography.bodySmall.fontSize,
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    whiteSpace: 'nowrap',
  }),
  facts: css({
    display: 'flex',
    flexWrap: 'wrap',
    columnGap: theme.spacing(1.5),
    fontSize: theme.typography.bodySmall.fontSize,
    maxHeight: 40,
    overflow: 'hidden',
  }),
  actions: css({ display: 'flex', justifyContent: 'flex-end' }),
});
