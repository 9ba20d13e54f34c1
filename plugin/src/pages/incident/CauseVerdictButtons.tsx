import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, useStyles2 } from '@grafana/ui';
import type { CauseVerdict, RootCauseCandidate } from '@watchroom/contract';
import { useCauseFeedback } from '../../data/incidents';
import { mayCall } from '../../data/user';
import { testIds } from '../../testIds';

const choices: Array<{ verdict: CauseVerdict; text: string }> = [
  { verdict: 'cause', text: 'This was it' },
  { verdict: 'not-cause', text: 'This was not' },
];

interface Props {
  candidate: RootCauseCandidate;
  incidentId: string;
}

/** What a person says of a candidate; later incidents like this one heed it. Pressed again it is taken back. */
export const CauseVerdictButtons = ({ candidate: { service, verdict }, incidentId }: Props) => {
  const styles = useStyles2(getStyles);
  const feedback = useCauseFeedback(incidentId);
  if (!mayCall('rootCauseFeedback')) {
    const said = choices.find((choice) => choice.verdict === verdict);
    return said ? <p className={styles.said}>Said of it: {said.text.toLowerCase()}</p> : null;
  }
  return (
    <div className={styles.row} data-testid={testIds.incident.verdict}>
      {choices.map((choice) => (
        <Button
          key={choice.verdict}
          size="sm"
          fill={verdict === choice.verdict ? 'solid' : 'outline'}
          variant="secondary"
          aria-pressed={verdict === choice.verdict}
          aria-label={`${choice.text}: ${service}`}
          disabled={feedback.isPending}
          onClick={() => feedback.mutate({ service, verdict: verdict === choice.verdict ? null : choice.verdict })}
        >
          {choice.text}
        </Button>
      ))}
      {feedback.isError && <span role="alert">It could not be kept: {feedback.error.message}</span>}
    </div>
  );
};

const getStyles = (theme: GrafanaTheme2) => ({
  row: css({ display: 'flex', flexWrap: 'wrap', gap: theme.spacing(1), margin: theme.spacing(1, 0, 0.5, 5) }),
  said: css({ margin: theme.spacing(0.5, 0, 0, 5), color: theme.colors.text.secondary }),
});
