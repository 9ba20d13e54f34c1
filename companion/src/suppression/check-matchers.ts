import { matcherRegex, regexError, type Matcher } from '@watchroom/contract';

const maxRepeats = 8;

/** Pieces of a regular expression's source that matter here; escapes and classes are one piece each. */
const pieces = /\\.|\[(?:\\.|[^\]\\])*\]|\((?:\?(?::|[=!]|<[=!]|P?<\w+>))?|\)|\||[*+]|\{\d+,\}|[^]/gu;
const isRepeat = (piece: string | undefined): boolean => piece !== undefined && /^(?:[*+]|\{\d+,\})$/.test(piece);

/**
 * Why a regular expression may take for ever on some text, since it can read that text in too many ways; null where it can't. Stricter than
 * need be: a group that is repeated may hold neither repeats nor alternatives.
 */
const slowness = (source: string): string | null => {
  const found = source.match(pieces) ?? [];
  const groups: boolean[] = [];
  let repeats = 0;
  for (const [at, piece] of found.entries()) {
    const inside = groups.length - 1;
    if (piece.startsWith('(')) {
      groups.push(false);
    } else if (piece === ')') {
      const branches = groups.pop() ?? false;
      if (branches && isRepeat(found[at + 1])) {
        return 'repeats a group that holds repeats or alternatives; on some texts that would take too long';
      }
      if (branches && inside > 0) {
        groups[inside - 1] = true;
      }
    } else if (piece === '|' || isRepeat(piece)) {
      repeats += Number(piece !== '|');
      if (inside >= 0) {
        groups[inside] = true;
      }
    }
  }
  return repeats > maxRepeats ? `has more than ${maxRepeats} repeats (* or +)` : null;
};

const matchesEmpty = ({ op, value }: Matcher): boolean => {
  const same = op === '=' || op === '!=' ? value === '' : matcherRegex(value).test('');
  return same === (op === '=' || op === '=~');
};

export interface MatcherProblem {
  /** Of the matcher; null where it is about all of them. */
  index: number | null;
  message: string;
}

/** Regular expressions that are none or may take too long. */
export const regexProblems = (matchers: readonly Matcher[]): MatcherProblem[] =>
  matchers.flatMap(({ op, value }, index) => {
    const isRegex = op === '=~' || op === '!~';
    const message = isRegex ? (regexError(value) ?? slowness(value)) : null;
    return message === null ? [] : [{ index, message }];
  });

/** What is wrong with matchers of alerts beyond their shape. */
export const matcherProblems = (matchers: readonly Matcher[]): MatcherProblem[] => {
  const problems = regexProblems(matchers);
  return problems.length === 0 && matchers.every(matchesEmpty)
    ? [{ index: null, message: 'would match every alert: at least one matcher must ask for some text' }]
    : problems;
};
