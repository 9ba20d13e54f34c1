import { useEffect, useState } from 'react';
import { call } from '../../../api/client';
import { createBandFetcher, emptyBandState, type BandFetcherDeps, type BandState } from './bandFetcher';
import type { BandQuestion } from './bandRequest';

/** One for all panels of the page: the same query on two of them is answered once. */
const cache: BandFetcherDeps['cache'] = new Map();

const ask: BandFetcherDeps['ask'] = async ({ request }, signal) => {
  const { items } = await call('bands', { body: request }, { signal });
  return items;
};

/** Bands for what the panel shows now; those before stay until the new ones are there. */
export const useBands = (question: BandQuestion | null): BandState => {
  const [state, setState] = useState(emptyBandState);
  const [fetcher] = useState(() => createBandFetcher({ ask, cache, onChange: setState }));
  useEffect(() => {
    return fetcher.stop;
  }, [fetcher]);
  useEffect(() => {
    fetcher.want(question);
  }, [fetcher, question]);
  return state;
};
