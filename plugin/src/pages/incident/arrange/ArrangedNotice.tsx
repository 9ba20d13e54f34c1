import React from 'react';
import { Alert, Button } from '@grafana/ui';
import { ProblemState } from '../../../components/ProblemState';
import { Stack } from '../../../components/Stack';
import { TextLink } from '../../../components/TextLink';
import { appHref, incidentPage } from '../../../navigation';
import { testIds } from '../../../testIds';
import type { Arranged } from './useArranging';

/** Where alerts are now, with a link there and a way back. */
export const ArrangedNotice = ({ arranged, onDismiss }: { arranged: Arranged; onDismiss: () => void }) => {
  const { text, incident, error, undo } = arranged;
  return (
    <div aria-live="polite" data-testid={testIds.arrange.notice}>
      {error ? (
        <ProblemState error={error} what={text} />
      ) : (
        <Alert severity="success" title={incident ? `${text} "${incident.title}"` : text} onRemove={onDismiss}>
          {incident && (
            <Stack>
              <TextLink href={appHref(incidentPage(incident.id))}>Open the incident</TextLink>
              {undo && (
                <Button size="sm" variant="secondary" icon="history" onClick={undo}>
                  Undo
                </Button>
              )}
            </Stack>
          )}
        </Alert>
      )}
    </div>
  );
};
