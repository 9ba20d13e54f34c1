import { createHash } from 'node:crypto';
import type { DetectorQuery, DetectorSpec, Matcher } from '@watchroom/contract';

/** Labels that each series of a query carries. */
export const detectorLabel = 'detector';
export const sourceLabel = 'source';
export const queryLabel = 'query_id';

/** Tells one query from another, so that a changed query does not go on with the history of the one before. */
export const queryIdOf = (query: DetectorQuery): string =>
  createHash('sha256').update(JSON.stringify(query)).digest('hex').slice(0, 8);

/** The stored series that a detector watches: those that its query has brought, narrowed by its matchers. */
export const watchedMatchers = ({ name, query, matchers }: DetectorSpec): Matcher[] =>
  query === null
    ? matchers
    : [
        { label: detectorLabel, op: '=', value: name },
        { label: queryLabel, op: '=', value: queryIdOf(query) },
        ...matchers,
      ];
