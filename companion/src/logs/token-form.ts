import { charClass, classOf } from './char-classes.js';

const longestWord = 10;

/** What {@link createForms} gives once a line has no more tokens before the limit. */
export const ended = -1;

/**
 * Reads a line token by token; each call gives a hash (53 bits) of the form of all tokens so far: which kinds of characters follow one
 * another, how long runs of digits are, and the very letters of short words. Gives `ended` after the last token.
 */
export const createForms = (line: string, limit: number): (() => number) => {
  const end = Math.min(line.length, limit);
  let at = 0;
  let low = 17;
  let high = 29;
  return () => {
    while (at < end && classOf(line.charCodeAt(at)) === charClass.space) {
      at += 1;
    }
    if (at >= end) {
      return ended;
    }
    const from = at;
    let word = true;
    let exact = 7;
    let letterRuns = 0;
    let digitRuns = 0;
    const before: readonly [number, number] = [low, high];
    while (at < end) {
      const code = line.charCodeAt(at);
      const kind = classOf(code);
      if (kind === charClass.space) {
        break;
      }
      const runFrom = at;
      at += 1;
      if (kind === charClass.letter) {
        exact = (Math.imul(exact, 31) + code) | 0;
        while (at < end) {
          const next = line.charCodeAt(at);
          if (classOf(next) !== charClass.letter) {
            break;
          }
          exact = (Math.imul(exact, 31) + next) | 0;
          at += 1;
        }
        letterRuns += 1;
        low = Math.imul(low ^ 97, 0x01000193);
        high = Math.imul(high ^ 97, 0x5bd1e995);
      } else if (kind === charClass.digit) {
        word = false;
        digitRuns += 1;
        while (at < end && classOf(line.charCodeAt(at)) === charClass.digit) {
          at += 1;
        }
        low = Math.imul(low ^ (at - runFrom), 0x01000193);
        high = Math.imul(high ^ ((at - runFrom) * 2 + (code === 49 ? 1 : 0)), 0x5bd1e995);
      } else {
        low = Math.imul(low ^ (code + 128), 0x01000193);
        high = Math.imul(high ^ (code + 128), 0x5bd1e995);
      }
    }
    if (letterRuns > 3 && digitRuns > 3) {
      // Ids of letters and digits: each has another form, and none tells more than that it is an id.
      [low, high] = before;
    }
    const told = word && at - from <= longestWord + 3 ? exact : 3;
    low = Math.imul(low ^ told, 0x01000193);
    high = Math.imul(high ^ told ^ (high >>> 15), 0x5bd1e995);
    return (high >>> 0) * 0x200000 + ((low ^ (low >>> 16)) & 0x1fffff);
  };
};
