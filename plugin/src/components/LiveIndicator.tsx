import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2, useTheme2 } from '@grafana/ui';
import { useLiveState, type LiveState } from '../data/LiveProvider';
import { testIds } from '../testIds';

const words: Record<LiveState, { label: string; hint: string }> = {
  connecting: { label: 'Connecting…', hint: 'Connecting to live updates' },
  connected: { label: 'Live', hint: 'Changes show up by themselves' },
  lost: { label: 'Reconnecting…', hint: 'No live updates now; the page catches up when they are back' },
};

/** Whether the page keeps itself up to date. */
export const LiveIndicator = () => {
  const styles = useStyles2(getStyles);
  const theme = useTheme2();
  const state = useLiveState();
  const color = {
    connecting: theme.colors.text.disabled,
    connected: theme.colors.success.main,
    lost: theme.colors.warning.main,
  }[state];
  return (
    <span className={styles.box} title={words[state].hint} role="status" data-testid={testIds.liveState}>
      <span className={styles.dot} style={{ background: color }} aria-hidden="true" />
      {words[state].label}
    </span>
  );
};

const getStyles = (theme: GrafanaTheme2) => ({
  box: css({ display: 'inline-flex', alignItems: 'center', gap: theme.spacing(0.75), whiteSpace: 'nowrap' }),
  dot: css({ width: 8, height: 8, borderRadius: '50%' }),
});
