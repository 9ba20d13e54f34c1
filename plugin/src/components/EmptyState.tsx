import React, { type ReactNode } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2, IconName } from '@grafana/data';
import { Icon, useStyles2 } from '@grafana/ui';

interface Props {
  icon?: IconName;
  title: string;
  children?: ReactNode;
  /** What to do about it: buttons or links. */
  actions?: ReactNode;
  testId?: string;
}

/** Says why there is nothing to see, and what to do. */
export const EmptyState = ({ icon = 'info-circle', title, children, actions, testId }: Props) => {
  const styles = useStyles2(getStyles);
  return (
    <div className={styles.box} data-testid={testId} role="status">
      <Icon name={icon} size="xxl" />
      <h3 className={styles.title}>{title}</h3>
      {children && <div className={styles.text}>{children}</div>}
      {actions && <div className={styles.actions}>{actions}</div>}
    </div>
  );
};

const getStyles = (theme: GrafanaTheme2) => ({
  box: css({
    display: 'flex',
    flexDirection: 'column',
    alignItems: 'center',
    gap: theme.spacing(1),
    padding: theme.spacing(6, 2),
    textAlign: 'center',
    color: theme.colors.text.secondary,
  }),
  title: css({ margin: 0, color: theme.colors.text.primary, fontSize: theme.typography.h4.fontSize }),
  text: css({ maxWidth: 560 }),
  actions: css({ display: 'flex', flexWrap: 'wrap', justifyContent: 'center', gap: theme.spacing(1) }),
});
