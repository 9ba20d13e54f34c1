import React from 'react';
import { Alert, LinkButton } from '@grafana/ui';
import { useSuppressionNotice } from '../../data/suppression';
import { appHref } from '../../navigation';
import { testIds } from '../../testIds';

/** What people should know of a silence at once: that it ends soon while something still fires. */
export const SuppressionNotice = () => {
  const { notice, dismiss } = useSuppressionNotice();
  return notice === null ? null : (
    <div aria-live="polite" data-testid={testIds.silences.notice}>
      <Alert severity="info" title={notice} onRemove={dismiss}>
        <LinkButton size="sm" variant="secondary" href={appHref('silences')}>
          Open silences
        </LinkButton>
      </Alert>
    </div>
  );
};
