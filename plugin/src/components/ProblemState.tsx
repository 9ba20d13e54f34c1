import React from 'react';
import { Alert, Button, LinkButton } from '@grafana/ui';
import { ApiProblem } from '../api/apiProblem';
import { appHref } from '../navigation';
import { testIds } from '../testIds';
import { Stack } from './Stack';

interface Props {
  error: unknown;
  /** What was being done, e.g. `Alerts could not be loaded`; used where the error itself says little. */
  what: string;
  onRetry?: () => void;
}

const wordsOf = (error: unknown, what: string) =>
  error instanceof ApiProblem
    ? { title: `${what}: ${lowerFirst(error.message)}`, detail: error.detail, remedy: error.remedy, kind: error.kind }
    : { title: what, detail: error instanceof Error ? error.message : '', remedy: '', kind: 'unexpected' as const };

const lowerFirst = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);

/** What went wrong, why, and what to do now. */
export const ProblemState = ({ error, what, onRetry }: Props) => {
  const { title, detail, remedy, kind } = wordsOf(error, what);
  const fields = error instanceof ApiProblem ? error.fields : [];
  const connection = kind === 'unreachable' || kind === 'unauthenticated' || kind === 'unavailable';
  return (
    <Alert severity={kind === 'forbidden' ? 'warning' : 'error'} title={title} data-testid={testIds.problem}>
      <Stack direction="column" gap={1}>
        {detail !== '' && <div>{detail}</div>}
        {fields.length > 0 && (
          <ul>
            {fields.map(({ field, message }) => (
              <li key={field + message}>
                {field}: {message}
              </li>
            ))}
          </ul>
        )}
        {remedy !== '' && <div>{remedy}</div>}
        <Stack wrap>
          {onRetry && (
            <Button size="sm" variant="secondary" icon="sync" onClick={onRetry}>
              Try again
            </Button>
          )}
          {connection && (
            <LinkButton size="sm" variant="secondary" icon="cog" href={appHref('configuration')}>
              Open the connection doctor
            </LinkButton>
          )}
        </Stack>
      </Stack>
    </Alert>
  );
};
