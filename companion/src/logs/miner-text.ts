import { pieceKind, type Pieces } from './message-words.js';

/** What stands in a template for a part that varies. */
export const wildcard = '<*>';

const abbreviatedUnits = new Set(
  'b kb mb gb tb kib mib gib ns us ms s sec secs second seconds min mins minutes h hr hrs hours byte bytes bps kbps mbps hz khz mhz ghz %'.split(
    ' '
  )
);

/** Whether a part of a shape varies: a wildcard, or letters before one. */
export const isVarying = (part: string): boolean => part.endsWith(wildcard);

/** Whether what stands between two values only lists or joins them: no bracket, no quote, no equals sign. */
const joins = (between: string): boolean => {
  for (let index = 0; index < between.length; index += 1) {
    if (!' ,;:#|./-*+~'.includes(between.charAt(index))) {
      return false;
    }
  }
  return true;
};

const squeezed = (between: string): string => between.replace(/\s+/g, ' ');

/**
 * The parts of a message, words and what is between them in turn, with `<*>` for its values: the pieces as the scanner cut them, with
 * runs of values made one, so that lists of different lengths look the same.
 */
export const partsOf = (line: string, pieces: Pieces): string[] => {
  const parts: string[] = [];
  for (let index = 0; index < pieces.count; index += 1) {
    const kind = pieces.kind[index];
    const text = line.slice(pieces.from[index], pieces.to[index]);
    if (kind === pieceKind.between) {
      const last = parts.at(-1);
      if (last !== undefined && isBetween(last)) {
        parts[parts.length - 1] = squeezed(last + text);
      } else {
        parts.push(squeezed(text));
      }
    } else {
      parts.push(kind === pieceKind.value ? wildcard : kind === pieceKind.prefixed ? text + wildcard : text);
    }
  }
  const last = parts.at(-1);
  if (last?.endsWith(' ') === true) {
    parts[parts.length - 1] = last.trimEnd();
  }
  return collapse(parts);
};

/** Whether a part holds no letter, digit or wildcard: what is between words. */
export const isBetween = (part: string): boolean => !/[\p{L}\p{N}]/u.test(part) && !part.includes(wildcard);

/** `(1.36 KB)` behind an amount says the same again, and an empty bracket is a list of none. */
const plainBrackets = (parts: string[]): string[] => {
  const out: string[] = [];
  for (let index = 0; index < parts.length; index += 1) {
    const part = parts[index] ?? '';
    const bracket = /^(.*[\s=:,]|)(\(\)|\[\]|\{\})(.*)$/s.exec(part);
    if (bracket !== null && index > 0) {
      const pair = bracket[2] ?? '';
      out.push(`${bracket[1] ?? ''}${pair.charAt(0)}`, wildcard, `${pair.charAt(1)}${bracket[3] ?? ''}`);
    } else {
      out.push(part);
    }
  }
  return out;
};

/** Makes a run of values one, drops short units and amounts said twice, and makes a sequence said again and again one. */
export const collapse = (given: string[]): string[] => {
  const parts = given.some((part) => part.includes('()') || part.includes('[]') || part.includes('{}'))
    ? plainBrackets(given)
    : given;
  const out: string[] = [];
  for (let index = 0; index < parts.length; index += 1) {
    const part = parts[index] ?? '';
    const previous = out.at(-2);
    const between = out.at(-1);
    if (part === wildcard && between !== undefined && parts[index + 1]?.startsWith('>') !== true) {
      // `<1 s` and `~5` are amounts too.
      out[out.length - 1] = between.replace(/(^|\s)[<>~]$/, '$1');
    }
    if (isElaboration(out, part)) {
      continue;
    }
    if (previous !== undefined && between !== undefined && isVarying(previous)) {
      if (part === wildcard && joins(between)) {
        out.pop();
        continue;
      }
      if (previous === wildcard && between === ' ' && part.length < 4 && abbreviatedUnits.has(part.toLowerCase())) {
        out.pop();
        continue;
      }
    }
    out.push(part);
  }
  return withoutRepeats(out);
};

/** `<*> bytes (<*>` followed by `)`: the bracket is taken away. The unit inside was dropped before. */
const isElaboration = (out: string[], part: string): boolean => {
  const length = out.length;
  if (!part.startsWith(')') || out[length - 1] !== wildcard || out[length - 2] !== ' (' || length < 3) {
    return false;
  }
  const before = out[length - 3] ?? '';
  const amount = before === wildcard || (abbreviatedUnits.has(before.toLowerCase()) && out[length - 5] === wildcard);
  if (!amount) {
    return false;
  }
  out.length = length - 2;
  if (part.length > 1) {
    out.push(part.slice(1));
  }
  return true;
};

/** Whether what stands between two sequences may separate the members of a list. */
const lists = (between: string): boolean => joins(between.replaceAll(/["'`]/g, ''));

const maxPeriod = 12;

/** A sequence with something that varies, said twice or more in a row, is a list: once is enough. */
const withoutRepeats = (parts: string[]): string[] => {
  const out = parts;
  for (let period = 2; period <= maxPeriod; period += 2) {
    for (let index = 0; index + 2 * period - 1 <= out.length;) {
      let same = true;
      let varying = false;
      for (let offset = 0; offset < period - 1 && same; offset += 1) {
        const part = out[index + offset] ?? '';
        same = part === out[index + period + offset];
        varying ||= isVarying(part);
      }
      const joint = out[index + period - 1] ?? '';
      if (same && varying && lists(joint)) {
        out.splice(index, period);
      } else {
        index += 1;
      }
    }
  }
  return out;
};
