import React from 'react';
import { css } from '@emotion/css';
import { dateTimeFormat, type GrafanaTheme2 } from '@grafana/data';
import { Alert, useStyles2 } from '@grafana/ui';
import type { PreviewedEvent, SenderPreview } from '@watchroom/contract';
import { KeyValues } from '../../components/KeyValues';
import { SeverityLabel } from '../../components/SeverityLabel';
import { testIds } from '../../testIds';

const factsOf = (event: PreviewedEvent): Record<string, string> => ({
  Status: event.status,
  ...(event.service !== null && { Service: event.service }),
  ...(event.summary !== '' && { Summary: event.summary }),
  ...(event.description !== '' && { Description: event.description }),
  Started: dateTimeFormat(event.startsAt),
  ...(event.endsAt !== null && { [event.status === 'firing' ? 'Holds until' : 'Ended']: dateTimeFormat(event.endsAt) }),
  'Known again by': event.identity.join(', '),
  ...(event.triage && { 'On the sender’s side': `${event.triage.action}d by ${event.triage.by}` }),
  ...Object.fromEntries(event.links.map(({ title, url }) => [`Link: ${title}`, url])),
  ...Object.fromEntries(Object.entries(event.labels).map(([name, value]) => [`Label ${name}`, value])),
  ...Object.fromEntries(Object.entries(event.annotations).map(([name, value]) => [`Annotation ${name}`, value])),
});

/** What a payload would become, or why it would be refused. */
export const PreviewedEvents = ({ preview: { events, errors } }: { preview: SenderPreview }) => {
  const styles = useStyles2(getStyles);
  if (errors.length > 0) {
    return (
      <Alert severity="warning" title="It would be refused" data-testid={testIds.senders.tryErrors}>
        <ul>
          {errors.map(({ field, message }) => (
            <li key={field + message}>
              <code>{field}</code> {message}
            </li>
          ))}
        </ul>
      </Alert>
    );
  }
  return (
    <div className={styles.events} data-testid={testIds.senders.tryEvents}>
      <p className={styles.quiet}>
        {events.length === 0
          ? 'It would be taken in and tells of no alert.'
          : `${events.length} ${events.length === 1 ? 'event' : 'events'}`}
      </p>
      {events.map((event, index) => (
        <section key={`${event.fingerprint}-${index}`} className={styles.event}>
          <h4 className={styles.name}>
            <SeverityLabel severity={event.severity} status={event.status} /> {event.name}
          </h4>
          <KeyValues values={factsOf(event)} ordered />
        </section>
      ))}
    </div>
  );
};

const getStyles = (theme: GrafanaTheme2) => ({
  events: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(1) }),
  event: css({
    border: `1px solid ${theme.colors.border.weak}`,
    borderRadius: theme.shape.borderRadius(1),
    padding: theme.spacing(1.5),
  }),
  name: css({ margin: theme.spacing(0, 0, 1), fontSize: theme.typography.h5.fontSize, overflowWrap: 'anywhere' }),
  quiet: css({ margin: 0, color: theme.colors.text.secondary }),
});
