import type { DetectorSpec, Matcher } from '@watchroom/contract';

/** Labels that each series of a query carries. */
export const detectorLabel = 'detector';
export const sourceLabel = 'source';

/**
 * The stored series that a detector watches: those that its query has brought, narrowed by its matchers. Both labels are asked for,
 * since Watchroom's own metrics carry `detector` too.
 */
export const watchedMatchers = ({ name, query, matchers }: DetectorSpec): Matcher[] =>
  query === null
    ? matchers
    : [
        { label: detectorLabel, op: '=', value: name },
        { label: sourceLabel, op: '=', value: query.source },
        ...matchers,
      ];
