import React from 'react';
import { css, cx } from '@emotion/css';
import { dateTimeFormat, type GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { CauseMoment, RootCauseResult } from '@watchroom/contract';
import { SimpleTable } from '../../components/SimpleTable';
import { TextLink } from '../../components/TextLink';
import { shortDuration } from '../../components/time';
import { alertPage, anomaliesPage, appHref } from '../../navigation';
import { testIds } from '../../testIds';
import { timeAxis, type Lane, type MomentKind } from './timeAxis';

const words: Record<MomentKind, { one: string; many: string }> = {
  change: { one: 'Change', many: 'Changes' },
  metric: { one: 'Metric', many: 'Metrics' },
  anomaly: { one: 'Anomaly', many: 'Anomalies' },
  log: { one: 'Log burst', many: 'Log bursts' },
  alert: { one: 'Alert', many: 'Alerts' },
};

const clock = (at: number): string => dateTimeFormat(at, { format: 'HH:mm:ss' });

const fromOnset = (at: number, onsetAt: number): string => {
  const gap = at - onsetAt;
  return Math.abs(gap) < 1000 ? 'at the onset' : `${shortDuration(Math.abs(gap))} ${gap < 0 ? 'before' : 'after'}`;
};

const linkOf = ({ kind, ref }: CauseMoment): string | null => {
  if (ref === null) {
    return null;
  }
  return appHref(kind === 'alert' ? alertPage(ref) : anomaliesPage({ anomaly: ref }));
};

const percent = (share: number): string => `${Number((share * 100).toFixed(2))}%`;

const LaneRow = ({ lane: { kind, rows } }: { lane: Lane }) => {
  const styles = useStyles2(getStyles);
  return (
    <>
      <div className={styles.label}>{words[kind].many}</div>
      <div>
        {rows.map((marks, row) => (
          <div key={row} className={styles.row}>
            {marks.map(({ moment, left, width }, index) => (
              <span
                key={index}
                className={cx(styles.mark, styles[kind])}
                style={{ left: percent(left), width: percent(width) }}
                title={`${clock(moment.at)} ${moment.service}: ${moment.title}`}
              />
            ))}
          </div>
        ))}
      </div>
    </>
  );
};

type Props = Pick<RootCauseResult, 'moments' | 'normalFrom' | 'onsetAt' | 'until'>;

/** Changes, metrics, anomalies, log bursts and alerts on one axis of time, and the same as a list. Nothing where nothing is known. */
export const CauseTimeline = (props: Props) => {
  const styles = useStyles2(getStyles);
  const { moments, onsetAt } = props;
  if (moments.length === 0) {
    return null;
  }
  const { lanes, onset, ticks, from, to } = timeAxis(props);
  const counts = lanes.map(({ kind, rows }) => {
    const count = rows.flat().length;
    return `${count} ${(count === 1 ? words[kind].one : words[kind].many).toLowerCase()}`;
  });
  const label = `From ${dateTimeFormat(from)} to ${dateTimeFormat(to)}, onset at ${clock(onsetAt)}: ${counts.join(', ')}`;
  return (
    <div data-testid={testIds.incident.moments}>
      <div className={styles.picture} role="img" aria-label={label}>
        <div className={styles.behind} aria-hidden="true">
          <div className={styles.after} style={{ left: percent(onset) }} />
          {ticks.map(({ at, left }) => (
            <div key={at} className={styles.tick} style={{ left: percent(left) }} />
          ))}
        </div>
        {lanes.map((lane) => (
          <LaneRow key={lane.kind} lane={lane} />
        ))}
        <div />
        <div className={styles.times} aria-hidden="true">
          {ticks.map(({ at, left }) => (
            <span key={at} className={styles.time} style={{ left: percent(left) }}>
              {dateTimeFormat(at, { format: 'HH:mm' })}
            </span>
          ))}
        </div>
      </div>
      <details>
        <summary className={styles.summary}>
          {moments.length === 1 ? 'What happened' : `What happened, in order: ${moments.length} entries`}
        </summary>
        <SimpleTable
          label="What happened around the onset"
          items={moments}
          rowKey={({ kind, at, service, title, ref }) => `${kind} ${at} ${service} ${ref ?? title}`}
          columns={[
            { title: 'Time', cell: ({ at }) => clock(at) },
            { title: 'To the onset', cell: ({ at }) => fromOnset(at, onsetAt) },
            { title: 'Kind', cell: ({ kind }) => words[kind].one },
            { title: 'Service', cell: ({ service }) => service || '–' },
            {
              title: 'What',
              cell: (moment) => {
                const href = linkOf(moment);
                return href === null ? moment.title : <TextLink href={href}>{moment.title}</TextLink>;
              },
            },
          ]}
        />
      </details>
    </div>
  );
};

const getStyles = (theme: GrafanaTheme2) => {
  const labelWidth = 88;
  return {
    picture: css({
      position: 'relative',
      display: 'grid',
      gridTemplateColumns: `${labelWidth}px minmax(0, 1fr)`,
      rowGap: theme.spacing(0.75),
      padding: theme.spacing(1, 2, 0.5, 0),
      fontSize: theme.typography.bodySmall.fontSize,
    }),
    behind: css({ position: 'absolute', top: 0, bottom: 20, left: labelWidth, right: theme.spacing(2) }),
    after: css({
      position: 'absolute',
      top: 0,
      bottom: 0,
      right: 0,
      background: theme.colors.error.transparent,
      borderLeft: `1px dashed ${theme.colors.error.border}`,
    }),
    tick: css({ position: 'absolute', top: 0, bottom: 0, borderLeft: `1px solid ${theme.colors.border.weak}` }),
    label: css({ color: theme.colors.text.secondary, lineHeight: '14px' }),
    row: css({ position: 'relative', height: 10, margin: '2px 0' }),
    mark: css({ position: 'absolute', top: 0, bottom: 0, minWidth: 5, borderRadius: 2 }),
    change: css({ background: theme.visualization.getColorByName('purple') }),
    metric: css({ background: theme.visualization.getColorByName('blue') }),
    anomaly: css({ background: theme.visualization.getColorByName('orange') }),
    log: css({ background: theme.visualization.getColorByName('yellow') }),
    alert: css({ background: theme.visualization.getColorByName('red') }),
    times: css({ position: 'relative', height: 16 }),
    time: css({
      position: 'absolute',
      transform: 'translateX(-50%)',
      color: theme.colors.text.secondary,
      fontVariantNumeric: 'tabular-nums',
    }),
    summary: css({
      cursor: 'pointer',
      color: theme.colors.text.secondary,
      fontSize: theme.typography.bodySmall.fontSize,
    }),
  };
};
