import { charClass, classOf } from './char-classes.js';

/** What a piece of a message is: a word as written, a value that varies, a value behind letters that stay, or what stands between. */
export const pieceKind = { word: 0, value: 1, prefixed: 2, between: 3 } as const;

/** Messages are looked at up to this length; what follows counts as one value. */
export const maxMessageChars = 2_000;
const maxPieces = 400;

/** The pieces of a message in arrays that are used again for the next one. */
export interface Pieces {
  count: number;
  kind: Uint8Array;
  from: Int32Array;
  to: Int32Array;
}

export const createPieces = (): Pieces => ({
  count: 0,
  kind: new Uint8Array(maxPieces),
  from: new Int32Array(maxPieces),
  to: new Int32Array(maxPieces),
});

const constants = new Set([
  'true',
  'false',
  'null',
  'none',
  'nil',
  'nan',
  'True',
  'False',
  'None',
  'NULL',
  'NaN',
  'TRUE',
  'FALSE',
]);
const days = new Set(['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']);
const months = new Set(['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']);

const code = (char: string): number => char.charCodeAt(0);
const equals = code('=');
const colon = code(':');
const slash = code('/');
const backslash = code('\\');
const dot = code('.');
const at = code('@');
const minus = code('-');

/** The first index from `from` that is not a space. */
const skipSpaces = (line: string, from: number, end: number): number => {
  let index = from;
  while (index < end && classOf(line.charCodeAt(index)) === charClass.space) {
    index += 1;
  }
  return index;
};

/** The end of an address or path: at a space, a quote or a closing bracket. */
const pathEnd = (line: string, from: number, end: number): number => {
  let index = from;
  for (; index < end; index += 1) {
    const unit = line.charCodeAt(index);
    const kind = classOf(unit);
    if (
      kind === charClass.space ||
      (kind === charClass.separator && unit !== colon && unit !== equals && unit !== 35)
    ) {
      break;
    }
  }
  while (index > from && (line.charCodeAt(index - 1) === colon || line.charCodeAt(index - 1) === dot)) {
    index -= 1;
  }
  return index;
};

const isHex = (unit: number): boolean =>
  (unit >= 48 && unit <= 57) || (unit >= 97 && unit <= 102) || (unit >= 65 && unit <= 70);

/** The end of an address of hexadecimal groups joined by colons (MAC, IPv6) that begins at `from`, -1 where there is none. */
const hexChainEnd = (line: string, from: number, end: number): number => {
  let index = from;
  let colons = 0;
  let digits = 0;
  let run = 0;
  for (; index < end; index += 1) {
    const unit = line.charCodeAt(index);
    if (unit === colon) {
      colons += 1;
      run = 0;
    } else if (isHex(unit)) {
      digits += unit <= 57 ? 1 : 0;
      run += 1;
      if (run > 4) {
        return -1;
      }
    } else {
      break;
    }
  }
  const whole =
    index === end || classOf(line.charCodeAt(index)) >= charClass.separator || line.charCodeAt(index) === slash;
  return whole && colons >= 3 && digits > 0 ? index : -1;
};

/**
 * Cuts a message (a line from `start` on) into words, values and what stands between. A value is what by its look alone varies from one
 * message to the next: numbers, ids, addresses, paths, hosts with a port, e-mail addresses, times, true and false, and what follows
 * an equals sign. Of a word that ends in digits the letters stay. Bounded in length; no regular expressions.
 */
