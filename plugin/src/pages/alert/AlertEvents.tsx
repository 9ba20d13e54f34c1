import React from 'react';
import { css } from '@emotion/css';
import { dateTimeFormat, type GrafanaTheme2 } from '@grafana/data';
import { Button, useStyles2 } from '@grafana/ui';
import { Loading } from '../../components/Loading';
import { KeyValues } from '../../components/KeyValues';
import { ProblemState } from '../../components/ProblemState';
import { SeverityLabel } from '../../components/SeverityLabel';
import { useAlertEvents } from '../../data/alerts';
import { testIds } from '../../testIds';

/** The events that an alert is made of, newest first, as they were received. */
export const AlertEvents = ({ id }: { id: string }) => {
  const styles = useStyles2(getStyles);
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useAlertEvents(id);
  if (!data) {
    return error ? (
      <ProblemState error={error} what="The events could not be loaded" onRetry={() => void refetch()} />
    ) : (
      <Loading text="Loading events…" />
    );
  }
  const events = data.pages.flatMap((page) => page.items);
  return (
    <div data-testid={testIds.alert.events}>
      {events.length === 0 && <p>No events are kept for this alert.</p>}
      {events.map((event) => (
        <details key={event.id} className={styles.event}>
          <summary className={styles.summary}>
            <span>{dateTimeFormat(event.receivedAt)}</span>{' '}
            <SeverityLabel severity={event.severity} status={event.status} />{' '}
            <span className={styles.text}>{event.summary}</span>
          </summary>
          <p className={styles.text}>{event.description}</p>
          <KeyValues values={{ sender: event.sender, startsAt: dateTimeFormat(event.startsAt) }} />
          <KeyValues values={event.labels} />
          <KeyValues values={event.annotations} />
        </details>
      ))}
      {hasNextPage && (
        <Button size="sm" variant="secondary" disabled={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          Show older
        </Button>
      )}
    </div>
  );
};

const getStyles = (theme: GrafanaTheme2) => ({
  event: css({ padding: theme.spacing(0.75, 0), borderBottom: `1px solid ${theme.colors.border.weak}` }),
  summary: css({ cursor: 'pointer' }),
  text: css({ overflowWrap: 'anywhere' }),
});
