import React, { createContext, useContext, useEffect, useState, type ReactNode } from 'react';
import { useQueryClient, type QueryClient } from '@tanstack/react-query';
import { liveUpdates } from '../api/live';
import { refreshDetectors } from './detectors';
import { refreshJudgements } from './feedback';
import { applyChanges } from './liveCache';
import { refreshCorrelation } from './correlation';
import { keepNotice, refreshSuppression } from './suppression';

/** `connecting` only until the first answer; afterwards the connection is there or lost. */
export type LiveState = 'connecting' | 'connected' | 'lost';

const LiveStateContext = createContext<LiveState>('connecting');

export const useLiveState = (): LiveState => useContext(LiveStateContext);

/** Facet counts cost the companion a query, so in a storm they are asked for once in this many ms. */
const facetInterval = 2000;

const createFacetRefresh = (client: QueryClient) => {
  let waiting: ReturnType<typeof setTimeout> | undefined;
  return {
    ask: () => {
      waiting ??= setTimeout(() => {
        waiting = undefined;
        void client.invalidateQueries({ queryKey: ['alertFacets'] });
      }, facetInterval);
    },
    stop: () => clearTimeout(waiting),
  };
};

/** Keeps the caches true to what the companion tells, for everything below it. */
export const LiveProvider = ({ children }: { children: ReactNode }) => {
  const client = useQueryClient();
  const [state, setState] = useState<LiveState>('connecting');
  useEffect(() => {
    const facets = createFacetRefresh(client);
    const subscription = liveUpdates.subscribe((update) => {
      switch (update.type) {
        case 'connection':
          setState(update.connected ? 'connected' : 'lost');
          return;
        case 'changes':
          applyChanges(client, update.alerts, update.incidents);
          facets.ask();
          return;
        case 'resync':
          // Alert lists are left to their page, which must not move rows under the reader's hand.
          void client.invalidateQueries({ predicate: (query) => query.queryKey[0] !== 'listAlerts' });
          return;
        case 'detection':
          if (update.changed === 'feedback') {
            refreshJudgements(client);
          } else {
            void refreshDetectors(client);
          }
          return;
        case 'suppression':
          refreshSuppression(client);
          if (update.notice !== null) {
            keepNotice(client, update.notice);
          }
          return;
        case 'correlation':
          refreshCorrelation(client);
          return;
        default:
          return;
      }
    });
    return () => {
      subscription.unsubscribe();
      facets.stop();
    };
  }, [client]);
  return <LiveStateContext.Provider value={state}>{children}</LiveStateContext.Provider>;
};
