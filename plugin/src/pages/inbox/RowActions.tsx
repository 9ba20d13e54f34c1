import React from 'react';
import { Button } from '@grafana/ui';
import type { Alert } from '@watchroom/contract';
import { SnoozeMenu } from './SnoozeMenu';
import { actionWords, mayOffer, type ListAction } from './triageActions';

interface Props {
  alert: Alert;
  busy: boolean;
  onAction: (action: ListAction, snoozeMs?: number | null) => void;
}

/** What can be done with one alert from its row. */
export const RowActions = ({ alert, busy, onAction }: Props) => {
  const button = (action: ListAction) =>
    mayOffer(action, alert) && (
      <Button
        key={action}
        size="sm"
        variant="secondary"
        fill="text"
        icon={actionWords[action].icon}
        disabled={busy}
        aria-label={`${actionWords[action].label} ${alert.name}`}
        tooltip={actionWords[action].label}
        onClick={() => onAction(action)}
      />
    );
  return (
    <>
      {button('acknowledge')}
      {mayOffer('snooze', alert) && (
        <SnoozeMenu compact name={alert.name} disabled={busy} onSnooze={(ms) => onAction('snooze', ms)} />
      )}
      {button('close')}
      {alert.triage === 'closed' && button('reopen')}
    </>
  );
};
