import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';

/** That something is on its way. (Grafana 10.1's own placeholder has a spinner that screen readers stumble over.) */
export const Loading = ({ text }: { text: string }) => (
  <p role="status" className={useStyles2(getStyles).text}>
    {text}
  </p>
);

const getStyles = (theme: GrafanaTheme2) => ({
  text: css({ margin: 0, padding: theme.spacing(1, 0), color: theme.colors.text.secondary }),
});
