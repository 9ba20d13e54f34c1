import { QuerySyntaxError } from './query-language.js';

/** A piece of a query with its place: characters `start` up to `end`. */
export interface Token {
  kind: 'open' | 'close' | 'not' | 'and' | 'or' | 'word' | 'field' | 'operator';
  /** A word's text with escapes taken out; a field's name; the operator. */
  text: string;
  /** A word in parts around its wildcards; one part where it has none. */
  parts: string[];
  quoted: boolean;
  start: number;
  end: number;
}

const space = /\s/u;
const keywords: Record<string, Token['kind']> = { AND: 'and', OR: 'or', NOT: 'not' };
/** What a backslash takes the meaning of; before anything else it is a backslash. */
const escapable = /[\s*\\"():<>=-]/u;
const operator = /:(?:<=|>=|<|>|=)?|<=|>=|<|>|=/y;

/**
 * Cuts a query into tokens. After a field and its operator stands one value, which may hold colons, or a list in parentheses.
 *
 * @throws {QuerySyntaxError} on quotes without an end.
 */
export const tokenize = (text: string): Token[] => {
  const tokens: Token[] = [];
  let at = 0;
  /** Whether a value comes next, or how deep the list of values is that we are in. */
  let valueNext = false;
  let listDepth = 0;

  const push = (kind: Token['kind'], start: number, value: Partial<Token> = {}): void => {
    tokens.push({ kind, text: text.slice(start, at), parts: [], quoted: false, start, end: at, ...value });
  };
  const readQuoted = (): string => {
    const start = at;
    let value = '';
    for (at += 1; text[at] !== '"'; at += 1) {
      if (at >= text.length) {
        throw new QuerySyntaxError('The quotes have no end', start, 'a closing "');
      }
      if (text[at] === '\\' && (text[at + 1] === '"' || text[at + 1] === '\\')) {
        at += 1;
      }
      value += text[at];
    }
    at += 1;
    return value;
  };
  /** Reads up to a space or parenthesis; outside values up to an operator or quote too. */
  const readRun = (whole: boolean): string[] => {
    const parts = [''];
    const add = (letter: string): void => {
      parts[parts.length - 1] += letter;
    };
    for (; at < text.length; at += 1) {
      const letter = text[at] ?? '';
      if (letter === '\\' && escapable.test(text[at + 1] ?? '')) {
        at += 1;
        add(text[at] ?? '');
      } else if (space.test(letter) || letter === ')' || (letter === '(' && !whole) || letter === '"') {
        break;
      } else if (!whole && (letter === ':' || letter === '<' || letter === '>' || letter === '=')) {
        break;
      } else if (letter === '*') {
        parts.push('');
      } else {
        add(letter);
      }
    }
    return parts;
  };
  const readOperator = (): boolean => {
    operator.lastIndex = at;
    const found = operator.exec(text)?.[0];
    if (found === undefined) {
      return false;
    }
    const start = at;
    at += found.length;
    push('operator', start, { text: found.length > 1 && found.startsWith(':') ? found.slice(1) : found });
    return true;
  };

  const readWord = (): void => {
    const start = at;
    if (text[at] === '"') {
      const value = readQuoted();
      push('word', start, { text: value, parts: [value], quoted: true });
      valueNext = false;
      return;
    }
    const inValue = valueNext || listDepth > 0;
    const parts = readRun(inValue);
    const raw = text.slice(start, at);
    if (!inValue && /^labels?\.$/i.test(raw) && text[at] === '"') {
      const name = `${raw}${readQuoted()}`;
      push('field', start, { text: name });
    } else if (!inValue && raw !== '' && /[:<>=]/.test(text[at] ?? '')) {
      push('field', start, { text: raw });
    } else if (raw === '') {
      // A lone operator.
      at += 1;
      push('word', start, { text: text.slice(start, at), parts: [text.slice(start, at)] });
      return;
    } else {
      const kind = valueNext ? undefined : keywords[raw];
      push(kind ?? 'word', start, { text: parts.join('*'), parts });
      valueNext = false;
      return;
    }
    valueNext = readOperator();
  };

  while (at < text.length) {
    const letter = text[at] ?? '';
    if (space.test(letter)) {
      at += 1;
      // "service: cart" is read as a field without a value.
      valueNext = false;
    } else if (letter === '(' || letter === ')') {
      at += 1;
      listDepth = letter === ')' ? Math.max(0, listDepth - 1) : listDepth > 0 || valueNext ? listDepth + 1 : 0;
      valueNext = false;
      push(letter === '(' ? 'open' : 'close', at - 1);
    } else if (letter === '-' && !valueNext && at + 1 < text.length && !space.test(text[at + 1] ?? '')) {
      at += 1;
      push('not', at - 1);
    } else {
      readWord();
    }
  }
  return tokens;
};
