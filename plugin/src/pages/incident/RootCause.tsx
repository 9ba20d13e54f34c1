import React from 'react';
import { css } from '@emotion/css';
import { dateTimeFormat, type GrafanaTheme2 } from '@grafana/data';
import { Alert, useStyles2 } from '@grafana/ui';
import { Loading } from '../../components/Loading';
import { ApiProblem } from '../../api/apiProblem';
import { EmptyState } from '../../components/EmptyState';
import { ProblemState } from '../../components/ProblemState';
import { useRootCause } from '../../data/incidents';
import { testIds } from '../../testIds';
import { BlameGraph } from './BlameGraph';
import { CauseTimeline } from './CauseTimeline';
import { CandidateCard } from './CandidateCard';

interface Props {
  incidentId: string;
  /** The incident goes on, so the causes are looked for again and again. */
  lasting: boolean;
}

/** Ranked candidates with what speaks for them. */
export const RootCause = ({ incidentId, lasting }: Props) => {
  const styles = useStyles2(getStyles);
  const { data, error, refetch } = useRootCause(incidentId, lasting);
  if (!data) {
    if (error instanceof ApiProblem && error.kind === 'not-found') {
      return (
        <EmptyState icon="search" title="No causes are known yet">
          {error.detail}
        </EmptyState>
      );
    }
    return error ? (
      <ProblemState error={error} what="The causes could not be worked out" onRetry={() => void refetch()} />
    ) : (
      <Loading text="Looking for causes…" />
    );
  }
  const best = data.candidates[0]?.score ?? 0;
  return (
    <div className={styles.box}>
      {data.confident || data.candidates.length === 0 ? (
        <p className={styles.summary}>{data.summary}</p>
      ) : (
        <Alert severity="info" title={data.summary}>
          Take the list as an order in which to look, not as an answer.
        </Alert>
      )}
      {!data.complete && <p className={styles.quiet}>So far by metrics only; log lines are being read…</p>}
      <CauseTimeline moments={data.moments} normalFrom={data.normalFrom} onsetAt={data.onsetAt} until={data.until} />
      <BlameGraph graph={data.graph} candidates={data.candidates} />
      {data.candidates.length === 0 ? (
        <EmptyState icon="search" title="No candidate was found">
          {data.seriesExamined === 0
            ? 'No metrics share the labels of this incident’s alerts.'
            : `None of ${data.seriesExamined} series changed when the incident began.`}
        </EmptyState>
      ) : (
        <ol className={styles.list} data-testid={testIds.incident.candidates}>
          {data.candidates.map((candidate) => (
            <CandidateCard
              key={`${candidate.rank} ${candidate.service} ${candidate.metric}`}
              candidate={candidate}
              onsetAt={data.onsetAt}
              best={best}
              incidentId={incidentId}
            />
          ))}
        </ol>
      )}
      <p className={styles.quiet}>
        {data.seriesExamined} series compared: normal from {dateTimeFormat(data.normalFrom)} to{' '}
        {dateTimeFormat(data.onsetAt)}, incident until {dateTimeFormat(data.until)}. Worked out at{' '}
        {dateTimeFormat(data.computedAt)}.
      </p>
    </div>
  );
};

const getStyles = (theme: GrafanaTheme2) => ({
  box: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(1) }),
  summary: css({ margin: 0, fontSize: theme.typography.h5.fontSize }),
  list: css({
    listStyle: 'none',
    margin: 0,
    padding: 0,
    display: 'flex',
    flexDirection: 'column',
    gap: theme.spacing(1),
  }),
  quiet: css({
    margin: 0,
    color: theme.colors.text.secondary,
    fontSize: theme.typography.bodySmall.fontSize,
  }),
});
