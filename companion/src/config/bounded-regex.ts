/** Regular expressions that people configure and that run on what strangers send: their time must be bounded whatever the input. */

const maxPattern = 500;
/** Characters of an input that are looked at. With exponents of at most two that is some 250,000 steps. */
export const maxRegexInput = 512;
const maxExponent = 2;
const maxRepeats = 100;
/** Each doubles the ways that a text may be tried. */
const maxChoices = 4;

/** Characters that stand for all when sets are compared: ASCII, and some letters of other scripts. */
const sample = [...Array.from({ length: 128 }, (_, code) => String.fromCharCode(code)), 'é', 'ß', 'Я', '中', '\u2028'];

/** One thing that is matched: the characters that it takes, and whether it may be repeated without end or left out. */
interface Piece {
  set: ReadonlySet<string>;
  unbounded: boolean;
  optional: boolean;
}

class TooRisky extends Error {
  override name = 'TooRisky';
}
const refuse = (why: string): never => {
  throw new TooRisky(why);
};

const setOf = (atom: string, flags: string): ReadonlySet<string> => {
  const one = new RegExp(`^(?:${atom})$`, flags.replace('g', ''));
  return new Set(sample.filter((character) => one.test(character)));
};

const disjoint = (a: ReadonlySet<string>, b: ReadonlySet<string>): boolean =>
  ![...a].some((character) => b.has(character));

const atoms =
  /\\(?:u\{[0-9a-fA-F]+\}|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|[pP]\{[^}]*\}|.)|\[(?:\\.|[^\]\\])*\]|[^\\[\]()|]/suy;
const quantifiers = /(?:[*+?]|\{(\d+)(,(\d*))?\})\??/y;
const groups = /\((?:\?(:|<[A-Za-z_]\w*>|.{1,2}))?/sy;

/** Reads a pattern into the pieces of its branches, one after another; throws `TooRisky`. */
const readPieces = (pattern: string, flags: string): { pieces: Piece[]; anchored: boolean } => {
  let at = 0;
  let choices = 0;
  const choose = (): void => {
    if (++choices > maxChoices) {
      refuse(`has more than ${maxChoices} optional parts and groups of alternatives`);
    }
  };
  const take = (sticky: RegExp): RegExpExecArray | null => {
    sticky.lastIndex = at;
    const found = sticky.exec(pattern);
    at += found?.[0].length ?? 0;
    return found;
  };
  const readSequence = (depth: number): Piece[] => {
    const pieces: Piece[] = [];
    let branches = 1;
    while (at < pattern.length && pattern[at] !== ')') {
      if (pattern[at] === '|') {
        at++;
        branches++;
        continue;
      }
      const inner = pattern[at] === '(' ? readGroup(depth) : readAtom();
      const quantifier = take(quantifiers);
      if (quantifier && /^(?:\?|\{0,?1\})/.test(quantifier[0])) {
        choose();
      }
      pieces.push(...repeated(inner, quantifier));
    }
    if (branches > 1) {
      choose();
    }
    return branches > 1 ? pieces.map((piece) => ({ ...piece, optional: true })) : pieces;
  };
  const readGroup = (depth: number): Piece[] => {
    const [, kind] = take(groups) ?? [];
    if (kind !== undefined && kind !== ':' && !/^<[A-Za-z_]/.test(kind)) {
      refuse('must not look ahead or behind');
    }
    if (depth > 10) {
      refuse('has too many groups in one another');
    }
    const pieces = readSequence(depth + 1);
    at++;
    return pieces.length === 0 ? [{ set: new Set(), unbounded: false, optional: true }] : pieces;
  };
  const readAtom = (): Piece[] => {
    const [atom = ''] = take(atoms) ?? refuse('can not be read');
    if (/^\\(?:[1-9]|k)/.test(atom)) {
      refuse('must not refer back to a group');
    }
    return /^(?:[\^$]|\\[bB])$/.test(atom) ? [] : [{ set: setOf(atom, flags), unbounded: false, optional: false }];
  };
  const pieces = readSequence(0);
  return { pieces, anchored: pattern.startsWith('^') && !pattern.includes('|') };
};

/** What a quantifier makes of what stands before it. */
const repeated = (inner: Piece[], quantifier: RegExpExecArray | null): Piece[] => {
  if (!quantifier) {
    return inner;
  }
  const [whole, least, comma, most] = quantifier;
  const times = Math.max(Number(least ?? 0), Number(most ?? 0));
  const many = whole.startsWith('*') || whole.startsWith('+') || (comma !== undefined && times > 1);
  if (times > maxRepeats) {
    refuse(`repeats more than ${maxRepeats} times`);
  }
  const canBeLeftOut = whole.startsWith('*') || whole.startsWith('?') || least === '0';
  if (many || times > 1) {
    if (inner.length > 1 || inner.some(({ unbounded, optional }) => unbounded || optional)) {
      refuse('repeats a group of several parts; repeat single characters or sets such as [a-z]+ instead');
    }
  }
  return inner.map((piece) => ({
    ...piece,
    unbounded: piece.unbounded || many,
    optional: piece.optional || canBeLeftOut,
  }));
};

/** The most unbounded pieces in a row that can take one another's characters: the exponent of the time that a match may take. */
const exponentOf = (pieces: readonly Piece[]): number => {
  let most = 0;
  for (const [start, first] of pieces.entries()) {
    if (!first.unbounded) {
      continue;
    }
    let run = 1;
    let previous = first;
    let parted = false;
    for (const piece of pieces.slice(start + 1)) {
      if (piece.unbounded && !parted && !disjoint(previous.set, piece.set)) {
        run++;
        previous = piece;
      } else if (!piece.optional && disjoint(previous.set, piece.set)) {
        parted = true;
      }
    }
    most = Math.max(most, run);
  }
  return most;
};

/**
 * Compiles a pattern that `boundedRegexProblem` has let pass, so that it looks at the first characters of a text only.
 *
 * @throws {SyntaxError} on another.
 */
export const boundedRegex = (pattern: string, flags = 'u'): ((text: string) => RegExpExecArray | null) => {
  const problem = boundedRegexProblem(pattern, flags);
  if (problem !== null) {
    throw new SyntaxError(`The pattern ${problem}`);
  }
  const regex = new RegExp(pattern, flags);
  return (text) => regex.exec(text.length > maxRegexInput ? text.slice(0, maxRegexInput) : text);
};

/**
 * Why a pattern may not be used: no regular expression, too long, or able to take long on some input. Groups are repeated only where
 * they hold one set of characters; look-around and back-references are refused. Null where it may.
 */
export const boundedRegexProblem = (pattern: string, flags = 'u'): string | null => {
  if (pattern.length > maxPattern) {
    return `must have at most ${maxPattern} characters`;
  }
  try {
    new RegExp(pattern, flags);
  } catch (error) {
    return `is no regular expression: ${error instanceof Error ? (error.message.split(': ').at(-1) ?? '') : ''}`;
  }
  try {
    const { pieces, anchored } = readPieces(pattern, flags);
    return exponentOf(pieces) + (anchored ? 0 : 1) > maxExponent
      ? 'could take long on some texts: begin it with ^, and use sets such as [^-]+ instead of .*'
      : null;
  } catch (error) {
    if (error instanceof TooRisky) {
      return error.message;
    }
    throw error;
  }
};
