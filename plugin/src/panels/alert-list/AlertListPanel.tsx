import React, { useEffect } from 'react';
import { css } from '@emotion/css';
import type { PanelProps } from '@grafana/data';
import { RefreshEvent } from '@grafana/runtime';
import { useStyles2 } from '@grafana/ui';
import { QueryClientProvider } from '@tanstack/react-query';
import { createQueryClient } from '../../data/queryClient';
import { AlertList } from './AlertList';
import { alertQueryOf, type AlertListOptions } from './options';
import { usePanelAlerts } from './usePanelAlerts';

/** One for all panels of the page: two with the same options ask once. */
const client = createQueryClient();

const Body = ({ options, replaceVariables, eventBus }: PanelProps<AlertListOptions>) => {
  const styles = useStyles2(getStyles);
  const query = alertQueryOf(options, (text) => replaceVariables(text, undefined, 'csv'));
  const alerts = usePanelAlerts(query);
  const { refresh } = alerts;
  useEffect(() => {
    const subscription = eventBus.subscribe(RefreshEvent, refresh);
    return () => subscription.unsubscribe();
  }, [eventBus, refresh]);
  return (
    <div className={styles.scroll}>
      <AlertList query={query} alerts={alerts} byIncident={options.groupByIncident} />
    </div>
  );
};

/** The inbox's alerts on a dashboard. */
export const AlertListPanel = (props: PanelProps<AlertListOptions>) => (
  <QueryClientProvider client={client}>
    <Body {...props} />
  </QueryClientProvider>
);

const getStyles = () => ({ scroll: css({ height: '100%', overflowY: 'auto' }) });
