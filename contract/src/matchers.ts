import type { Matcher } from './series.js';

/** A selector that cannot be read; `position` counts characters from 0. */
export class MatcherSyntaxError extends Error {
  override name = 'MatcherSyntaxError';
  constructor(
    message: string,
    readonly position: number
  ) {
    super(`${message} at character ${position + 1}`);
  }
}

const simpleEscapes: Record<string, string> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  "'": "'",
  '"': '"',
};
/** Escapes with a number: introducing letter -> count of digits. Octal has no letter. */
const hexEscapes: Record<string, number> = { x: 2, u: 4, U: 8 };

const metricName = /[a-zA-Z_:][a-zA-Z0-9_:]*/y;
const labelName = /[a-zA-Z_][a-zA-Z0-9_]*/y;
const operator = /=~|!~|!=|=/y;
const space = /\s*/y;

/** Reads one text from left to right. */
const scanner = (text: string) => {
  let at = 0;
  const take = (pattern: RegExp): string | null => {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (!found) {
      return null;
    }
    at += found[0].length;
    return found[0];
  };
  const fail = (message: string, position = at): never => {
    throw new MatcherSyntaxError(message, position);
  };
  const numericEscape = (pattern: RegExp, base: number, start: number): string => {
    const digits = take(pattern) ?? fail('Unknown escape', start);
    const code = parseInt(digits, base);
    return code <= 0x10ffff ? String.fromCodePoint(code) : fail('No such character', start);
  };
  const escape = (start: number): string => {
    const letter = text[at] ?? '';
    const simple = simpleEscapes[letter];
    if (simple !== undefined) {
      at++;
      return simple;
    }
    const digits = hexEscapes[letter];
    if (digits !== undefined) {
      at++;
      return numericEscape(new RegExp(`[0-9a-fA-F]{${digits}}`, 'y'), 16, start);
    }
    return numericEscape(/[0-3][0-7]{2}/y, 8, start);
  };
  const quoted = (): string | null => {
    const start = at;
    const quote = text[at];
    if (quote !== '"' && quote !== "'" && quote !== '`') {
      return null;
    }
    at++;
    let value = '';
    for (;;) {
      const character = text[at];
      if (character === undefined || (character === '\n' && quote !== '`')) {
        return fail('The quoted text has no end', start);
      }
      at++;
      if (character === quote) {
        return value;
      }
      value += character === '\\' && quote !== '`' ? escape(at - 1) : character;
    }
  };
  return {
    take,
    fail,
    quoted,
    skipSpace: () => void take(space),
    next: () => text[at],
    advance: () => void at++,
    get position() {
      return at;
    },
  };
};

const showNext = (character: string | undefined): string => (character === undefined ? 'the end' : `"${character}"`);

/**
 * Reads a Prometheus series selector: `name{label="v",other=~"re.*"}`. Quotes are `"`, `'` (both with Go's escapes) or a
 * backtick (none); names in quotes are taken as in Prometheus 3 (`{"http.requests", "a.b"="c"}`); a comma may stand at the
 * end. The metric name becomes the matcher `__name__`. Empty text is the empty list, which matches everything.
 *
 * @throws {MatcherSyntaxError} naming the place.
 */
export const parseMatchers = (text: string): Matcher[] => {
  const scan = scanner(text);
  const matchers: Matcher[] = [];
  scan.skipSpace();
  const name = scan.take(metricName);
  if (name !== null) {
    matchers.push({ label: '__name__', op: '=', value: name });
    scan.skipSpace();
  }
  if (scan.next() === '{') {
    scan.advance();
    parseBraces(scan, matchers);
    scan.skipSpace();
  }
  if (scan.next() !== undefined) {
    scan.fail(`Expected ${name === null ? 'a metric name or "{"' : '"{" or the end'}, found ${showNext(scan.next())}`);
  }
  return matchers;
};