export const cutMessage = (line: string, start: number, into: Pieces): void => {
  const end = Math.min(line.length, start + maxMessageChars);
  let count = 0;
  let index = skipSpaces(line, start, end);
  const add = (kind: number, from: number, to: number): void => {
    into.kind[count] = kind;
    into.from[count] = from;
    into.to[count] = to;
    count += 1;
  };
  while (index < end) {
    if (count >= maxPieces - 2) {
      add(pieceKind.value, index, end);
      break;
    }
    const from = index;
    let kind = classOf(line.charCodeAt(index));
    if (kind >= charClass.separator) {
      while (index < end && classOf(line.charCodeAt(index)) >= charClass.separator) {
        index += 1;
      }
      add(pieceKind.between, from, index);
      continue;
    }
    let digits = 0;
    let letters = 0;
    let marks = 0;
    let slashes = 0;
    let firstDigit = -1;
    let dots = 0;
    let hasAt = false;
    let afterDigit = false;
    for (; index < end; index += 1) {
      const unit = line.charCodeAt(index);
      kind = classOf(unit);
      if (kind >= charClass.separator) {
        break;
      }
      if (kind === charClass.digit) {
        digits += 1;
        firstDigit = firstDigit < 0 ? index : firstDigit;
      } else {
        afterDigit ||= digits > 0;
        if (kind === charClass.letter) {
          letters += 1;
        } else {
          marks += 1;
          slashes += unit === slash || unit === backslash ? 1 : 0;
          dots += unit === dot ? 1 : 0;
          hasAt ||= unit === at;
        }
      }
    }
    // Full stops and the like at a word's end belong to what follows.
    while (index > from + 1 && line.charCodeAt(index - 1) === dot) {
      index -= 1;
      dots -= 1;
      marks -= 1;
    }
    if (digits === 0 && letters === 0) {
      add(pieceKind.between, from, index);
      continue;
    }
    const next = index < end ? line.charCodeAt(index) : 0;
    if (next === colon && index - from <= 4) {
      const chain = hexChainEnd(line, from, end);
      if (chain > 0) {
        index = chain;
        add(pieceKind.value, from, index);
        continue;
      }
    }
    const first = line.charCodeAt(from);
    if (next === colon && line.charCodeAt(index + 1) === slash && line.charCodeAt(index + 2) === slash) {
      index = pathEnd(line, index, end);
      add(pieceKind.value, from, index);
    } else if (slashes > 0 && (slashes > 1 || first === slash || first === backslash)) {
      index = pathEnd(line, index, end);
      add(pieceKind.value, from, index);
    } else if (dots > 0 && next === colon && classOf(line.charCodeAt(index + 1)) === charClass.digit) {
      index += 1;
      while (index < end && classOf(line.charCodeAt(index)) === charClass.digit) {
        index += 1;
      }
      add(pieceKind.value, from, index);
    } else if (hasAt && dots > 0 && first !== at) {
      add(pieceKind.value, from, index);
    } else if (digits > 0) {
      const prefix = firstDigit - from;
      if (!afterDigit && prefix >= 2 && letters >= 2) {
        add(
          pieceKind.prefixed,
          from,
          line.charCodeAt(firstDigit - 1) === minus && prefix > 2 ? firstDigit - 1 : firstDigit
        );
      } else {
        add(pieceKind.value, from, index);
      }
    } else if (isValueOf(line, from, start, index, end) || (letters <= 5 && constants.has(line.slice(from, index)))) {
      add(pieceKind.value, from, index);
    } else if (letters === 3 && marks === 0 && isTimeWord(line, from, index, end)) {
      add(pieceKind.value, from, index);
    } else {
      add(pieceKind.word, from, index);
    }
  }
  into.count = count;
};

/** Whether a word follows an equals sign and is no key itself. */
const isValueOf = (line: string, from: number, start: number, to: number, end: number): boolean => {
  let before = from - 1;
  while (before > start && (classOf(line.charCodeAt(before)) === charClass.space || line.charCodeAt(before) === 34)) {
    before -= 1;
  }
  return (
    before > start &&
    line.charCodeAt(before) === equals &&
    classOf(line.charCodeAt(before - 1)) !== charClass.separator &&
    line.charCodeAt(skipSpaces(line, to, end)) !== equals
  );
};

/** Whether a word is a day or a month beside a number. */
const isTimeWord = (line: string, from: number, to: number, end: number): boolean => {
  const word = line.slice(from, to);
  if (!days.has(word) && !months.has(word)) {
    return false;
  }
  const next = skipSpaces(line, to, end);
  return classOf(line.charCodeAt(next)) === charClass.digit || months.has(line.slice(next, next + 3));
};
