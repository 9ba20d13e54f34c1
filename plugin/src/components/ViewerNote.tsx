import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Icon, useStyles2 } from '@grafana/ui';
import { currentUser } from '../data/user';

/** Why there are no buttons. */
export const ViewerNote = ({ testId }: { testId: string }) => {
  const styles = useStyles2(getStyles);
  return (
    <div className={styles.note} data-testid={testId}>
      <Icon name="lock" /> You can look but not act: acknowledging, snoozing and resolving take the Editor role, and
      yours is {currentUser().role}.
    </div>
  );
};

const getStyles = (theme: GrafanaTheme2) => ({
  note: css({ margin: 0, color: theme.colors.text.secondary }),
});
