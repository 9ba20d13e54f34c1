/** Surrogates stand for letters above all others, so that code units sort as code points do. */
const rankOf = (unit: number): number => (unit < 0xd800 ? unit : unit < 0xe000 ? unit + 0x10000 : unit);

/** Compares two texts as both stores sort them: letter by letter, by code point (which is the order of UTF-8). */
export const compareCodePoints = (a: string, b: string): number => {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at += 1) {
    const left = a.charCodeAt(at);
    const right = b.charCodeAt(at);
    if (left !== right) {
      return rankOf(left) - rankOf(right);
    }
  }
  return a.length - b.length;
};
