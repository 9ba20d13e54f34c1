import React, { useState } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, useStyles2 } from '@grafana/ui';
import type { Anomaly, Feedback, FeedbackRequest } from '@watchroom/contract';
import { useFeedback } from '../../data/feedback';
import { mayCall } from '../../data/user';
import { testIds } from '../../testIds';
import { Stack } from '../Stack';
import { ViewerNote } from '../ViewerNote';
import { FeedbackForm } from './FeedbackForm';
import { GivenFeedback } from './GivenFeedback';

interface Props {
  anomaly: Anomaly;
  /** What was said of this very anomaly. */
  feedback: readonly Feedback[];
}

/** What people said of an anomaly and its series, and saying it. */
export const FeedbackSection = ({ anomaly, feedback }: Props) => {
  const styles = useStyles2(getStyles);
  const [open, setOpen] = useState<FeedbackRequest['verdict'] | null>(null);
  const ofSeries = useFeedback({ detector: anomaly.detector, seriesId: anomaly.seriesId });
  const others = ofSeries.data?.items.filter(({ anomalyId }) => anomalyId !== anomaly.id) ?? [];
  return (
    <div className={styles.box}>
      {feedback.length > 0 && (
        <GivenFeedback feedback={feedback} label="Feedback on this anomaly" testId={testIds.feedback.given} />
      )}
      {others.length > 0 && (
        <div>
          <div className={styles.quiet}>Said of other anomalies of this series, and in force:</div>
          <GivenFeedback
            withAnomaly
            feedback={others}
            label="Feedback on other anomalies of this series"
            testId={testIds.feedback.others}
          />
        </div>
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
            <FeedbackForm key={open} anomalyId={anomaly.id} verdict={open} onDone={() => setOpen(null)} />
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
  quiet: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
});
