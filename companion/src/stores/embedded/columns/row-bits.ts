/** A set of rows: row r is bit r % 32 of word r / 32. */
export type RowBits = Int32Array;

export const wordsFor = (rows: number): number => (rows + 31) >>> 5;

/** The rows below `rows` that pass. */
export const bitsWhere = (rows: number, passes: (row: number) => boolean): RowBits => {
  const bits = new Int32Array(wordsFor(rows));
  for (let at = 0, row = 0; at < bits.length; at += 1) {
    const end = Math.min(row + 32, rows);
    let word = 0;
    for (let bit = 0; row < end; row += 1, bit += 1) {
      if (passes(row)) {
        word |= 1 << bit;
      }
    }
    bits[at] = word;
  }
  return bits;
};

/** All must be as long as the first, which is not changed. */
export const bitsAnd = (first: RowBits, others: readonly RowBits[]): RowBits => {
  const bits = first.slice();
  for (const other of others) {
    for (let at = 0; at < bits.length; at += 1) {
      bits[at] = (bits[at] ?? 0) & (other[at] ?? 0);
    }
  }
  return bits;
};

/** All must be as long as the first, which is not changed. */
export const bitsOr = (first: RowBits, others: readonly RowBits[]): RowBits => {
  const bits = first.slice();
  for (const other of others) {
    for (let at = 0; at < bits.length; at += 1) {
      bits[at] = (bits[at] ?? 0) | (other[at] ?? 0);
    }
  }
  return bits;
};

/** Rows past the last one are in it too: whoever asks leaves them out. */
export const bitsNot = (bits: RowBits): RowBits => bits.map((word) => ~word);

const ones = (word: number): number => {
  let sum = word - ((word >>> 1) & 0x55555555);
  sum = (sum & 0x33333333) + ((sum >>> 2) & 0x33333333);
  return (((sum + (sum >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24;
};

/** The rows of a set, in order. */
export const rowsOfBits = (bits: RowBits): Int32Array => {
  let count = 0;
  for (let at = 0; at < bits.length; at += 1) {
    count += ones(bits[at] ?? 0);
  }
  const rows = new Int32Array(count);
  let next = 0;
  for (let at = 0; at < bits.length; at += 1) {
    let word = bits[at] ?? 0;
    while (word !== 0) {
      // The lowest bit that is set.
      rows[next++] = at * 32 + (31 - Math.clz32(word & -word));
      word &= word - 1;
    }
  }
  return rows;
};
