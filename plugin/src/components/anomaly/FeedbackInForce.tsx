import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import { useFeedback, type FeedbackFilter } from '../../data/feedback';
import { testIds } from '../../testIds';
import { ProblemState } from '../ProblemState';
import { GivenFeedback } from './GivenFeedback';

/** Everything that people said and that changes judgements now, of a detector or of all; nothing is shown where there is none. */
export const FeedbackInForce = ({ filter }: { filter: FeedbackFilter }) => {
  const styles = useStyles2(getStyles);
  const { data, error, refetch } = useFeedback(filter);
  if (error) {
    return <ProblemState error={error} what="Feedback could not be loaded" onRetry={() => void refetch()} />;
  }
  if (!data || data.items.length === 0) {
    return null;
  }
  return (
    <details className={styles.box} open={data.items.length <= 5}>
      <summary className={styles.summary}>Feedback in force ({data.items.length})</summary>
      <p className={styles.quiet}>It changes how these series are judged. Taken back, they are judged as before.</p>
      <GivenFeedback withAnomaly feedback={data.items} label="Feedback in force" testId={testIds.feedback.inForce} />
    </details>
  );
};

const getStyles = (theme: GrafanaTheme2) => ({
  box: css({
    padding: theme.spacing(1, 2),
    border: `1px solid ${theme.colors.border.weak}`,
    borderRadius: theme.shape.borderRadius(1),
  }),
  summary: css({ fontWeight: theme.typography.fontWeightMedium, cursor: 'pointer' }),
  quiet: css({ margin: 0, color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
});
