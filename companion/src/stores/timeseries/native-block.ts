/** One block of ClickHouse's `Native` format: columns by name. Only the two types that the read queries ask for. */
export interface NativeBlock {
  rows: number;
  /** UInt64 columns as pairs of 32-bit words (low, high): comparing words is much faster than making BigInts. */
  words: Map<string, Uint32Array>;
  numbers: Map<string, Float64Array>;
}

class Cursor {
  offset = 0;
  constructor(readonly bytes: Buffer) {}

  varint(): number {
    let value = 0;
    for (let shift = 1; ; shift *= 128) {
      const byte = this.bytes.readUInt8(this.offset++);
      value += (byte & 127) * shift;
      if (byte < 128) {
        return value;
      }
    }
  }

  text(): string {
    const length = this.varint();
    this.offset += length;
    return this.bytes.toString('utf8', this.offset - length, this.offset);
  }

  /** A copy, as typed arrays need alignment. */
  take(length: number): ArrayBuffer {
    if (this.offset + length > this.bytes.length) {
      throw new RangeError('The answer of ClickHouse ends in the middle of a column');
    }
    const copy = new ArrayBuffer(length);
    new Uint8Array(copy).set(this.bytes.subarray(this.offset, this.offset + length));
    this.offset += length;
    return copy;
  }
}

/**
 * Decodes `FORMAT Native` as ClickHouse sends it over HTTP: per block the counts of columns and rows (varint), then per column
 * name, type and the values, little-endian. Throws where a type is neither UInt64 nor Float64.
 * Source: ClickHouse documentation, "Native format".
 */
export const decodeNative = (bytes: Buffer): NativeBlock[] => {
  const cursor = new Cursor(bytes);
  const blocks: NativeBlock[] = [];
  while (cursor.offset < bytes.length) {
    const columns = cursor.varint();
    const rows = cursor.varint();
    const block: NativeBlock = { rows, words: new Map(), numbers: new Map() };
    for (let column = 0; column < columns; column++) {
      const name = cursor.text();
      const type = cursor.text();
      if (type === 'UInt64') {
        block.words.set(name, new Uint32Array(cursor.take(rows * 8)));
      } else if (type === 'Float64') {
        block.numbers.set(name, new Float64Array(cursor.take(rows * 8)));
      } else {
        throw new TypeError(`Column ${name} has the unexpected type ${type}`);
      }
    }
    blocks.push(block);
  }
  return blocks;
};
