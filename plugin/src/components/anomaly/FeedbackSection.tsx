import React, { useState } from 'react';
import { css } from '@emotion/css';
import { dateTimeFormat, type GrafanaTheme2 } from '@grafana/data';
import { Button, useStyles2 } from '@grafana/ui';
import type { Feedback, FeedbackRequest } from '@watchroom/contract';
import { useRevertFeedback } from '../../data/feedback';
import { mayCall } from '../../data/user';
import { testIds } from '../../testIds';
import { ProblemState } from '../ProblemState';
import { Stack } from '../Stack';
import { ViewerNote } from '../ViewerNote';
import { verdictWords } from './anomalyWords';
import { FeedbackForm } from './FeedbackForm';

const Given = ({ feedback }: { feedback: Feedback }) => {
  const styles = useStyles2(getStyles);
  const { mutate, isPending, error } = useRevertFeedback();
  return (
    <li className={styles.item}>
      <div>
        <strong>{verdictWords(feedback)}</strong>: {feedback.reason}
      </div>
      <div className={styles.line}>
        <span className={styles.quiet}>
          {feedback.by}, {dateTimeFormat(feedback.at)}
        </span>
        {mayCall('revertFeedback') && (
          <Button
            size="sm"
            variant="secondary"
            icon="history"
            disabled={isPending}
            aria-label={`Take back: ${verdictWords(feedback)}, ${feedback.reason}`}
            onClick={() => mutate(feedback.id)}
          >
            Take back
          </Button>
        )}
      </div>
      {error && <ProblemState error={error} what="It could not be taken back" />}
    </li>
  );
};

interface Props {
  anomalyId: string;
  feedback: readonly Feedback[];
}

/** What people said of an anomaly and its series, and saying it. */
export const FeedbackSection = ({ anomalyId, feedback }: Props) => {
  const styles = useStyles2(getStyles);
  const [open, setOpen] = useState<FeedbackRequest['verdict'] | null>(null);
  return (
    <div className={styles.box}>
      {feedback.length > 0 && (
        <ul className={styles.list} aria-label="Feedback in force" data-testid={testIds.feedback.given}>
          {feedback.map((item) => (
            <Given key={item.id} feedback={item} />
          ))}
        </ul>
      )}
      {mayCall('giveFeedback') ? (
        <>
          {open === null ? (
            <div data-testid={testIds.feedback.actions}>
              <Stack wrap>
                <Button size="sm" variant="secondary" icon="times" onClick={() => setOpen('not-an-anomaly')}>
                  Not an anomaly
                </Button>
                <Button size="sm" variant="secondary" icon="calendar-alt" onClick={() => setOpen('expected')}>
                  Expected until…
                </Button>
              </Stack>
            </div>
          ) : (
            <FeedbackForm key={open} anomalyId={anomalyId} verdict={open} onDone={() => setOpen(null)} />
          )}
        </>
      ) : (
        <ViewerNote testId={testIds.feedback.viewerNote} actions="giving feedback and taking it back" />
      )}
    </div>
  );
};

const getStyles = (theme: GrafanaTheme2) => ({
  box: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(1) }),
  list: css({ listStyle: 'none', margin: 0, padding: 0 }),
  item: css({ padding: theme.spacing(0.5, 0), overflowWrap: 'anywhere' }),
  line: css({ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: theme.spacing(1) }),
  quiet: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
});
