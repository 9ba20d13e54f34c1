import { bitsWhere, wordsFor, type RowBits } from './row-bits.js';

/** Which rows fulfil a condition, kept from one question to the next. */
export interface RowSets {
  /** The row is not as it was: whatever is known of it is asked again. */
  changed(row: number): void;
  /**
   * The rows below `rows` that pass. `key` names the condition: what is known under it is used again, and only rows that have changed since are
   * asked, so `passes` must say of a row what any other under that key says. `all` finds them quicker where nothing is known.
   */
  find(key: string, rows: number, passes: (row: number) => boolean, all?: () => RowBits): RowBits;
}

interface KnownSet {
  bits: RowBits;
  rows: number;
  /** How many changes it has seen. */
  seen: number;
}

/** Sets that are kept: 125 kB each with a million alerts. */
const maxSets = 64;
/** Changes that are remembered; a set that has missed more is made anew. */
const maxChanges = 1 << 17;

/**
 * The inbox asks the same again and again while single alerts change: a set of rows that is brought up to date costs microseconds, one that is made
 * anew milliseconds.
 */
export const createRowSets = (): RowSets => {
  const known = new Map<string, KnownSet>();
  const changes = new Int32Array(maxChanges);
  let changed = 0;

  const grown = (set: KnownSet, rows: number): void => {
    if (set.bits.length < wordsFor(rows)) {
      const larger = new Int32Array(wordsFor(rows));
      larger.set(set.bits);
      set.bits = larger;
    }
    set.rows = rows;
  };

  /** New rows have changed as well, so that the changes tell of them. */
  const catchUp = (set: KnownSet, rows: number, passes: (row: number) => boolean): void => {
    grown(set, rows);
    for (; set.seen < changed; set.seen += 1) {
      const row = changes[set.seen % maxChanges] ?? 0;
      const bit = 1 << (row & 31);
      const word = set.bits[row >>> 5] ?? 0;
      set.bits[row >>> 5] = passes(row) ? word | bit : word & ~bit;
    }
  };

  return {
    changed: (row) => {
      changes[changed % maxChanges] = row;
      changed += 1;
    },
    find: (key, rows, passes, all) => {
      let set = known.get(key);
      // Put last again: the first is the one that was not asked for longest.
      known.delete(key);
      if (set && changed - set.seen < Math.min(maxChanges, rows / 4 + 1)) {
        catchUp(set, rows, passes);
      } else {
        set = { bits: all ? all() : bitsWhere(rows, passes), rows, seen: changed };
      }
      known.set(key, set);
      const oldest = known.keys().next();
      if (known.size > maxSets && !oldest.done) {
        known.delete(oldest.value);
      }
      return set.bits;
    },
  };
};
