import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { IconButton, useStyles2 } from '@grafana/ui';
import type { Alert } from '@watchroom/contract';
import { SeverityLabel } from '../../components/SeverityLabel';
import { TimeAgo } from '../../components/TimeAgo';
import { alertPage, appHref } from '../../navigation';
import { alertListTestIds } from './testIds';

interface Props {
  alert: Alert;
  now: number;
  /** Absent where the user may not. */
  onAcknowledge?: (id: string) => void;
  busy: boolean;
}

const stateWord = ({ triage, suppressedBy }: Alert): string =>
  [triage === 'open' ? '' : triage, suppressedBy.length > 0 ? 'suppressed' : '']
    .filter((word) => word !== '')
    .join(', ');

/** One alert in two lines. */
export const AlertRow = ({ alert, now, onAcknowledge, busy }: Props) => {
  const styles = useStyles2(getStyles);
  const state = stateWord(alert);
  return (
    <li className={styles.row} data-testid={alertListTestIds.row}>
      <div className={styles.severity}>
        <SeverityLabel severity={alert.severity} status={alert.status} />
      </div>
      <div className={styles.text}>
        <div className={styles.head}>
          <a className={styles.name} href={appHref(alertPage(alert.id))}>
            {alert.name}
          </a>
          {alert.service !== null && <span className={styles.quiet}>{alert.service}</span>}
          {state !== '' && <span className={styles.quiet}>{state}</span>}
        </div>
        {alert.summary !== '' && (
          <div className={styles.summary} title={alert.summary}>
            {alert.summary}
          </div>
        )}
      </div>
      <span className={styles.quiet}>
        <TimeAgo at={alert.startsAt} now={now} />
      </span>
      {onAcknowledge && alert.triage === 'open' && alert.status === 'firing' && (
        <IconButton
          name="check"
          tooltip="Acknowledge"
          aria-label={`Acknowledge ${alert.name}`}
          disabled={busy}
          data-testid={alertListTestIds.acknowledge}
          onClick={() => onAcknowledge(alert.id)}
        />
      )}
    </li>
  );
};

const getStyles = (theme: GrafanaTheme2) => ({
  row: css({
    display: 'flex',
    alignItems: 'center',
    gap: theme.spacing(1),
    padding: theme.spacing(0.5, 1),
    borderBottom: `1px solid ${theme.colors.border.weak}`,
    '&:hover': { background: theme.colors.action.hover },
  }),
  severity: css({ minWidth: 72 }),
  text: css({ flexGrow: 1, minWidth: 0 }),
  head: css({ display: 'flex', alignItems: 'baseline', gap: theme.spacing(1), minWidth: 0 }),
  name: css({
    fontWeight: theme.typography.fontWeightMedium,
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    whiteSpace: 'nowrap',
    '&:hover': { textDecoration: 'underline' },
  }),
  summary: css({
    color: theme.colors.text.secondary,
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    whiteSpace: 'nowrap',
  }),
  quiet: css({
    color: theme.colors.text.secondary,
    whiteSpace: 'nowrap',
    fontSize: theme.typography.bodySmall.fontSize,
  }),
});
