import React from 'react';
import { css } from '@emotion/css';
import { dateTimeFormat, type GrafanaTheme2, type IconName } from '@grafana/data';
import { Icon, useStyles2 } from '@grafana/ui';
import type { Alert, TriageState } from '@watchroom/contract';

const icons: Record<TriageState, IconName> = {
  open: 'circle',
  acknowledged: 'check',
  snoozed: 'bell-slash',
  closed: 'times-circle',
};

const hint = (alert: Alert): string =>
  [
    alert.triage === 'snoozed' &&
      (alert.snoozedUntil === null ? 'until it resolves' : `until ${dateTimeFormat(alert.snoozedUntil)}`),
    alert.triageBy && `by ${alert.triageBy}`,
    alert.triageReason && `“${alert.triageReason}”`,
  ]
    .filter(Boolean)
    .join(' ');

/** What people have done with an alert, who has it, and what keeps it from people. */
export const TriageLabel = ({ alert }: { alert: Alert }) => {
  const styles = useStyles2(getStyles);
  const [suppression] = alert.suppressedBy;
  return (
    <span className={styles.lines}>
      <span className={styles.label} title={hint(alert)}>
        <Icon name={icons[alert.triage]} size="sm" />
        <span>{alert.triage}</span>
        {alert.assignee !== null && <span className={styles.quiet}>{alert.assignee}</span>}
      </span>
      {suppression && (
        <span className={styles.quiet} title={alert.suppressedBy.map(({ kind, name }) => `${kind} ${name}`).join(', ')}>
          {suppression.kind === 'flapping' ? 'flapping' : `${suppression.kind}: ${suppression.name}`}
        </span>
      )}
    </span>
  );
};

const getStyles = (theme: GrafanaTheme2) => ({
  lines: css({ display: 'flex', flexDirection: 'column', minWidth: 0 }),
  label: css({ display: 'inline-flex', alignItems: 'center', gap: theme.spacing(0.5), minWidth: 0 }),
  quiet: css({
    color: theme.colors.text.secondary,
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    whiteSpace: 'nowrap',
  }),
});
