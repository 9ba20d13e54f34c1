import type { Page } from '@watchroom/contract';
import { encodeCursor, type CursorScope, type Position } from './cursor.js';

/** A page of rows read one past its limit: the extra row only tells that there is more. */
export const pageFrom = <T>(
  rows: T[],
  limit: number,
  total: number,
  scope: CursorScope,
  position: (item: T) => Position
): Page<T> => {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  const more = rows.length > limit && last !== undefined;
  return { items, nextCursor: more ? encodeCursor(scope, position(last)) : null, total };
};
