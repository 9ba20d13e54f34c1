import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { Report, ReportStage } from '@watchroom/contract';
import { testIds } from '../../testIds';
import { count } from './reportLines';

const words: Record<ReportStage, string> = {
  events: 'Events that senders sent',
  news: 'News: without repeats',
  unsuppressed: 'Without what was suppressed, or is routine',
  ungrouped: 'Without what was told with its incident',
  notifications: 'Notifications: what has a route',
};

/** What each stage leaves to tell people. */
export const StageFunnel = ({ stages }: Pick<Report, 'stages'>) => {
  const styles = useStyles2(getStyles);
  const most = Math.max(1, ...stages.map(({ left }) => left));
  const all = stages[0]?.left ?? 0;
  return (
    <section className={styles.box} aria-label="What each stage leaves" data-testid={testIds.reports.stages}>
      <h2 className={styles.title}>What each stage leaves</h2>
      <ol className={styles.list}>
        {stages.map(({ stage, left }) => (
          <li key={stage}>
            <div className={styles.words}>
              <span>{words[stage]}</span>
              <span className={styles.number}>
                {count(left)}
                {stage !== 'events' && all > 0 && ` (${((left / all) * 100).toFixed(1)} %)`}
              </span>
            </div>
            <div className={styles.track}>
              <div className={styles.bar} style={{ width: `${(left / most) * 100}%` }} />
            </div>
          </li>
        ))}
      </ol>
      <p className={styles.quiet}>
        Time makes news as well, for example when a silence ends, so there may be more news than events.
      </p>
    </section>
  );
};

const getStyles = (theme: GrafanaTheme2) => ({
  box: css({
    minWidth: 0,
    padding: theme.spacing(1.5),
    border: `1px solid ${theme.colors.border.weak}`,
    borderRadius: theme.shape.borderRadius(1),
    background: theme.colors.background.primary,
  }),
  title: css({ margin: 0, fontSize: theme.typography.h5.fontSize, fontWeight: theme.typography.fontWeightMedium }),
  list: css({
    display: 'flex',
    flexDirection: 'column',
    gap: theme.spacing(1),
    margin: theme.spacing(1, 0),
    padding: 0,
    listStyle: 'none',
  }),
  words: css({ display: 'flex', justifyContent: 'space-between', gap: theme.spacing(1) }),
  number: css({ fontVariantNumeric: 'tabular-nums', whiteSpace: 'nowrap' }),
  track: css({ height: 10, background: theme.colors.background.secondary, borderRadius: 2 }),
  bar: css({ height: '100%', minWidth: 1, background: theme.colors.primary.main, borderRadius: 2 }),
  quiet: css({ margin: 0, color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
});
