import { z } from 'zod';
import { InvalidCursor } from './alert-store.js';

/** Where a page ended: the sort value and id of its last item. */
export interface Position {
  value: string | number;
  id: string;
}

/** What a cursor belongs to. A cursor is refused where it was made for another list, sort or order. */
export interface CursorScope {
  list: string;
  valueType: 'string' | 'number';
}

const shape = z.tuple([z.literal(1), z.string(), z.union([z.string(), z.number()]), z.string()]);

/** Opaque to callers: base64url of version, list, sort value and id. */
export const encodeCursor = (scope: CursorScope, at: Position): string =>
  Buffer.from(JSON.stringify([1, scope.list, at.value, at.id])).toString('base64url');

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** The position of a cursor that `encodeCursor` made for the same scope; throws `InvalidCursor` otherwise. */
export const decodeCursor = (scope: CursorScope, cursor: string): Position => {
  const wellFormed = /^[A-Za-z0-9_-]+$/.test(cursor);
  const parsed = shape.safeParse(wellFormed ? parseJson(Buffer.from(cursor, 'base64url').toString()) : undefined);
  if (!parsed.success) {
    throw new InvalidCursor('cursor: not one that this list gave out');
  }
  const [, list, value, id] = parsed.data;
  if (list !== scope.list || typeof value !== scope.valueType) {
    throw new InvalidCursor('cursor: it belongs to another list, sort or order; start again without it');
  }
  return { value, id };
};
