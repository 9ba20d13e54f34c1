import React, { useEffect, useMemo, useRef, type ReactNode } from 'react';
import { css } from '@emotion/css';
import { dateTimeFormat, type GrafanaTheme2 } from '@grafana/data';
import { PluginPage } from '@grafana/runtime';
import { Alert, useStyles2 } from '@grafana/ui';
import { useLocation, useParams } from 'react-router';
import type { Incident } from '@watchroom/contract';
import { Loading } from '../../components/Loading';
import { FactLine } from '../../components/FactLine';
import { LiveIndicator } from '../../components/LiveIndicator';
import { ProblemState } from '../../components/ProblemState';
import { SeverityLabel } from '../../components/SeverityLabel';
import { Stack } from '../../components/Stack';
import { TextLink } from '../../components/TextLink';
import { TimeAgo } from '../../components/TimeAgo';
import { Timeline } from '../../components/Timeline';
import { shortDuration } from '../../components/time';
import { useNow } from '../../components/useNow';
import { useIncident, useIncidentAlerts, useIncidentTimeline } from '../../data/incidents';
import { appHref, causesPlace, incidentPage } from '../../navigation';
import { testIds } from '../../testIds';
import { IncidentAlerts } from './IncidentAlerts';
import { IncidentWork } from './IncidentWork';
import { SimilarIncidents } from './SimilarIncidents';
import { RootCause } from './RootCause';

interface SectionProps {
  title: string;
  /** For addresses that lead to this section. */
  place?: string;
  children: ReactNode;
}

const Section = ({ title, place, children }: SectionProps) => {
  const styles = useStyles2(getStyles);
  const { hash } = useLocation();
  const section = useRef<HTMLElement>(null);
  const wanted = place !== undefined && hash === `#${place}`;
  useEffect(() => {
    if (wanted) {
      section.current?.scrollIntoView();
      section.current?.focus({ preventScroll: true });
    }
  }, [wanted]);
  return (
    <section ref={section} aria-label={title} id={place} tabIndex={place === undefined ? undefined : -1}>
      <h3 className={styles.heading}>{title}</h3>
      {children}
    </section>
  );
};

const Header = ({ incident }: { incident: Incident }) => {
  const styles = useStyles2(getStyles);
  const now = useNow();
  const { startsAt, resolvedAt } = incident;
  return (
    <header className={styles.header}>
      <Stack justify="space-between" wrap>
        <h2 className={styles.title}>{incident.title}</h2>
        <LiveIndicator />
      </Stack>
      <FactLine
        facts={[
          ['Severity', <SeverityLabel key="severity" severity={incident.severity} status={incident.status} />],
          ['Status', resolvedAt === null ? incident.status : `resolved at ${dateTimeFormat(resolvedAt)}`],
          ['Since', <TimeAgo key="since" at={startsAt} now={now} suffix=" ago" />],
          ['Lasted', shortDuration(Math.max(0, (resolvedAt ?? now) - startsAt))],
          ['Services', incident.services.length === 0 ? 'not known' : incident.services.join(', ')],
          ['Alerts', `${incident.firingCount} firing of ${incident.alertCount}`],
          ['Grouped by', `${incident.rule} (${incident.groupKey})`],
        ]}
      />
    </header>
  );
};

const IncidentTimeline = ({ id }: { id: string }) => {
  const timeline = useIncidentTimeline(id);
  const { data: alerts } = useIncidentAlerts(id);
  const alertNames = useMemo(() => new Map(alerts?.items.map((alert) => [alert.id, alert.name])), [alerts]);
  return (
    <Timeline
      entries={timeline.data?.pages.flatMap((page) => page.items)}
      error={timeline.error}
      onRetry={() => void timeline.refetch()}
      hasMore={timeline.hasNextPage}
      onMore={() => void timeline.fetchNextPage()}
      alertNames={alertNames}
    />
  );
};

/** One incident: what broke, with the evidence, its alerts and what happened. */
const IncidentPage = () => {
  const styles = useStyles2(getStyles);
  const { id = '' } = useParams();
  const { data: incident, error, refetch } = useIncident(id);
  return (
    <PluginPage pageNav={{ text: 'Incident' }}>
      <div className={styles.page} data-testid={testIds.incident.page}>
        <TextLink href={appHref('incidents')}>All incidents</TextLink>
        {!incident && !error && <Loading text="Loading the incident…" />}
        {!incident && error && (
          <ProblemState error={error} what="The incident could not be loaded" onRetry={() => void refetch()} />
        )}
        {incident && (
          <>
            <Header incident={incident} />
            {incident.mergedInto !== undefined && (
              <Alert
                severity="info"
                title="This has become part of another incident"
                data-testid={testIds.incident.merged}
              >
                <TextLink href={appHref(incidentPage(incident.mergedInto))}>Open the one that goes on</TextLink>
              </Alert>
            )}
            <div className={styles.columns}>
              <div className={styles.main}>
                <Section title="Probable causes" place={causesPlace}>
                  <RootCause incidentId={id} lasting={incident.status === 'firing'} />
                </Section>
                <Section title="Alerts">
                  <IncidentAlerts key={id} incident={incident} />
                </Section>
              </div>
              <div className={styles.side}>
                <Section title="Work">
                  <IncidentWork incident={incident} />
                </Section>
                <Section title="Similar incidents">
                  <SimilarIncidents incidentId={id} />
                </Section>
                <Section title="Timeline">
                  <IncidentTimeline id={id} />
                </Section>
              </div>
            </div>
          </>
        )}
      </div>
    </PluginPage>
  );
};

export default IncidentPage;

const getStyles = (theme: GrafanaTheme2) => ({
  page: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(2), minWidth: 0 }),
  header: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(1) }),
  title: css({ margin: 0, fontSize: theme.typography.h3.fontSize, overflowWrap: 'anywhere' }),
  heading: css({ margin: theme.spacing(0, 0, 1), fontSize: theme.typography.h4.fontSize }),
  columns: css({
    display: 'grid',
    gap: theme.spacing(3),
    gridTemplateColumns: 'minmax(0, 2fr) minmax(0, 1fr)',
    [theme.breakpoints.down('lg')]: { gridTemplateColumns: 'minmax(0, 1fr)' },
  }),
  main: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(3), minWidth: 0 }),
  side: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(3), minWidth: 0 }),
});
