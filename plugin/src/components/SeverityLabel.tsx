import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import type { AlertStatus, Severity } from '@watchroom/contract';
import { Icon, useStyles2, useTheme2 } from '@grafana/ui';

export const severityColor = (theme: GrafanaTheme2, severity: Severity): string =>
  ({
    critical: theme.colors.error.main,
    high: theme.visualization.getColorByName('orange'),
    warning: theme.visualization.getColorByName('yellow'),
    unknown: theme.visualization.getColorByName('purple'),
    info: theme.colors.info.main,
  })[severity];

interface Props {
  severity: Severity;
  status: AlertStatus;
}

/** A mark in the severity's colour and its name; a resolved one gets a tick instead, so that colour is never all there is. */
export const SeverityLabel = ({ severity, status }: Props) => {
  const theme = useTheme2();
  const styles = useStyles2(getStyles);
  return (
    <span className={styles.label}>
      <span className={styles.marked}>
        {status === 'firing' ? (
          <span className={styles.dot} style={{ background: severityColor(theme, severity) }} aria-hidden="true" />
        ) : (
          <Icon name="check-circle" className={styles.resolved} />
        )}
        <span>{severity}</span>
      </span>
      {status === 'resolved' && <span className={styles.quiet}>resolved</span>}
    </span>
  );
};

const getStyles = (theme: GrafanaTheme2) => ({
  // In a narrow column "resolved" goes below.
  label: css({
    display: 'inline-flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: theme.spacing(0, 0.75),
    whiteSpace: 'nowrap',
  }),
  marked: css({ display: 'inline-flex', alignItems: 'center', gap: theme.spacing(0.75) }),
  dot: css({ width: 10, height: 10, borderRadius: '50%', flexShrink: 0 }),
  resolved: css({ color: theme.colors.success.text }),
  quiet: css({ color: theme.colors.text.secondary }),
});
