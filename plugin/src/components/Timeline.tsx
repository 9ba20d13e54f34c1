import React from 'react';
import { css } from '@emotion/css';
import { dateTimeFormat, type GrafanaTheme2, type IconName } from '@grafana/data';
import { Button, Icon, useStyles2 } from '@grafana/ui';
import type { TimelineEntry } from '@watchroom/contract';
import { Loading } from './Loading';
import { alertPage, appHref } from '../navigation';
import { testIds } from '../testIds';
import { ProblemState } from './ProblemState';
import { TextLink } from './TextLink';
import { TimeAgo } from './TimeAgo';
import { useNow } from './useNow';

const icons: Record<TimelineEntry['kind'], IconName> = {
  fired: 'fire',
  refired: 'repeat',
  resolved: 'check-circle',
  severity_changed: 'exclamation-triangle',
  acknowledged: 'check',
  unacknowledged: 'history',
  snoozed: 'bell-slash',
  unsnoozed: 'bell',
  closed: 'times-circle',
  reopened: 'unlock',
  assigned: 'user',
  commented: 'comment-alt',
  suppressed: 'eye-slash',
  unsuppressed: 'eye',
  monitored: 'eye',
  suppression_ends: 'clock-nine',
  flapping: 'exchange-alt',
  flapping_ended: 'exchange-alt',
  runbook_attached: 'book',
  undone: 'history',
  joined_incident: 'link',
  left_incident: 'minus-circle',
  incident_opened: 'fire',
  incident_resolved: 'check-circle',
  incident_reopened: 'repeat',
  incident_merged: 'code-branch',
  incident_split: 'code-branch',
  incident_changed: 'pen',
  task_added: 'list-ul',
  task_changed: 'check',
  routed: 'arrow-right',
};

interface Props {
  entries: TimelineEntry[] | undefined;
  error: unknown;
  onRetry: () => void;
  hasMore: boolean;
  onMore: () => void;
  /** Names of the alerts that entries speak of; absent where it is all about one. */
  alertNames?: ReadonlyMap<string, string>;
}

/** What happened, newest first. */
export const Timeline = ({ entries, error, onRetry, hasMore, onMore, alertNames }: Props) => {
  const styles = useStyles2(getStyles);
  const now = useNow();
  if (!entries) {
    return error ? (
      <ProblemState error={error} what="The timeline could not be loaded" onRetry={onRetry} />
    ) : (
      <Loading text="Loading the timeline…" />
    );
  }
  if (entries.length === 0) {
    return <p className={styles.quiet}>Nothing has happened yet.</p>;
  }
  return (
    <>
      <ol className={styles.list} data-testid={testIds.timeline}>
        {entries.map((entry) => (
          <li key={entry.id} className={styles.entry}>
            <Icon name={icons[entry.kind]} />
            <div>
              <div className={styles.text}>
                {entry.alertId !== null && alertNames?.has(entry.alertId) && (
                  <>
                    <TextLink href={appHref(alertPage(entry.alertId))}>{alertNames.get(entry.alertId)}</TextLink>{' '}
                  </>
                )}
                {entry.text}
              </div>
              <div className={styles.quiet} title={dateTimeFormat(entry.at)}>
                <TimeAgo at={entry.at} now={now} suffix=" ago" />
                {entry.actor !== null && ` · ${entry.actor}`}
              </div>
            </div>
          </li>
        ))}
      </ol>
      {hasMore && (
        <Button size="sm" variant="secondary" onClick={onMore}>
          Show older
        </Button>
      )}
    </>
  );
};

const getStyles = (theme: GrafanaTheme2) => ({
  list: css({ listStyle: 'none', margin: 0, padding: 0 }),
  entry: css({
    display: 'grid',
    gridTemplateColumns: `${theme.spacing(3)} 1fr`,
    padding: theme.spacing(0.75, 0),
    borderBottom: `1px solid ${theme.colors.border.weak}`,
  }),
  text: css({ overflowWrap: 'anywhere', whiteSpace: 'pre-wrap' }),
  quiet: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
});
