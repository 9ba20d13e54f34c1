import React, { useId, useState, type FormEvent } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, Field, Input, RadioButtonGroup, TextArea, useStyles2 } from '@grafana/ui';
import type { FeedbackRequest } from '@watchroom/contract';
import { useGiveFeedback } from '../../data/feedback';
import { testIds } from '../../testIds';
import { ProblemState } from '../ProblemState';
import { Stack } from '../Stack';
import { readFeedback, type FeedbackDraft, type Lasting } from './feedbackDraft';

interface Props {
  anomalyId: string;
  verdict: FeedbackRequest['verdict'];
  onDone: () => void;
}

const lastings: Array<{ label: string; value: Lasting }> = [
  { label: '1 hour', value: '1h' },
  { label: '1 day', value: '1d' },
  { label: '1 week', value: '1w' },
  { label: '4 weeks', value: '4w' },
  { label: 'Other', value: 'other' },
];

const effects: Record<FeedbackRequest['verdict'], string> = {
  'not-an-anomaly':
    'This series becomes less sensitive from now on, so that the like of it stays quiet. It can be taken back at any time.',
  expected:
    'The series stays quiet until then, and what happens meanwhile is not learnt. It can be taken back at any time.',
};

/** Why an anomaly is none, or until when it is expected. */
export const FeedbackForm = ({ anomalyId, verdict, onDone }: Props) => {
  const styles = useStyles2(getStyles);
  const [reasonId, untilId, groupId] = [useId(), useId(), useId()];
  const [draft, setDraft] = useState<FeedbackDraft>({ verdict, reason: '', lasting: '1d', untilText: '' });
  const [tried, setTried] = useState(false);
  const { mutate, isPending, error } = useGiveFeedback(anomalyId);
  const change = (part: Partial<FeedbackDraft>) => setDraft((before) => ({ ...before, ...part }));
  const [errors, setErrors] = useState<{ reason?: string; until?: string }>({});
  const send = (event: FormEvent) => {
    event.preventDefault();
    // The page around it may have a form of its own, since portals bubble through React.
    event.stopPropagation();
    setTried(true);
    const read = readFeedback({ ...draft, verdict }, Date.now());
    setErrors(read.errors ?? {});
    if (read.request) {
      mutate(read.request, { onSuccess: onDone });
    }
  };
  const shown = tried ? errors : {};
  return (
    <form className={styles.form} onSubmit={send} noValidate data-testid={testIds.feedback.form}>
      <p className={styles.quiet}>{effects[verdict]}</p>
      {verdict === 'expected' && (
        <div role="group" aria-labelledby={groupId}>
          <div id={groupId} className={styles.label}>
            Expected for
          </div>
          <div className={styles.choices}>
            <RadioButtonGroup options={lastings} value={draft.lasting} onChange={(lasting) => change({ lasting })} />
          </div>
          {draft.lasting === 'other' && (
            <Field label="Until" invalid={shown.until !== undefined} error={shown.until}>
              <Input
                id={untilId}
                type="datetime-local"
                value={draft.untilText}
                onChange={(event) => change({ untilText: event.currentTarget.value })}
              />
            </Field>
          )}
        </div>
      )}
      <Field label="Reason" invalid={shown.reason !== undefined} error={shown.reason}>
        <TextArea
          id={reasonId}
          rows={2}
          maxLength={1000}
          placeholder={verdict === 'expected' ? 'Load test of the checkout' : 'Nightly backup'}
          value={draft.reason}
          data-testid={testIds.feedback.reason}
          onChange={(event) => change({ reason: event.currentTarget.value })}
        />
      </Field>
      <Stack>
        <Button size="sm" type="submit" disabled={isPending}>
          {isPending ? 'Saving…' : 'Save'}
        </Button>
        <Button size="sm" variant="secondary" onClick={onDone}>
          Cancel
        </Button>
      </Stack>
      {error && <ProblemState error={error} what="The feedback could not be saved" />}
    </form>
  );
};

const getStyles = (theme: GrafanaTheme2) => ({
  form: css({
    padding: theme.spacing(1.5),
    border: `1px solid ${theme.colors.border.weak}`,
    borderRadius: theme.shape.borderRadius(1),
  }),
  quiet: css({ color: theme.colors.text.secondary }),
  label: css({ fontWeight: theme.typography.fontWeightMedium, fontSize: theme.typography.bodySmall.fontSize }),
  choices: css({ overflowX: 'auto', padding: 2, marginBottom: theme.spacing(1) }),
});
