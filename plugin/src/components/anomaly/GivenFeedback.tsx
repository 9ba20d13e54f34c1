import React from 'react';
import { css } from '@emotion/css';
import { dateTimeFormat, type GrafanaTheme2 } from '@grafana/data';
import { Button, useStyles2 } from '@grafana/ui';
import type { Feedback } from '@watchroom/contract';
import { useRevertFeedback } from '../../data/feedback';
import { mayCall } from '../../data/user';
import { anomaliesPage, appHref } from '../../navigation';
import { ProblemState } from '../ProblemState';
import { seriesText } from '../seriesWords';
import { TextLink } from '../TextLink';
import { useNow } from '../useNow';
import { verdictWords } from './anomalyWords';

interface Props {
  feedback: readonly Feedback[];
  label: string;
  testId: string;
  /** Whether to say on which anomaly of which series it was given; not needed beside that anomaly. */
  withAnomaly?: boolean;
}

const Given = ({ feedback, withAnomaly }: { feedback: Feedback; withAnomaly: boolean }) => {
  const styles = useStyles2(getStyles);
  const now = useNow();
  const { mutate, isPending, error } = useRevertFeedback();
  const { id, anomalyId, metric, labels, detector, from, reason, by, at } = feedback;
  const verdict = verdictWords(feedback, now);
  const series = seriesText(metric, labels);
  return (
    <li className={styles.item} data-id={id}>
      <div>
        <strong>{verdict}</strong>: {reason}
      </div>
      {withAnomaly && (
        <div>
          <TextLink href={appHref(anomaliesPage({ anomaly: anomalyId }))}>{series}</TextLink>{' '}
          <span className={styles.quiet}>
            from {dateTimeFormat(from)}, found by {detector}
          </span>
        </div>
      )}
      <div className={styles.line}>
        <span className={styles.quiet}>
          {by}, {dateTimeFormat(at)}
        </span>
        {mayCall('revertFeedback') && (
          <Button
            size="sm"
            variant="secondary"
            icon="history"
            disabled={isPending}
            aria-label={`Take back: ${verdict}, ${reason}${withAnomaly ? `, ${series}` : ''}`}
            onClick={() => mutate(id)}
          >
            Take back
          </Button>
        )}
      </div>
      {error && <ProblemState error={error} what="It could not be taken back" />}
    </li>
  );
};

/** What people said of anomalies, with taking it back. */
export const GivenFeedback = ({ feedback, label, testId, withAnomaly = false }: Props) => {
  const styles = useStyles2(getStyles);
  return (
    <ul className={styles.list} aria-label={label} data-testid={testId}>
      {feedback.map((item) => (
        <Given key={item.id} feedback={item} withAnomaly={withAnomaly} />
      ))}
    </ul>
  );
};

const getStyles = (theme: GrafanaTheme2) => ({
  list: css({ listStyle: 'none', margin: 0, padding: 0 }),
  item: css({ padding: theme.spacing(0.5, 0), overflowWrap: 'anywhere' }),
  line: css({ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: theme.spacing(1) }),
  quiet: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
});
