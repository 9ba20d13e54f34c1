import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import { anomalyPanelTestIds } from '../testIds';

/** Says in the middle of the panel why there is nothing to see. */
export const PanelMessage = ({ text }: { text: string }) => {
  const styles = useStyles2(getStyles);
  return (
    <div className={styles.box} role="status" data-testid={anomalyPanelTestIds.message}>
      {text}
    </div>
  );
};

const getStyles = (theme: GrafanaTheme2) => ({
  box: css({
    display: 'flex',
    alignItems: 'center',
    justifyContent: 'center',
    height: '100%',
    padding: theme.spacing(1),
    textAlign: 'center',
    color: theme.colors.text.secondary,
  }),
});
