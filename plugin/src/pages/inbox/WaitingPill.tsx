import React from 'react';
import { Button } from '@grafana/ui';
import { Stack } from '../../components/Stack';
import { testIds } from '../../testIds';

interface Props {
  count: number;
  outdated: boolean;
  onShow: () => void;
}

/** New alerts wait here, so that nothing moves under the reader's hand. */
export const WaitingPill = ({ count, outdated, onShow }: Props) => (
  <div aria-live="polite">
    {(count > 0 || outdated) && (
      <Stack justify="center">
        {count > 0 && (
          <Button size="sm" icon="arrow-up" onClick={onShow} data-testid={testIds.inbox.waiting}>
            {`${count} new`}
          </Button>
        )}
        {outdated && (
          <Button size="sm" variant="secondary" icon="sync" onClick={onShow} data-testid={testIds.inbox.outdated}>
            Some updates were missed: refresh
          </Button>
        )}
      </Stack>
    )}
  </div>
);
