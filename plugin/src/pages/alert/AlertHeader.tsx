import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, useStyles2 } from '@grafana/ui';
import type { Alert } from '@watchroom/contract';
import { SeverityLabel } from '../../components/SeverityLabel';
import { Stack } from '../../components/Stack';
import { TriageLabel } from '../../components/TriageLabel';
import { ViewerNote } from '../../components/ViewerNote';
import { currentUser, mayCall } from '../../data/user';
import { testIds } from '../../testIds';
import { ActionNoticeBar } from '../inbox/ActionNoticeBar';
import { SilenceButton } from '../silences/SilenceButton';
import { SnoozeMenu } from '../inbox/SnoozeMenu';
import { actionWords, mayOffer, type ListAction } from '../inbox/triageActions';
import { useTriageActions } from '../inbox/useTriageActions';
import { AssignButton } from './AssignButton';
import { CommentForm } from './CommentForm';

const actions: readonly ListAction[] = ['acknowledge', 'close', 'reopen'];

/** An alert's state and what can be done about it. */
export const AlertHeader = ({ alert }: { alert: Alert }) => {
  const styles = useStyles2(getStyles);
  const { act, notice, dismiss, busy } = useTriageActions();
  return (
    <div className={styles.header}>
      <Stack gap={2} wrap align="start">
        <SeverityLabel severity={alert.severity} status={alert.status} />
        <TriageLabel alert={alert} />
      </Stack>
      <p className={styles.summary}>{alert.summary}</p>
      {mayCall('triageAlert') ? (
        <>
          <Stack wrap>
            {actions
              .filter((action) => mayOffer(action, alert))
              .map((action) => (
                <Button
                  key={action}
                  size="sm"
                  variant={action === 'acknowledge' ? 'primary' : 'secondary'}
                  icon={actionWords[action].icon}
                  disabled={busy}
                  onClick={() => void act(action, [alert])}
                >
                  {actionWords[action].label}
                </Button>
              ))}
            {mayOffer('snooze', alert) && (
              <SnoozeMenu disabled={busy} onSnooze={(ms) => void act('snooze', [alert], ms)} />
            )}
            <SilenceButton alerts={[alert]} />
            <AssignButton alert={alert} login={currentUser().login} />
          </Stack>
          {notice && <ActionNoticeBar notice={notice} onDismiss={dismiss} />}
          <CommentForm
            alertId={alert.id}
            onResolve={mayOffer('close', alert) ? (reason) => act('close', [alert], undefined, reason) : null}
          />
        </>
      ) : (
        <ViewerNote testId={`${testIds.alert.details}-viewer-note`} />
      )}
    </div>
  );
};

const getStyles = (theme: GrafanaTheme2) => ({
  header: css({
    display: 'flex',
    flexDirection: 'column',
    gap: theme.spacing(1.5),
    paddingBottom: theme.spacing(2),
    marginBottom: theme.spacing(2),
    borderBottom: `1px solid ${theme.colors.border.weak}`,
  }),
  summary: css({ margin: 0, overflowWrap: 'anywhere' }),
});
