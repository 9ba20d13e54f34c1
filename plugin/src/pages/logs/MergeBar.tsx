import React from 'react';
import { Button } from '@grafana/ui';
import type { LogTemplate } from '@watchroom/contract';
import { ProblemState } from '../../components/ProblemState';
import { Stack } from '../../components/Stack';
import { useTemplateAction } from '../../data/logs';
import { testIds } from '../../testIds';

interface Props {
  /** Chosen templates; the one with most lines keeps its name. */
  chosen: readonly LogTemplate[];
  onDone: () => void;
}

/** Merges what is chosen. */
export const MergeBar = ({ chosen, onDone }: Props) => {
  const merge = useTemplateAction();
  const [into, ...others] = [...chosen].sort((a, b) => b.lines - a.lines || (a.id < b.id ? -1 : 1));
  if (into === undefined) {
    return null;
  }
  return (
    <div data-testid={testIds.logs.mergeBar}>
      <Stack wrap>
        <span>{chosen.length} chosen</span>
        <Button
          size="sm"
          disabled={others.length === 0 || merge.isPending}
          onClick={() =>
            merge.mutate({ kind: 'merge', id: into.id, ids: others.map(({ id }) => id) }, { onSuccess: onDone })
          }
        >
          Show as one template
        </Button>
        <Button size="sm" variant="secondary" onClick={onDone}>
          Clear
        </Button>
        <span>
          {others.length === 0 ? 'Choose another to merge with.' : 'Earlier lines are shown so too; it can be undone.'}
        </span>
      </Stack>
      {merge.error && <ProblemState error={merge.error} what="The templates could not be merged" />}
    </div>
  );
};
