/** Hashes of shapes, made of a hash of each part by its place, so that a shape with one part changed is had without reading the rest. */

const lowPrime = 0x01000193;
const highPrime = 0x5bd1e995;

/** Two 32-bit hashes of a text (FNV-1a and a variant of it). */
export const hashText = (text: string): [number, number] => {
  let low = 0x811c9dc5 | 0;
  let high = 0x2f0b4c47 | 0;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    low = Math.imul(low ^ unit, lowPrime);
    high = Math.imul(high ^ unit, highPrime);
    high ^= high >>> 13;
  }
  return [low ^ (low >>> 15), high ^ (high >>> 14)];
};

/** A shape's hash as its sum over parts; `weigh` gives what one part adds. */
const weigh = ([low, high]: readonly [number, number], place: number): [number, number] => {
  const odd = Math.imul(place + 1, 0x9e3779b1) | 1;
  return [Math.imul(low ^ (low >>> 11), odd), Math.imul(high ^ (high >>> 13), odd ^ 0x85ebca6a)];
};

const keyOf = (low: number, high: number): number => (high >>> 0) * 0x200000 + ((low ^ (low >>> 17)) & 0x1fffff);

/** What a shape hashes to, and what it would hash to with other parts in given places. Keys are whole numbers of 53 bits. */
export interface ShapeHash {
  key: number;
  /** The key with `part` in each of `places`. */
  with: (places: readonly number[], part: string) => number;
}

export const hashShape = (parts: readonly string[]): ShapeHash => {
  const lows = new Int32Array(parts.length);
  const highs = new Int32Array(parts.length);
  let low = parts.length;
  let high = parts.length;
  for (const [place, part] of parts.entries()) {
    const [a, b] = weigh(hashText(part), place);
    lows[place] = a;
    highs[place] = b;
    low = (low + a) | 0;
    high = (high + b) | 0;
  }
  return {
    key: keyOf(low, high),
    with: (places, part) => {
      const hash = hashText(part);
      let otherLow = low;
      let otherHigh = high;
      for (const place of places) {
        const [a, b] = weigh(hash, place);
        otherLow = (otherLow - (lows[place] ?? 0) + a) | 0;
        otherHigh = (otherHigh - (highs[place] ?? 0) + b) | 0;
      }
      return keyOf(otherLow, otherHigh);
    },
  };
};
