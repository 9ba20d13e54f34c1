import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Modal, useStyles2 } from '@grafana/ui';
import { testIds } from '../../testIds';

const shortcuts: Array<[string, string]> = [
  ['j / k', 'Next / previous alert'],
  ['Enter', 'Open the alert'],
  ['x', 'Select or unselect'],
  ['e', 'Acknowledge'],
  ['s', 'Snooze for 1 hour'],
  ['r', 'Resolve'],
  ['o', 'Reopen'],
  ['a', 'Assign to me'],
  ['n', 'Show new alerts'],
  ['/', 'Search'],
  ['Esc', 'Clear the selection'],
  ['?', 'This help'],
];

/** The inbox's keys. */
export const ShortcutHelp = ({ onClose }: { onClose: () => void }) => {
  const styles = useStyles2(getStyles);
  return (
    <Modal title="Keyboard shortcuts" isOpen onDismiss={onClose}>
      <p>Actions apply to the selected alerts, or to the marked row where none is selected.</p>
      <dl className={styles.list} data-testid={testIds.inbox.shortcuts}>
        {shortcuts.map(([key, meaning]) => (
          <div key={key} className={styles.pair}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd className={styles.meaning}>{meaning}</dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
};

const getStyles = (theme: GrafanaTheme2) => ({
  list: css({ margin: 0 }),
  pair: css({
    display: 'grid',
    gridTemplateColumns: `${theme.spacing(10)} 1fr`,
    padding: theme.spacing(0.25, 0),
    alignItems: 'center',
  }),
  meaning: css({ margin: 0 }),
});