const parseBraces = (scan: ReturnType<typeof scanner>, matchers: Matcher[]): void => {
  for (;;) {
    scan.skipSpace();
    if (scan.next() === '}') {
      return scan.advance();
    }
    matchers.push(parseOne(scan, matchers));
    scan.skipSpace();
    if (scan.next() === ',') {
      scan.advance();
    } else if (scan.next() !== '}') {
      scan.fail(`Expected "," or "}", found ${showNext(scan.next())}`);
    }
  }
};

const parseOne = (scan: ReturnType<typeof scanner>, before: Matcher[]): Matcher => {
  const start = scan.position;
  const inQuotes = scan.quoted();
  const label = inQuotes ?? scan.take(labelName) ?? scan.fail(`Expected a label name, found ${showNext(scan.next())}`);
  if (label === '') {
    scan.fail('A label name is empty', start);
  }
  scan.skipSpace();
  const op = scan.take(operator) as Matcher['op'] | null;
  if (op === null) {
    if (inQuotes === null) {
      return scan.fail(`Expected =, !=, =~ or !~, found ${showNext(scan.next())}`);
    }
    if (before.some((matcher) => matcher.label === '__name__' && matcher.op === '=')) {
      return scan.fail('The metric name stands twice', start);
    }
    return { label: '__name__', op: '=', value: inQuotes };
  }
  scan.skipSpace();
  const valueAt = scan.position;
  const value = scan.quoted() ?? scan.fail(`Expected a value in quotes, found ${showNext(scan.next())}`);
  if (op === '=~' || op === '!~') {
    const wrong = regexError(value);
    if (wrong) {
      scan.fail(wrong, valueAt);
    }
  }
  return { label, op, value };
};

/**
 * The regular expression of a matcher, anchored at both ends. RE2's leading flags (`(?i)`, `(?s)`) and named groups are
 * understood.
 *
 * @throws {SyntaxError} where it is none.
 */
export const matcherRegex = (source: string): RegExp => {
  const flags = /^\(\?([ims]+)\)/.exec(source);
  const body = (flags ? source.slice(flags[0].length) : source).replaceAll('(?P<', '(?<');
  return new RegExp(`^(?:${body})$`, [...new Set(`u${flags?.[1] ?? 's'}`)].join(''));
};

/** Why a regular expression can't be used; null where it can. */
export const regexError = (source: string): string | null => {
  try {
    matcherRegex(source);
    return null;
  } catch (error) {
    return `Not a regular expression: ${error instanceof Error ? error.message.split(': ').at(-1) : source}`;
  }
};

/**
 * Makes a predicate of matchers: all must hold. A label that is not there is the empty text, as in Prometheus.
 *
 * @throws {SyntaxError} on a regular expression that is none.
 */
export const compileMatchers = (
  matchers: readonly Matcher[]
): ((labels: Record<string, string>, name?: string) => boolean) => {
  const tests = matchers.map(({ label, op, value }) => {
    const wanted = op === '=' || op === '=~';
    const regex = op === '=~' || op === '!~' ? matcherRegex(value) : null;
    return (labels: Record<string, string>, name: string): boolean => {
      const actual = label === '__name__' ? name : (labels[label] ?? '');
      return (regex ? regex.test(actual) : actual === value) === wanted;
    };
  });
  return (labels, name = '') => tests.every((holds) => holds(labels, name));
};

/** Writes matchers as a selector; the inverse of `parseMatchers`. */
export const formatMatchers = (matchers: readonly Matcher[]): string => {
  const nameAt = matchers.findIndex(
    ({ label, op, value }) => label === '__name__' && op === '=' && /^[a-zA-Z_:][a-zA-Z0-9_:]*$/.test(value)
  );
  const rest = matchers
    .filter((_, index) => index !== nameAt)
    .map(({ label, op, value }) => `${/^[a-zA-Z_]\w*$/.test(label) ? label : quote(label)}${op}${quote(value)}`);
  const name = matchers[nameAt]?.value ?? '';
  return rest.length > 0 || name === '' ? `${name}{${rest.join(',')}}` : name;
};

const quote = (text: string): string =>
  `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;
