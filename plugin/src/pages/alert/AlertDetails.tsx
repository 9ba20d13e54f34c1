import React, { type ReactNode } from 'react';
import { css } from '@emotion/css';
import { dateTimeFormat, type GrafanaTheme2 } from '@grafana/data';
import { TextLink } from '../../components/TextLink';
import { useStyles2 } from '@grafana/ui';
import type { Alert } from '@watchroom/contract';
import { AnomalyCard } from '../../components/anomaly/AnomalyCard';
import { KeyValues } from '../../components/KeyValues';
import { appHref, causesPage, incidentPage } from '../../navigation';
import { testIds } from '../../testIds';
import { RunbookField } from './RunbookField';

const Section = ({ title, children }: { title: string; children: ReactNode }) => {
  const styles = useStyles2(getStyles);
  return (
    <section className={styles.section}>
      <h4 className={styles.heading}>{title}</h4>
      {children}
    </section>
  );
};

const named = (suppressions: Alert['suppressedBy']): string =>
  suppressions
    .map(({ kind, name, until }) => {
      const rule = kind === 'flapping' ? kind : `${kind} ${name}`;
      return until === undefined || until === null ? rule : `${rule} until ${dateTimeFormat(until)}`;
    })
    .join(', ');

const facts = (alert: Alert): Record<string, string> => ({
  Service: alert.service ?? 'not known',
  Sender: alert.sender,
  Started: dateTimeFormat(alert.startsAt),
  ...(alert.endsAt !== null && { Ended: dateTimeFormat(alert.endsAt) }),
  'First seen': dateTimeFormat(alert.firstSeenAt),
  'Last seen': dateTimeFormat(alert.lastSeenAt),
  Events: String(alert.eventCount),
  ...(alert.senderCount !== undefined && { 'Counted by the sender': `${alert.senderCount} times` }),
  ...(alert.refireCount > 0 && { 'Fired again': `${alert.refireCount} times` }),
  ...(alert.triage === 'snoozed' && {
    'Snoozed until': alert.snoozedUntil === null ? 'it resolves' : dateTimeFormat(alert.snoozedUntil),
  }),
  ...(alert.flapping && {
    Flapping: `since ${dateTimeFormat(alert.flapping.since)}, ${alert.flapping.changes} changes`,
  }),
  ...(alert.suppressedBy.length > 0 && {
    'Suppressed by': named(alert.suppressedBy),
  }),
  ...(alert.monitoredBy && { 'Monitored by': named(alert.monitoredBy) }),
});

/** The anomaly that an alert of our own detectors tells of; null for those of others, and for old ones that do not say. */
const anomalyOf = ({ sender, annotations }: Alert): string | null =>
  sender === 'watchroom' ? (annotations['anomalyId'] ?? null) : null;

/** What each enrichment rule added. */
const added = (enrichedBy: NonNullable<Alert['enrichedBy']>): Record<string, string> =>
  Object.fromEntries(
    enrichedBy.map(({ rule, set }) => [rule, set.map(({ field, value }) => `${field}: ${value}`).join('\n')])
  );

/** What is known about an alert. */
export const AlertDetails = ({ alert }: { alert: Alert }) => {
  const styles = useStyles2(getStyles);
  const anomaly = anomalyOf(alert);
  return (
    <>
      {anomaly !== null && (
        <Section title="Anomaly">
          <AnomalyCard id={anomaly} withLink />
        </Section>
      )}
      {alert.description !== '' && (
        <Section title="Description">
          <p className={styles.text}>{alert.description}</p>
        </Section>
      )}
      {alert.incidentId !== null && (
        <Section title="Incident">
          <p className={styles.ways}>
            <TextLink href={appHref(incidentPage(alert.incidentId))}>Open the incident</TextLink>
            <span data-testid={testIds.alert.findCause}>
              <TextLink href={appHref(causesPage(alert.incidentId))}>Find the cause</TextLink>
            </span>
          </p>
          {alert.incidentReason !== null && <p className={styles.quiet}>{alert.incidentReason}</p>}
        </Section>
      )}
      {alert.links.length > 0 && (
        <Section title="Links">
          <ul className={styles.links}>
            {alert.links.map(({ title, url }) => (
              <li key={title + url}>
                <TextLink href={url} external>
                  {title}
                </TextLink>
              </li>
            ))}
          </ul>
        </Section>
      )}
      <Section title="Attached runbook">
        <RunbookField alert={alert} />
      </Section>
      <Section title="Facts">
        <KeyValues values={facts(alert)} />
      </Section>
      <Section title="Labels">
        <KeyValues values={alert.labels} />
      </Section>
      <Section title="Annotations">
        <KeyValues values={alert.annotations} />
      </Section>
      {alert.enrichedBy && (
        <Section title="Added by rules">
          <KeyValues values={added(alert.enrichedBy)} ordered />
        </Section>
      )}
    </>
  );
};

const getStyles = (theme: GrafanaTheme2) => ({
  section: css({ marginBottom: theme.spacing(2) }),
  heading: css({ margin: theme.spacing(0, 0, 0.5), fontSize: theme.typography.h5.fontSize }),
  text: css({ margin: 0, whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }),
  ways: css({ display: 'flex', flexWrap: 'wrap', gap: theme.spacing(0.5, 2), margin: 0 }),
  quiet: css({ margin: 0, color: theme.colors.text.secondary }),
  links: css({ margin: 0, paddingLeft: theme.spacing(2) }),
});
