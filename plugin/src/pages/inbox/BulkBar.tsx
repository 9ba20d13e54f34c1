import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, useStyles2 } from '@grafana/ui';
import type { Alert } from '@watchroom/contract';
import { testIds } from '../../testIds';
import type { Wanted } from '../incident/arrange/arrangeWords';
import { SilenceButton } from '../silences/SilenceButton';
import { SnoozeMenu } from './SnoozeMenu';
import { actionWords, mayOffer, type ListAction } from './triageActions';

interface Props {
  selected: readonly Alert[];
  busy: boolean;
  onAction: (action: ListAction, snoozeMs?: number | null) => void;
  /** Asks about what shall be done to their incidents. */
  onArrange: (wanted: Wanted) => void;
  onClear: () => void;
}

/** Actions on all selected alerts. */
export const BulkBar = ({ selected, busy, onAction, onArrange, onClear }: Props) => {
  const styles = useStyles2(getStyles);
  const offered = (action: ListAction) => selected.some((alert) => mayOffer(action, alert));
  const button = (action: ListAction) => (
    <Button
      size="sm"
      variant={action === 'acknowledge' ? 'primary' : 'secondary'}
      icon={actionWords[action].icon}
      disabled={busy || !offered(action)}
      onClick={() => onAction(action)}
    >
      {actionWords[action].label}
    </Button>
  );
  return (
    <div className={styles.bar} role="toolbar" aria-label="Selected alerts" data-testid={testIds.inbox.bulkBar}>
      <strong>{selected.length} selected</strong>
      {button('acknowledge')}
      <SnoozeMenu disabled={busy || !offered('snooze')} onSnooze={(ms) => onAction('snooze', ms)} />
      {button('close')}
      {button('reopen')}
      <SilenceButton alerts={selected} />
      <Button size="sm" variant="secondary" icon="link" onClick={() => onArrange({ kind: 'move', alerts: selected })}>
        Add to incident…
      </Button>
      <Button size="sm" variant="secondary" icon="plus" onClick={() => onArrange({ kind: 'open', alerts: selected })}>
        New incident…
      </Button>
      <Button size="sm" variant="secondary" fill="text" onClick={onClear}>
        Clear selection
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
    background: theme.colors.background.secondary,
    borderRadius: theme.shape.borderRadius(1),
  }),
});
