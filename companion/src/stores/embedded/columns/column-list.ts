import type { AlertListQuery } from '@watchroom/contract';
import { nameSortKey } from '../../alert-order.js';
import { compareCodePoints } from '../../code-points.js';
import type { Position } from '../../cursor.js';
import type { AlertColumns, NumberField } from './alert-columns.js';
import type { Dictionary } from './dictionary.js';

type Sort = AlertListQuery['sort'];

const sortNumbers: Record<Exclude<Sort, 'name'>, NumberField> = {
  lastSeenAt: 'lastSeen',
  startsAt: 'startsAt',
  severity: 'severityRank',
  eventCount: 'eventCount',
};

/** Numbers that rows sort by, ascending, and where the value of a cursor stands among them. */
interface SortKeys {
  of(row: number): number;
  at(value: string | number): number;
}

/** The first of the sorted texts that does not come before `text`. */
const placeOf = (sorted: readonly string[], text: string): number => {
  let from = 0;
  let to = sorted.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    if (compareCodePoints(sorted[middle] ?? '', text) < 0) {
      from = middle + 1;
    } else {
      to = middle;
    }
  }
  return from;
};

interface NameRanks {
  revision: number;
  sorted: string[];
  ranks: Float64Array;
}
/** Names seldom change, and to put many of them in order takes long. */
const knownRanks = new WeakMap<Dictionary, NameRanks>();

const ranksOf = (names: Dictionary): NameRanks => {
  const known = knownRanks.get(names);
  if (known?.revision === names.revision) {
    return known;
  }
  const keys = Array.from({ length: names.size }, (_, id) => nameSortKey(names.text(id)));
  const sorted = [...new Set(keys)].sort(compareCodePoints);
  const places = new Map(sorted.map((key, place) => [key, place]));
  const ranks = { revision: names.revision, sorted, ranks: Float64Array.from(keys, (key) => places.get(key) ?? 0) };
  knownRanks.set(names, ranks);
  return ranks;
};

const sortKeys = (columns: AlertColumns, sort: Sort): SortKeys => {
  if (sort !== 'name') {
    const numbers = columns.number(sortNumbers[sort]);
    return { of: (row) => numbers[row] ?? NaN, at: Number };
  }
  const { values, ids } = columns.text('name');
  const { sorted, ranks } = ranksOf(values);
  return {
    of: (row) => ranks[ids[row] ?? 0] ?? 0,
    at: (value) => {
      const place = placeOf(sorted, String(value));
      // A name that is gone meanwhile stands between its neighbours.
      return sorted[place] === value ? place : place - 0.5;
    },
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
    /** The last of them; null while there is room for more. */
    last: (): number | null => (heap.length < size ? null : at(0)),
    sorted: (): number[] => heap.sort(compare),
  };
};

/** Ids of one page of the rows in order, one past the limit where there is more. */
export const selectPage = (
  columns: AlertColumns,
  rows: Int32Array,
  { sort, order, limit }: Pick<AlertListQuery, 'sort' | 'order' | 'limit'>,
  after: Position | null
): string[] => {
  const { of, at } = sortKeys(columns, sort);
  const direction = order === 'asc' ? 1 : -1;
  const compareIds = (a: string, b: string): number => direction * compareCodePoints(a, b);
  const compareRows = (a: number, b: number): number =>
    direction * (of(a) - of(b)) || compareIds(columns.id(a), columns.id(b));
  const start = after && { key: direction * at(after.value), id: after.id };

  const first = firstRows(limit + 1, compareRows);
  let worst = Infinity;
  // Newer alerts stand further back and most lists begin with them.
  for (let index = rows.length - 1; index >= 0; index -= 1) {
    const row = rows[index] ?? 0;
    const key = direction * of(row);
    // Quickly seen of most: others stand before it, or it is on a page before this one.
    if (key > worst || (start && key < start.key)) {
      continue;
    }
    if (!start || key > start.key || compareIds(columns.id(row), start.id) > 0) {
      first.offer(row);
      const last = first.last();
      worst = last === null ? Infinity : direction * of(last);
    }
  }
  return first.sorted().map((row) => columns.id(row));
};
