import type { Labels } from '@watchroom/contract';
import { labelPair } from '../../label-pairs.js';
import { createDictionary, type Dictionary } from './dictionary.js';

/** The labels of each row, as numbers of name-value pairs that lie one after the other. */
export interface LabelColumn {
  pairs: Dictionary;
  set(row: number, labels: Labels): void;
  /** The row's first pair whose number passes; -1 where none does. */
  findPair(row: number, passes: (pair: number) => boolean): number;
}

const grown = (array: Int32Array<ArrayBuffer>, length: number): Int32Array<ArrayBuffer> => {
  const larger = new Int32Array(Math.max(1024, length, array.length * 2));
  larger.set(array);
  return larger;
};

export const createLabelColumn = (): LabelColumn => {
  const pairs = createDictionary();
  let starts = new Int32Array(0);
  let lengths = new Int32Array(0);
  let pool = new Int32Array(0);
  let used = 0;
  let wasted = 0;
  let rows = 0;

  /** Puts the rows' pairs together again once half of the pool is left behind. */
  const compact = (): void => {
    const next = new Int32Array(pool.length);
    let at = 0;
    for (let row = 0; row < rows; row += 1) {
      const start = starts[row] ?? 0;
      const length = lengths[row] ?? 0;
      next.set(pool.subarray(start, start + length), at);
      starts[row] = at;
      at += length;
    }
    pool = next;
    used = at;
    wasted = 0;
  };

  return {
    pairs,
    set: (row, labels) => {
      if (row >= starts.length) {
        starts = grown(starts, row + 1);
        lengths = grown(lengths, row + 1);
      }
      rows = Math.max(rows, row + 1);
      const held = Object.entries(labels).map(([name, value]) => pairs.hold(labelPair(name, value)));
      const before = lengths[row] ?? 0;
      const start = starts[row] ?? 0;
      for (let index = 0; index < before; index += 1) {
        pairs.release(pool[start + index] ?? 0);
      }
      if (held.length <= before) {
        pool.set(held, start);
        wasted += before - held.length;
      } else {
        if (used + held.length > pool.length) {
          pool = grown(pool, used + held.length);
        }
        pool.set(held, used);
        starts[row] = used;
        used += held.length;
        wasted += before;
      }
      lengths[row] = held.length;
      if (wasted > 10_000 && wasted > used / 2) {
        compact();
      }
    },
    findPair: (row, passes) => {
      const start = starts[row] ?? 0;
      const end = start + (lengths[row] ?? 0);
      for (let at = start; at < end; at += 1) {
        const pair = pool[at] ?? -1;
        if (passes(pair)) {
          return pair;
        }
      }
      return -1;
    },
  };
};
