import React, { useState } from 'react';
import { Button, Input, Modal, RadioButtonGroup } from '@grafana/ui';
import { severities, type AlertFilter, type TriageAction } from '@watchroom/contract';
import { Loading } from '../../components/Loading';
import { ProblemState } from '../../components/ProblemState';
import { Stack } from '../../components/Stack';
import { useBulkCount, useBulkRun, type BulkRun } from '../../data/bulk';
import { testIds } from '../../testIds';
import { actionWords, snoozeChoices, snoozeFor, usualSnooze } from './triageActions';

interface Props {
  filter: AlertFilter;
  onClose: () => void;
  /** Told what was done once nothing is left. */
  onDone: (label: string, run: BulkRun) => void;
}

const offered = ['acknowledge', 'snooze', 'close', 'reopen'] as const;
type Offered = (typeof offered)[number];

const counted = (count: number): string => (count === 1 ? '1 alert' : `${count} alerts`);

/** One action on every alert that fits the filter: counted first, and exactly these. */
export const BulkAllModal = ({ filter, onClose, onDone }: Props) => {
  const { data, error, isFetching, refetch } = useBulkCount(filter);
  const { run, progress } = useBulkRun();
  const [action, setAction] = useState<Offered>('acknowledge');
  const [snooze, setSnooze] = useState<number | null>(usualSnooze);
  const [reason, setReason] = useState('');
  const [failure, setFailure] = useState<unknown>(null);
  const [running, setRunning] = useState(false);

  const request = (): TriageAction => {
    const why = reason.trim() === '' ? {} : { reason: reason.trim() };
    return action === 'snooze' ? { ...snoozeFor(snooze, Date.now()), ...why } : { action, ...why };
  };
  const start = async (token: string) => {
    setRunning(true);
    setFailure(null);
    try {
      const done = await run(token, request());
      onDone(actionWords[action].done, done);
    } catch (problem) {
      setFailure(problem);
      setRunning(false);
    }
  };
  const bySeverity = severities.flatMap((severity) =>
    data?.severities[severity] ? [`${data.severities[severity]} ${severity}`] : []
  );
  const finished = progress ? progress.changed.length + progress.refused.length : 0;
  return (
    <Modal title="Act on all alerts of this filter" isOpen onDismiss={onClose}>
      <div data-testid={testIds.inbox.bulkModal}>
        <Stack direction="column" gap={2}>
          {isFetching && <Loading text="Counting…" />}
          {error && <ProblemState error={error} what="They could not be counted" onRetry={() => void refetch()} />}
          {data && !isFetching && (
            <div role="status">
              <strong>{counted(data.count)}</strong>
              {bySeverity.length > 0 && `: ${bySeverity.join(', ')}`}
              {data.tooMany
                ? '. That is more than one action takes: narrow the filter.'
                : '. Exactly these are acted on, not what comes later.'}
            </div>
          )}
          <div role="group" aria-label="Action">
            <RadioButtonGroup
              options={offered.map((value) => ({ value, label: actionWords[value].label }))}
              value={action}
              onChange={setAction}
            />
          </div>
          {action === 'snooze' && (
            <div role="group" aria-label="For how long">
              <RadioButtonGroup
                size="sm"
                options={snoozeChoices.map(({ label, ms }) => ({ label, value: String(ms) }))}
                value={String(snooze)}
                onChange={(value) => setSnooze(value === 'null' ? null : Number(value))}
              />
            </div>
          )}
          <Input
            value={reason}
            maxLength={2000}
            placeholder="Reason (optional)"
            aria-label="Reason"
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          {running && <div role="status">{`${finished} of ${data?.count ?? finished} done`}</div>}
          {failure !== null && (
            <ProblemState error={failure} what="It stopped half-way" onRetry={() => void refetch()} />
          )}
          <Modal.ButtonRow>
            <Button variant="secondary" onClick={onClose}>
              Cancel
            </Button>
            <Button
              disabled={running || isFetching || !data?.token || data.count === 0}
              onClick={() => data?.token && void start(data.token)}
            >
              {`${actionWords[action].label} ${data ? counted(data.count) : ''}`}
            </Button>
          </Modal.ButtonRow>
        </Stack>
      </div>
    </Modal>
  );
};
