import React from 'react';
import { Alert, Button } from '@grafana/ui';
import { ApiProblem } from '../../api/apiProblem';
import { Stack } from '../../components/Stack';
import { testIds } from '../../testIds';
import type { ActionNotice } from './useTriageActions';

interface Props {
  notice: ActionNotice;
  onDismiss: () => void;
}

/** At most this many refusals are spelled out. */
const spelledOut = 5;

/** What came of the last action: done, refused and why, or failed; with a way back. */
export const ActionNoticeBar = ({ notice, onDismiss }: Props) => {
  const { text, refused, error, undo } = notice;
  const severity = error ? 'error' : refused.length > 0 ? 'warning' : 'success';
  return (
    <div aria-live="polite" data-testid={testIds.inbox.notice}>
      <Alert severity={severity} title={text} onRemove={onDismiss}>
        <Stack direction="column" gap={0.5} align="start">
          {error instanceof ApiProblem && (
            <div>
              {error.sentence}. {error.remedy}
            </div>
          )}
          {refused.slice(0, spelledOut).map(({ name, reason }) => (
            <div key={name + reason}>
              {name}: {reason}
            </div>
          ))}
          {refused.length > spelledOut && <div>and {refused.length - spelledOut} more were refused</div>}
          {undo && (
            <Button size="sm" variant="secondary" icon="history" onClick={undo}>
              Undo
            </Button>
          )}
        </Stack>
      </Alert>
    </div>
  );
};
