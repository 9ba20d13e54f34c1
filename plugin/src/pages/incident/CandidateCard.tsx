import React from 'react';
import { css } from '@emotion/css';
import { dateTimeFormat, type GrafanaTheme2 } from '@grafana/data';
import { Icon, useStyles2, type IconName } from '@grafana/ui';
import type { Evidence, RootCauseCandidate } from '@watchroom/contract';
import { numberLabel } from '../../components/chartGeometry';
import { MiniChart } from '../../components/MiniChart';
import { testIds } from '../../testIds';
import { CauseVerdictButtons } from './CauseVerdictButtons';

const kinds: Record<Evidence['kind'], { icon: IconName; word: string }> = {
  metric: { icon: 'graph-bar', word: 'Metric' },
  log: { icon: 'file-alt', word: 'Log' },
  trace: { icon: 'arrow-random', word: 'Trace' },
  topology: { icon: 'sitemap', word: 'Topology' },
  change: { icon: 'code-branch', word: 'Change' },
  feedback: { icon: 'comment-alt', word: 'Earlier verdicts' },
};

const EvidenceItem = ({ evidence, onsetAt }: { evidence: Evidence; onsetAt: number }) => {
  const styles = useStyles2(getStyles);
  const { icon, word } = kinds[evidence.kind];
  return (
    <div className={styles.evidence}>
      <div>
        <div className={styles.evidenceTitle}>
          <Icon name={icon} title={word} /> {evidence.title}
        </div>
        <ul className={styles.terms}>
          {evidence.terms.map(({ name, value, text }) => (
            <li key={name}>
              {text} <span className={styles.term}>{`${name} ${numberLabel(value)}`}</span>
            </li>
          ))}
        </ul>
        {evidence.lines && evidence.lines.length > 0 && (
          <ul className={styles.lines} data-testid={testIds.incident.lines}>
            {evidence.lines.map(({ at, message }, index) => (
              <li key={`${at} ${index}`}>
                {dateTimeFormat(at, { format: 'HH:mm:ss' })} {message}
              </li>
            ))}
          </ul>
        )}
      </div>
      {evidence.points && (
        <MiniChart
          title={evidence.title}
          points={evidence.points}
          onsetAt={evidence.onsetAt ?? onsetAt}
          testId={testIds.incident.chart}
        />
      )}
    </div>
  );
};

/** The evidence of the first few is shown at once, the others' on demand. */
const openRanks = 2;

interface Props {
  candidate: RootCauseCandidate;
  /** The highest score of the list; scores mean something only beside it. */
  best: number;
  incidentId: string;
  /** When the incident began (ms), for evidence that has no onset of its own. */
  onsetAt: number;
}

/** One candidate: where it stands, and every term that put it there. */
export const CandidateCard = ({ candidate, best, onsetAt, incidentId }: Props) => {
  const styles = useStyles2(getStyles);
  const { rank, service, metric, labels, score, evidence } = candidate;
  const share = best > 0 ? Math.max(0, Math.min(1, score / best)) : 0;
  const otherLabels = Object.entries(labels).filter(([name]) => name !== 'service');
  return (
    <li className={styles.card} data-testid={testIds.incident.candidate}>
      <div className={styles.head}>
        <span className={styles.rank}>{rank}</span>
        <div className={styles.name}>
          <strong>{service}</strong> {metric}
          {otherLabels.length > 0 && (
            <div className={styles.labels}>{otherLabels.map(([name, value]) => `${name}=${value}`).join(' ')}</div>
          )}
        </div>
        <div className={styles.score} title="Score beside the best candidate’s; comparable within this list only">
          <span className={styles.track} aria-hidden="true">
            <span className={styles.fill} style={{ width: `${share * 100}%` }} />
          </span>
          {numberLabel(score)}
        </div>
      </div>
      <CauseVerdictButtons candidate={candidate} incidentId={incidentId} />
      {evidence.length > 0 && (
        <details className={styles.details} open={rank <= openRanks}>
          <summary className={styles.summary}>
            {evidence.length === 1 ? '1 piece of evidence' : `${evidence.length} pieces of evidence`}
          </summary>
          {evidence.map((item, index) => (
            <EvidenceItem key={`${index} ${item.title}`} evidence={item} onsetAt={onsetAt} />
          ))}
        </details>
      )}
    </li>
  );
};

const getStyles = (theme: GrafanaTheme2) => ({
  card: css({
    padding: theme.spacing(1.5),
    border: `1px solid ${theme.colors.border.weak}`,
    borderRadius: theme.shape.borderRadius(1),
    background: theme.colors.background.primary,
  }),
  head: css({ display: 'flex', alignItems: 'flex-start', gap: theme.spacing(1.5) }),
  rank: css({
    minWidth: 28,
    textAlign: 'center',
    fontSize: theme.typography.h4.fontSize,
    lineHeight: 1.2,
    color: theme.colors.text.secondary,
  }),
  name: css({ flex: 1, minWidth: 0, overflowWrap: 'anywhere' }),
  labels: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
  score: css({
    display: 'flex',
    alignItems: 'center',
    gap: theme.spacing(1),
    fontVariantNumeric: 'tabular-nums',
  }),
  track: css({
    display: 'inline-block',
    width: 80,
    height: 6,
    borderRadius: 3,
    background: theme.colors.background.secondary,
    overflow: 'hidden',
  }),
  fill: css({ display: 'block', height: '100%', background: theme.colors.primary.main }),
  details: css({ marginTop: theme.spacing(0.5) }),
  summary: css({
    cursor: 'pointer',
    color: theme.colors.text.secondary,
    fontSize: theme.typography.bodySmall.fontSize,
  }),
  evidence: css({
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 1fr) minmax(0, 340px)',
    gap: theme.spacing(2),
    padding: theme.spacing(1, 0, 0, 5),
    [theme.breakpoints.down('md')]: { gridTemplateColumns: 'minmax(0, 1fr)', paddingLeft: 0 },
  }),
  evidenceTitle: css({ fontWeight: theme.typography.fontWeightMedium, overflowWrap: 'anywhere' }),
  terms: css({ margin: 0, paddingLeft: theme.spacing(2.5) }),
  lines: css({
    margin: theme.spacing(0.5, 0),
    padding: theme.spacing(1),
    listStyle: 'none',
    fontFamily: theme.typography.fontFamilyMonospace,
    fontSize: theme.typography.bodySmall.fontSize,
    background: theme.colors.background.secondary,
    overflowWrap: 'anywhere',
  }),
  term: css({
    color: theme.colors.text.secondary,
    fontSize: theme.typography.bodySmall.fontSize,
    whiteSpace: 'nowrap',
  }),
});
