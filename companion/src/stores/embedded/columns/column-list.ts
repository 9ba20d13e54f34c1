import type { AlertListQuery } from '@watchroom/contract';
import { nameSortKey } from '../../alert-order.js';
import { compareCodePoints } from '../../code-points.js';
import type { Position } from '../../cursor.js';
import type { AlertColumns, NumberField } from './alert-columns.js';
import type { RowTest } from './column-query.js';

type Sort = AlertListQuery['sort'];

const sortNumbers: Record<Exclude<Sort, 'name'>, NumberField> = {
  lastSeenAt: 'lastSeen',
  startsAt: 'startsAt',
  severity: 'severityRank',
  eventCount: 'eventCount',
};

/** Sort values of rows, and how two compare, ascending. */
const sortValues = (columns: AlertColumns, sort: Sort) => {
  if (sort !== 'name') {
    const numbers = columns.number(sortNumbers[sort]);
    return { of: (row: number) => numbers[row] ?? NaN, compare: (a: number, b: number) => a - b };
  }
  const { values, ids } = columns.text('name');
  const keys: string[] = [];
  return {
    of: (row: number): string => {
      const id = ids[row] ?? -1;
      return (keys[id] ??= nameSortKey(values.text(id)));
    },
    compare: compareCodePoints,
  };
};

/** Keeps the `size` first rows of those it is given, by `before`. A heap whose top is the last of them. */
const firstRows = (size: number, compare: (a: number, b: number) => number) => {
  const heap: number[] = [];
  const at = (index: number): number => heap[index] ?? 0;
  const sink = (): void => {
    let index = 0;
    for (;;) {
      const left = 2 * index + 1;
      const right = left + 1;
      let last = index;
      if (left < heap.length && compare(at(left), at(last)) > 0) {
        last = left;
      }
      if (right < heap.length && compare(at(right), at(last)) > 0) {
        last = right;
      }
      if (last === index) {
        return;
      }
      [heap[index], heap[last]] = [at(last), at(index)];
      index = last;
    }
  };
  const rise = (): void => {
    let index = heap.length - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (compare(at(index), at(parent)) <= 0) {
        return;
      }
      [heap[index], heap[parent]] = [at(parent), at(index)];
      index = parent;
    }
  };
  return {
    offer: (row: number): void => {
      if (heap.length < size) {
        heap.push(row);
        rise();
      } else if (compare(row, at(0)) < 0) {
        heap[0] = row;
        sink();
      }
    },
    sorted: (): number[] => heap.sort(compare),
  };
};

/** Ids of one page in order, of the rows or of all where none are given, one past the limit where there is more, and how many match in all. */
export const selectPage = (
  columns: AlertColumns,
  { test, rows }: { test: RowTest; rows: readonly number[] | null },
  { sort, order, limit }: Pick<AlertListQuery, 'sort' | 'order' | 'limit'>,
  after: Position | null
): { ids: string[]; total: number } => {
  const { of, compare } = sortValues(columns, sort) as {
    of: (row: number) => string | number;
    compare: (a: string | number, b: string | number) => number;
  };
  const direction = order === 'asc' ? 1 : -1;
  const compareRows = (a: number, b: number): number =>
    direction * (compare(of(a), of(b)) || compareCodePoints(columns.id(a), columns.id(b)));
  const isPast = (row: number, { value, id }: Position): boolean =>
    direction * (compare(of(row), value) || compareCodePoints(columns.id(row), id)) > 0;

  const first = firstRows(limit + 1, compareRows);
  const { live } = columns;
  let total = 0;
  // Newer alerts stand further back and most lists begin with them.
  for (let index = (rows?.length ?? columns.rows) - 1; index >= 0; index -= 1) {
    const row = rows ? (rows[index] ?? 0) : index;
    if (live[row] === 1 && test(row)) {
      total += 1;
      if (after === null || isPast(row, after)) {
        first.offer(row);
      }
    }
  }
  return { ids: first.sorted().map((row) => columns.id(row)), total };
};
