import type { Labels } from '@watchroom/contract';
import { labelPair, splitPair } from '../../label-pairs.js';
import { createDictionary, type Dictionary } from './dictionary.js';
import { wordsFor, type RowBits } from './row-bits.js';

/** The labels of each row, as numbers of name-value pairs that lie one after the other. */
export interface LabelColumn {
  pairs: Dictionary;
  /** How many rows have each label. */
  readonly names: ReadonlyMap<string, number>;
  set(row: number, labels: Labels): void;
  /** The row's first pair whose number passes; -1 where none does. */
  findPair(row: number, passes: (pair: number) => boolean): number;
  /** The rows below `rows` of which a pair passes; 1 in `answers` where a pair does. */
  rowsWith(answers: Uint8Array, rows: number): RowBits;
  /** How many of the rows hold each pair that passes: those of one label stand at most once in a row. */
  countPairs(rows: Int32Array, answers: Uint8Array): Int32Array;
}

const grown = (array: Int32Array<ArrayBuffer>, length: number): Int32Array<ArrayBuffer> => {
  const larger = new Int32Array(Math.max(1024, length, array.length * 2));
  larger.set(array);
  return larger;
};

export const createLabelColumn = (): LabelColumn => {
  const pairs = createDictionary();
  const names = new Map<string, number>();
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

  const countName = (name: string, more: number): void => {
    const count = (names.get(name) ?? 0) + more;
    if (count > 0) {
      names.set(name, count);
    } else {
      names.delete(name);
    }
  };

  return {
    pairs,
    names,
    set: (row, labels) => {
      if (row >= starts.length) {
        starts = grown(starts, row + 1);
        lengths = grown(lengths, row + 1);
      }
      rows = Math.max(rows, row + 1);
      const held = Object.entries(labels).map(([name, value]) => {
        countName(name, 1);
        return pairs.hold(labelPair(name, value));
      });
      const before = lengths[row] ?? 0;
      const start = starts[row] ?? 0;
      for (let index = 0; index < before; index += 1) {
        const pair = pool[start + index] ?? 0;
        countName(splitPair(pairs.text(pair))[0], -1);
        pairs.release(pair);
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
    rowsWith: (answers, count) => {
      const bits = new Int32Array(wordsFor(count));
      const known = Math.min(count, rows);
      for (let row = 0; row < known; row += 1) {
        const start = starts[row] ?? 0;
        const end = start + (lengths[row] ?? 0);
        for (let at = start; at < end; at += 1) {
          if (answers[pool[at] ?? 0] === 1) {
            bits[row >>> 5] = (bits[row >>> 5] ?? 0) | (1 << (row & 31));
            break;
          }
        }
      }
      return bits;
    },
    countPairs: (ofRows, answers) => {
      const counts = new Int32Array(pairs.size);
      for (let index = 0; index < ofRows.length; index += 1) {
        const row = ofRows[index] ?? 0;
        const start = starts[row] ?? 0;
        const end = start + (lengths[row] ?? 0);
        for (let at = start; at < end; at += 1) {
          const pair = pool[at] ?? 0;
          if (answers[pair] === 1) {
            counts[pair] = (counts[pair] ?? 0) + 1;
            break;
          }
        }
      }
      return counts;
    },
  };
};
