import React from 'react';
import { css } from '@emotion/css';
import { dateTimeFormat, type GrafanaTheme2 } from '@grafana/data';
import { Button, useStyles2 } from '@grafana/ui';
import type { Anomaly } from '@watchroom/contract';
import { useAnomaly } from '../../data/anomalies';
import { anomaliesPage, appHref, detectorPage, drilldownPage } from '../../navigation';
import { testIds } from '../../testIds';
import { KeyValues } from '../KeyValues';
import { Loading } from '../Loading';
import { valueLabel } from '../metricValue';
import { ProblemState } from '../ProblemState';
import { seriesText } from '../seriesWords';
import { TextLink } from '../TextLink';
import { shortDuration } from '../time';
import { anomalyFacts } from './anomalyWords';
import { FeedbackSection } from './FeedbackSection';

interface Props {
  id: string;
  /** Shows another anomaly of the series in this one's place; without it they are links to the explorer. */
  onOpen?: (anomaly: Anomaly) => void;
  /** Whether to lead to the explorer; not needed within it. */
  withLink?: boolean;
}

const Similar = ({ similar, onOpen }: { similar: readonly Anomaly[]; onOpen: Props['onOpen'] }) => {
  const styles = useStyles2(getStyles);
  if (similar.length === 0) {
    return <p className={styles.quiet}>None is known.</p>;
  }
  return (
    <ul className={styles.list}>
      {similar.map((anomaly) => {
        const { id, metric, startsAt, endsAt, value, score } = anomaly;
        const lasted = endsAt === null ? 'still lasts' : `for ${shortDuration(Math.max(1000, endsAt - startsAt))}`;
        return (
          <li key={id}>
            {onOpen ? (
              <Button size="sm" fill="text" onClick={() => onOpen(anomaly)}>
                {dateTimeFormat(startsAt)}
              </Button>
            ) : (
              <TextLink href={appHref(anomaliesPage({ anomaly: id }))}>{dateTimeFormat(startsAt)}</TextLink>
            )}{' '}
            <span className={styles.quiet}>
              {lasted}, {valueLabel(metric, value)}, score {score.toFixed(2)}
            </span>
          </li>
        );
      })}
    </ul>
  );
};

/** One anomaly: what explains it, earlier ones like it, and what people said of it. */
export const AnomalyCard = ({ id, onOpen, withLink = false }: Props) => {
  const styles = useStyles2(getStyles);
  const { data, error, refetch } = useAnomaly(id);
  if (!data) {
    return error ? (
      <ProblemState error={error} what="The anomaly could not be loaded" onRetry={() => void refetch()} />
    ) : (
      <Loading text="Loading the anomaly…" />
    );
  }
  const { anomaly, similar, feedback } = data;
  return (
    <div className={styles.card} data-testid={testIds.anomalies.facts} data-id={anomaly.id}>
      <p className={styles.reason}>{anomaly.reason}</p>
      <p className={styles.links}>
        <span>
          Found by <TextLink href={appHref(detectorPage(anomaly.detector))}>{anomaly.detector}</TextLink>
        </span>
        <span data-testid={testIds.drilldown.link}>
          <TextLink href={appHref(drilldownPage(seriesText(anomaly.metric, {}), anomaly.startsAt, anomaly.endsAt))}>
            Which labels carry it
          </TextLink>
        </span>
        {withLink && <TextLink href={appHref(anomaliesPage({ anomaly: anomaly.id }))}>Open in the explorer</TextLink>}
      </p>
      <KeyValues ordered values={anomalyFacts(anomaly)} />
      <h4 className={styles.heading}>Feedback</h4>
      <FeedbackSection anomaly={anomaly} feedback={feedback} />
      <h4 className={styles.heading}>Earlier ones like it</h4>
      <Similar similar={similar} onOpen={onOpen} />
    </div>
  );
};

const getStyles = (theme: GrafanaTheme2) => ({
  card: css({ minWidth: 0 }),
  reason: css({ margin: theme.spacing(0, 0, 0.5), overflowWrap: 'anywhere' }),
  links: css({ display: 'flex', flexWrap: 'wrap', gap: theme.spacing(0.5, 2), margin: theme.spacing(0, 0, 1) }),
  heading: css({ margin: theme.spacing(2, 0, 0.5), fontSize: theme.typography.h5.fontSize }),
  list: css({ listStyle: 'none', margin: 0, padding: 0 }),
  quiet: css({ margin: 0, color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
});
