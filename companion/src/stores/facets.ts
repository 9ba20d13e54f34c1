import type { ValueCount } from '@watchroom/contract';
import { compareCodePoints } from './code-points.js';

/** Most values of one field that are given; the rest can be reached by the query language. */
export const maxFacetValues = 500;

/** Most frequent first, then by value; the first of them. */
export const mostFrequent = (counts: ValueCount[], limit: number): ValueCount[] =>
  counts.sort((a, b) => b.count - a.count || compareCodePoints(a.value, b.value)).slice(0, limit);
