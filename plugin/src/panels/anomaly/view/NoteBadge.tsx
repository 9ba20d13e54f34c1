import React from 'react';
import { css, cx } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Icon, Tooltip, useStyles2 } from '@grafana/ui';
import { ApiProblem } from '../../../api/apiProblem';
import { anomalyPanelTestIds } from '../testIds';

interface Props {
  problem: Error | null;
  notes: readonly string[];
}

const problemWords = (problem: Error): string[] => [
  `No fresh expected range. ${problem instanceof ApiProblem ? problem.sentence : problem.message}`,
  ...(problem instanceof ApiProblem ? [problem.remedy] : []),
];

/** What went wrong with the bands, or was left out: a small sign in the corner, so that the line stays in sight. */
export const NoteBadge = ({ problem, notes }: Props) => {
  const styles = useStyles2(getStyles);
  const lines = [...(problem ? problemWords(problem) : []), ...notes];
  if (lines.length === 0) {
    return null;
  }
  const words = (
    <>
      {lines.map((line) => (
        <div key={line}>{line}</div>
      ))}
    </>
  );
  return (
    <Tooltip content={words} placement="left">
      <button
        type="button"
        className={cx(styles.badge, problem && styles.problem)}
        aria-label={lines.join(' ')}
        data-testid={anomalyPanelTestIds.notes}
      >
        <Icon name={problem ? 'exclamation-triangle' : 'info-circle'} />
      </button>
    </Tooltip>
  );
};

const getStyles = (theme: GrafanaTheme2) => ({
  badge: css({
    position: 'absolute',
    top: 0,
    right: 0,
    zIndex: 1,
    border: 'none',
    padding: theme.spacing(0.25, 0.5),
    lineHeight: 1,
    borderRadius: theme.shape.borderRadius(1),
    background: theme.colors.background.secondary,
    color: theme.colors.text.secondary,
  }),
  problem: css({ color: theme.colors.warning.text }),
});
