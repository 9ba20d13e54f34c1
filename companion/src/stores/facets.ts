import type { ValueCount } from '@watchroom/contract';
import { compareCodePoints } from './code-points.js';

/** Most values of one field that are given; the rest can be reached by the query language. */
export const maxFacetValues = 500;

const compareCounts = (a: ValueCount, b: ValueCount): number =>
  b.count - a.count || compareCodePoints(a.value, b.value);

/** Most frequent first, then by value; the first of them. Quick where there are a million and few are wanted. */
export const mostFrequent = (counts: readonly ValueCount[], limit: number): ValueCount[] => {
  const first: ValueCount[] = [];
  for (const one of counts) {
    const last = first.at(-1);
    if (first.length === limit && last && compareCounts(one, last) >= 0) {
      continue;
    }
    let from = 0;
    let to = first.length;
    while (from < to) {
      const middle = (from + to) >> 1;
      const other = first[middle];
      if (other && compareCounts(one, other) > 0) {
        from = middle + 1;
      } else {
        to = middle;
      }
    }
    first.splice(from, 0, one);
    first.length = Math.min(first.length, limit);
  }
  return first;
};
