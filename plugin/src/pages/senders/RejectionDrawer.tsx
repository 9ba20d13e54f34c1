import React from 'react';
import { css } from '@emotion/css';
import { dateTimeFormat, type GrafanaTheme2 } from '@grafana/data';
import { Button, Drawer, useStyles2 } from '@grafana/ui';
import type { RejectionDetail } from '@watchroom/contract';
import { FactLine } from '../../components/FactLine';
import { Loading } from '../../components/Loading';
import { ProblemState } from '../../components/ProblemState';
import { Stack } from '../../components/Stack';
import { useEscape } from '../../components/useEscape';
import { useDiscard, useRejection, useReplay } from '../../data/senders';
import { testIds } from '../../testIds';

interface Props {
  id: string;
  onClose: () => void;
  /** Told in words what was done; the payload is gone. */
  onDone: (text: string) => void;
}

/** JSON with line breaks; other text as it is. */
const readable = ({ payload, encoding }: RejectionDetail): string => {
  if (encoding === 'base64') {
    return `Not text; in base64:\n${payload}`;
  }
  try {
    return JSON.stringify(JSON.parse(payload), null, 2);
  } catch {
    return payload;
  }
};

const Body = ({ rejection }: { rejection: RejectionDetail }) => {
  const styles = useStyles2(getStyles);
  const { at, path, status, triedAt, errors, headers, replayable } = rejection;
  return (
    <>
      <FactLine
        facts={[
          ['Received', dateTimeFormat(at)],
          ['Address', path],
          ['Answered', String(status)],
          ...(triedAt === null ? [] : [['Replayed in vain', dateTimeFormat(triedAt)] satisfies [string, string]]),
        ]}
      />
      <section>
        <h4 className={styles.heading}>What is wrong</h4>
        <ul className={styles.errors}>
          {errors.map(({ field, message }) => (
            <li key={field + message}>
              <code>{field}</code> {message}
            </li>
          ))}
        </ul>
      </section>
      <section>
        <h4 className={styles.heading}>Payload{replayable ? '' : ', its beginning'}</h4>
        <pre
          className={styles.payload}
          role="region"
          tabIndex={0}
          aria-label="Payload"
          data-testid={testIds.senders.payload}
        >
          {readable(rejection)}
        </pre>
      </section>
      {Object.keys(headers).length > 0 && (
        <section>
          <h4 className={styles.heading}>Headers</h4>
          <pre className={styles.payload} role="region" tabIndex={0} aria-label="Headers">
            {Object.entries(headers)
              .map(([name, value]) => `${name}: ${value}`)
              .join('\n')}
          </pre>
        </section>
      )}
    </>
  );
};

/** A refused payload: its error, what it held, and what can be done about it. */
export const RejectionDrawer = ({ id, onClose, onDone }: Props) => {
  const styles = useStyles2(getStyles);
  useEscape(onClose);
  const { data, error, isPending, refetch } = useRejection(id);
  const replay = useReplay();
  const discard = useDiscard();
  const busy = replay.isPending || discard.isPending;
  return (
    <Drawer title="Rejected payload" subtitle={data?.sender} size="md" onClose={onClose}>
      <div className={styles.body} data-testid={testIds.senders.drawer}>
        {isPending && <Loading text="Loading the payload…" />}
        {error && <ProblemState error={error} what="The payload could not be loaded" onRetry={() => void refetch()} />}
        {data && (
          <>
            <Stack wrap>
              <Button
                icon="repeat"
                disabled={busy || !data.replayable}
                tooltip={data.replayable ? undefined : 'It was too large to be kept whole'}
                onClick={() =>
                  replay.mutate(id, {
                    onSuccess: ({ accepted }) => onDone(`Taken in: ${accepted} ${accepted === 1 ? 'event' : 'events'}`),
                    onError: () => void refetch(),
                  })
                }
              >
                Replay
              </Button>
              <Button
                variant="secondary"
                icon="trash-alt"
                disabled={busy}
                onClick={() => discard.mutate(id, { onSuccess: () => onDone('Discarded') })}
              >
                Discard
              </Button>
            </Stack>
            {replay.error && <ProblemState error={replay.error} what="It could not be replayed" />}
            {discard.error && <ProblemState error={discard.error} what="It could not be discarded" />}
            <Body rejection={data} />
          </>
        )}
      </div>
    </Drawer>
  );
};

const getStyles = (theme: GrafanaTheme2) => ({
  body: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(2), minWidth: 0 }),
  heading: css({ margin: theme.spacing(0, 0, 0.5), fontSize: theme.typography.h5.fontSize }),
  errors: css({ margin: 0, paddingLeft: theme.spacing(2), overflowWrap: 'anywhere' }),
  payload: css({ maxHeight: 420, overflow: 'auto', margin: 0, whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }),
});
