import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, useStyles2 } from '@grafana/ui';
import type { Alert, Incident } from '@watchroom/contract';
import { testIds } from '../../testIds';
import type { Wanted } from './arrange/arrangeWords';

interface Props {
  incident: Incident;
  selected: readonly Alert[];
  allSelected: boolean;
  onAsk: (wanted: Wanted) => void;
  onSelectAll: () => void;
  onClear: () => void;
}

/** What can be done with an incident's alerts, and with it as a whole. */
export const MemberBar = ({ incident, selected, allSelected, onAsk, onSelectAll, onClear }: Props) => {
  const styles = useStyles2(getStyles);
  const none = selected.length === 0;
  const wouldBeEmpty = selected.length >= incident.alertCount;
  return (
    <div
      className={styles.bar}
      role="toolbar"
      aria-label="Alerts of this incident"
      data-testid={testIds.incident.memberBar}
    >
      <span>{none ? 'Select alerts to split off or move' : `${selected.length} selected`}</span>
      <Button
        size="sm"
        variant="secondary"
        icon="code-branch"
        disabled={none || wouldBeEmpty}
        tooltip={!none && wouldBeEmpty ? 'At least one alert must stay' : undefined}
        onClick={() => onAsk({ kind: 'split', alerts: selected, from: incident })}
      >
        Split into a new incident…
      </Button>
      <Button
        size="sm"
        variant="secondary"
        icon="arrow-right"
        disabled={none}
        onClick={() => onAsk({ kind: 'move', alerts: selected })}
      >
        Move to another incident…
      </Button>
      <Button size="sm" variant="secondary" fill="text" onClick={allSelected ? onClear : onSelectAll}>
        {allSelected ? 'Clear selection' : 'Select all'}
      </Button>
      <Button
        size="sm"
        variant="secondary"
        icon="link"
        className={styles.apart}
        onClick={() => onAsk({ kind: 'merge', from: incident })}
      >
        Merge into…
      </Button>
    </div>
  );
};

const getStyles = (theme: GrafanaTheme2) => ({
  bar: css({
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: theme.spacing(1),
    padding: theme.spacing(1),
    marginBottom: theme.spacing(1),
    background: theme.colors.background.secondary,
    borderRadius: theme.shape.borderRadius(1),
  }),
  apart: css({ marginLeft: 'auto' }),
});
