import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Icon, useStyles2 } from '@grafana/ui';
import { currentUser } from '../data/user';

interface Props {
  testId: string;
  /** What takes the Editor role. */
  actions?: string;
}

/** Why there are no buttons. */
export const ViewerNote = ({ testId, actions = 'acknowledging, snoozing and resolving' }: Props) => {
  const styles = useStyles2(getStyles);
  return (
    <div className={styles.note} data-testid={testId}>
      <Icon name="lock" /> You can look but not act: {actions} take the Editor role, and yours is {currentUser().role}.
    </div>
  );
};

const getStyles = (theme: GrafanaTheme2) => ({
  note: css({ margin: 0, color: theme.colors.text.secondary }),
});
