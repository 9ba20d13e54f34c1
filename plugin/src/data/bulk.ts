import { useState } from 'react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { AlertFilter, BulkFilter, TriageAction } from '@watchroom/contract';
import { call } from '../api/client';
import { queryKey } from './keys';

/** A list's filter as bulk actions take it; empty lists and texts ask nothing. */
export const bulkFilterOf = (filter: AlertFilter): BulkFilter => {
  const asks = (value: AlertFilter[keyof AlertFilter]): boolean =>
    value !== undefined && (typeof value === 'boolean' || value.length > 0);
  return Object.fromEntries(
    Object.entries(filter)
      .map(([field, value]) => [field, typeof value === 'string' ? value.trim() : value] as const)
      .filter(([, value]) => asks(value))
  );
};

/** How many alerts a filter names now, with the token that names exactly these. */
export const useBulkCount = (filter: AlertFilter) =>
  useQuery({
    queryKey: queryKey('countForBulk', filter),
    queryFn: () => call('countForBulk', { body: bulkFilterOf(filter) }),
    staleTime: Infinity,
    gcTime: 0,
    retry: false,
  });

export interface BulkRun {
  changed: string[];
  refused: Array<{ id: string; reason: string }>;
  left: number;
  actionId: string | null;
}

const partSize = 500;

/** Runs an action on counted alerts, part after part; `run` resolves when nothing is left. */
export const useBulkRun = () => {
  const client = useQueryClient();
  const [progress, setProgress] = useState<BulkRun | null>(null);
  const run = async (token: string, action: TriageAction): Promise<BulkRun> => {
    let held: BulkRun = { changed: [], refused: [], left: 1, actionId: null };
    while (held.left > 0) {
      const part = await call('bulkTriage', { body: { token, action, limit: partSize } });
      held = {
        changed: [...held.changed, ...part.changed],
        refused: [...held.refused, ...part.refused],
        left: part.left,
        actionId: part.actionId,
      };
      setProgress(held);
    }
    void client.invalidateQueries({ queryKey: ['alertFacets'] });
    return held;
  };
  return { run, progress };
};
