import React from 'react';
import { Button, Dropdown, Menu } from '@grafana/ui';
import { snoozeChoices } from './triageActions';

interface Props {
  /** Null: until it resolves. */
  onSnooze: (ms: number | null) => void;
  disabled?: boolean;
  /** Icon only, for a row. */
  compact?: boolean;
  name?: string;
}

/** Snooze for one of a few usual times. */
export const SnoozeMenu = ({ onSnooze, disabled, compact, name }: Props) => (
  <Dropdown
    placement="bottom-end"
    overlay={
      <Menu>
        {snoozeChoices.map(({ label, ms }) => (
          <Menu.Item key={label} label={label} onClick={() => onSnooze(ms)} />
        ))}
      </Menu>
    }
  >
    <Button
      size="sm"
      variant="secondary"
      icon="bell-slash"
      fill={compact ? 'text' : 'solid'}
      disabled={disabled}
      aria-label={name === undefined ? 'Snooze' : `Snooze ${name}`}
      title={compact ? 'Snooze' : undefined}
    >
      {compact ? undefined : 'Snooze'}
    </Button>
  </Dropdown>
);
