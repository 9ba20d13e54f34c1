import React, { useState } from 'react';
import { Drawer, Tab, TabsBar } from '@grafana/ui';
import { Loading } from '../../components/Loading';
import { ProblemState } from '../../components/ProblemState';
import { Timeline } from '../../components/Timeline';
import { isMenuOpen } from '../../components/isMenuOpen';
import { useEscape } from '../../components/useEscape';
import { useAlert, useAlertTimeline } from '../../data/alerts';
import { testIds } from '../../testIds';
import { AlertDetails } from './AlertDetails';
import { AlertEvents } from './AlertEvents';
import { AlertHeader } from './AlertHeader';
import { AlertWhy } from './AlertWhy';

interface Props {
  id: string;
  onClose: () => void;
}

const tabs = ['Details', 'Why?', 'Timeline', 'Events'] as const;
type TabName = (typeof tabs)[number];

const TimelineTab = ({ id }: { id: string }) => {
  const timeline = useAlertTimeline(id);
  return (
    <Timeline
      entries={timeline.data?.pages.flatMap((page) => page.items)}
      error={timeline.error}
      onRetry={() => void timeline.refetch()}
      hasMore={timeline.hasNextPage}
      onMore={() => void timeline.fetchNextPage()}
    />
  );
};

/** Everything about one alert, beside the list. */
export const AlertDrawer = ({ id, onClose }: Props) => {
  const [tab, setTab] = useState<TabName>('Details');
  useEscape(onClose);
  const { data: alert, error, refetch } = useAlert(id);
  return (
    <Drawer
      title={alert?.name ?? 'Alert'}
      size="md"
      // Grafana 10.1 takes a click in one of its own menus for one outside of it.
      onClose={() => !isMenuOpen() && onClose()}
      tabs={
        <TabsBar>
          {tabs.map((name) => (
            <Tab key={name} label={name} active={tab === name} onChangeTab={() => setTab(name)} />
          ))}
        </TabsBar>
      }
    >
      <div data-testid={testIds.alert.details}>
        {error && !alert && (
          <ProblemState error={error} what="The alert could not be loaded" onRetry={() => void refetch()} />
        )}
        {!error && !alert && <Loading text="Loading the alert…" />}
        {alert && (
          <>
            <AlertHeader alert={alert} />
            {tab === 'Details' && <AlertDetails alert={alert} />}
            {tab === 'Why?' && <AlertWhy id={id} />}
            {tab === 'Timeline' && <TimelineTab id={id} />}
            {tab === 'Events' && <AlertEvents id={id} />}
          </>
        )}
      </div>
    </Drawer>
  );
};
