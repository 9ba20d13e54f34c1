import React from 'react';
import { Button } from '@grafana/ui';
import { EmptyState } from '../../components/EmptyState';
import { testIds } from '../../testIds';

interface Props {
  /** Nothing filtered but what is filtered at first. */
  isDefault: boolean;
  onReset: () => void;
  onShowAll: () => void;
}

/** No alerts: good news, or a filter that is too narrow. */
export const EmptyInbox = ({ isDefault, onReset, onShowAll }: Props) => {
  const showAll = (
    <Button variant="secondary" onClick={onShowAll}>
      Show all alerts
    </Button>
  );
  return isDefault ? (
    <EmptyState icon="check-circle" title="Nothing is firing" testId={testIds.inbox.empty} actions={showAll}>
      New alerts show up here by themselves.
    </EmptyState>
  ) : (
    <EmptyState
      icon="filter"
      title="No alert fits these filters"
      testId={testIds.inbox.empty}
      actions={
        <>
          <Button variant="secondary" onClick={onReset}>
            Reset filters
          </Button>
          {showAll}
        </>
      }
    />
  );
};
