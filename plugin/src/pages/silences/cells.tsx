import React, { useState, type ReactNode } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, ConfirmModal, Icon, useStyles2 } from '@grafana/ui';
import type { UseMutationResult } from '@tanstack/react-query';
import { formatMatchers, type Matcher, type SuppressionMode, type SuppressionOrigin } from '@watchroom/contract';
import { ProblemState } from '../../components/ProblemState';
import { Stack } from '../../components/Stack';

/** Matchers as they are written. */
export const Selector = ({ matchers }: { matchers: readonly Matcher[] }) => (
  <code className={useStyles2(getStyles).selector}>{formatMatchers(matchers)}</code>
);

export const Quiet = ({ children }: { children: ReactNode }) => (
  <div className={useStyles2(getStyles).quiet}>{children}</div>
);

/** Whether it only monitors, and where it comes from. */
export const Marks = ({ mode, origin }: { mode: SuppressionMode; origin: SuppressionOrigin }) => {
  const styles = useStyles2(getStyles);
  return (
    <div className={styles.quiet}>
      {mode === 'monitor' && (
        <span title="It suppresses nothing and says in the timeline what it would have suppressed">
          <Icon name="eye" size="sm" /> monitor only{' '}
        </span>
      )}
      {origin === 'file' && (
        <span title="It comes from a YAML file of the companion and is changed there">
          <Icon name="lock" size="sm" /> provisioned
        </span>
      )}
    </div>
  );
};

interface ActionsProps {
  name: string;
  canAct: boolean;
  origin: SuppressionOrigin;
  onEdit: () => void;
  editLabel?: string;
  /** Ends or removes it. */
  remove: UseMutationResult<unknown, Error, string> | null;
  id: string;
  removeLabel: string;
  question: string;
}

/** What can be done about one: what is provisioned can only be looked at. */
export const RowActions = (props: ActionsProps) => {
  const { name, canAct, origin, onEdit, editLabel = 'Edit', remove, id, removeLabel, question } = props;
  const [asking, setAsking] = useState(false);
  const isChangeable = canAct && origin === 'ui';
  return (
    <>
      <Stack wrap>
        <Button
          size="sm"
          variant="secondary"
          onClick={onEdit}
          aria-label={`${isChangeable ? editLabel : 'Look at'} ${name}`}
        >
          {isChangeable ? editLabel : 'Look at'}
        </Button>
        {isChangeable && remove && (
          <Button
            size="sm"
            variant="destructive"
            fill="outline"
            disabled={remove.isPending}
            onClick={() => setAsking(true)}
            aria-label={`${removeLabel} ${name}`}
          >
            {removeLabel}
          </Button>
        )}
      </Stack>
      {remove && (
        <ConfirmModal
          isOpen={asking}
          title={`${removeLabel}: ${name}`}
          body={question}
          confirmText={removeLabel}
          onDismiss={() => setAsking(false)}
          onConfirm={() => {
            setAsking(false);
            remove.mutate(id);
          }}
        />
      )}
      {remove?.error && <ProblemState error={remove.error} what="It could not be done" />}
    </>
  );
};

const getStyles = (theme: GrafanaTheme2) => ({
  selector: css({
    maxWidth: 420,
    margin: 0,
    padding: 0,
    border: 0,
    background: 'none',
    color: theme.colors.text.primary,
    overflowWrap: 'anywhere',
    whiteSpace: 'normal',
    fontSize: theme.typography.bodySmall.fontSize,
  }),
  quiet: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
});
