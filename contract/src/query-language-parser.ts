import { foldText } from './search-text.js';
import { severityRank, type Severity, severities } from './severity.js';
import {
  allOf,
  anyOf,
  everything,
  maxQueryLength,
  QuerySyntaxError,
  type Comparison,
  type QueryNode,
} from './query-language.js';
import { conditions, presenceFields, queryFieldOf, type QueryField } from './query-language-fields.js';
import { durationMs } from './query-language-durations.js';
import { tokenize, type Token } from './query-language-tokens.js';

const maxConditions = 200;
const maxDepth = 20;
/** Wildcards of one value: each can make a store look through all it has. */
const maxWildcards = 4;

const listed = (values: readonly string[]): string =>
  values.length > 1 ? `${values.slice(0, -1).join(', ')} or ${values.at(-1) ?? ''}` : (values[0] ?? '');

const fail = (problem: string, position: number, expected: string): never => {
  throw new QuerySyntaxError(problem, position, expected);
};

/** Reads tokens from left to right: OR binds least, then AND or nothing between, then NOT. */
const parser = (text: string, tokens: Token[]) => {
  let index = 0;
  let count = 0;
  const peek = (): Token | undefined => tokens[index];
  const here = (): number => peek()?.start ?? text.length;
  const found = (): string => {
    const token = peek();
    return token ? `"${text.slice(token.start, token.end)}" stands` : 'The query ends';
  };
  const take = (kind: Token['kind']): Token | null => {
    const token = peek();
    if (token?.kind !== kind) {
      return null;
    }
    index += 1;
    return token;
  };
  const counted = (node: QueryNode): QueryNode => {
    count += 1;
    return count > maxConditions ? fail('The query is too long', here(), `at most ${maxConditions} conditions`) : node;
  };

  const either = (depth: number, one: (depth: number) => QueryNode): QueryNode => {
    if (depth > maxDepth) {
      fail('Too many parentheses', here(), `at most ${maxDepth} within each other`);
    }
    const nodes = [every(depth, one)];
    while (take('or')) {
      nodes.push(every(depth, one));
    }
    return anyOf(nodes);
  };
  const every = (depth: number, one: (depth: number) => QueryNode): QueryNode => {
    const nodes = [negated(depth, one)];
    while (take('and') || !(peek() === undefined || peek()?.kind === 'close' || peek()?.kind === 'or')) {
      nodes.push(negated(depth, one));
    }
    return allOf(nodes);
  };
  const negated = (depth: number, one: (depth: number) => QueryNode): QueryNode => {
    if (depth > maxDepth) {
      fail('Too many negations', here(), `at most ${maxDepth} within each other`);
    }
    return take('not') ? { kind: 'not', node: negated(depth + 1, one) } : grouped(depth, one);
  };
  const grouped = (depth: number, one: (depth: number) => QueryNode): QueryNode => {
    if (!take('open')) {
      return one(depth);
    }
    const node = either(depth + 1, one);
    if (!take('close')) {
      fail(`${found()}`, here(), 'a closing parenthesis');
    }
    return node;
  };

  const condition = (depth: number): QueryNode => {
    const word = take('word');
    if (word) {
      return counted(freeWord(word));
    }
    const name = take('field');
    if (!name) {
      return fail(found(), here(), 'a word, field:value or an opening parenthesis');
    }
    const operator = take('operator')?.text ?? ':';
    if (tokens[index - 1]?.end !== here()) {
      return fail(
        `No value follows "${name.text}${operator}"`,
        tokens[index - 1]?.end ?? here(),
        expectedValue(name.text)
      );
    }
    if (peek()?.kind !== 'open') {
      return valueOf(name, operator);
    }
    if (operator !== ':' && operator !== '=') {
      return fail('A list stands', here(), `one value after "${operator}"`);
    }
    return grouped(depth, () => valueOf(name, operator));
  };

  const valueOf = (name: Token, operator: string): QueryNode => {
    const value = take('word');
    if (!value) {
      return fail(`No value follows "${name.text}${operator}"`, here(), expectedValue(name.text));
    }
    return counted(readCondition(name, operator, value));
  };

  return {
    whole: (): QueryNode => {
      if (tokens.length === 0) {
        return everything;
      }
      const node = either(0, condition);
      return peek() === undefined ? node : fail(found(), here(), 'the end of the query');
    },
  };
};

const expectedValue = (name: string): string => {
  const field = queryFieldOf(name);
  if (/^(has|is)$/i.test(name)) {
    return name.toLowerCase() === 'is' ? listed(Object.keys(conditions)) : `${listed(presenceFields)}, or label.NAME`;
  }
  switch (field?.kind) {
    case 'enum':
      return listed(field.values ?? []);
    case 'number':
      return 'a number';
    case 'time':
      return 'a length of time like 15m or 2h, or a moment like 2026-11-23T05:00Z';
    default:
      return 'a value; quote it where it has spaces';
  }
};

const freeWord = (word: Token): QueryNode => {
  const inner = word.parts.filter((part) => part !== '');
  if (!word.quoted && inner.length > 1) {
    return fail('A word cannot hold a * in its midst', word.start, 'a part of the word, or field:with*wildcard');
  }
  // No line break: the parts of an alert's text are joined by one, and no match spans two.
  const text = foldText(word.quoted ? word.text : (inner[0] ?? '')).replaceAll(/[\n\r]+/g, ' ');
  return text === '' ? everything : { kind: 'text', text };
};

const readCondition = (name: Token, operator: string, value: Token): QueryNode => {
  const key = name.text.toLowerCase();
  const equals = operator === ':' || operator === '=';
  if (key === 'has' && equals) {
    const field = queryFieldOf(value.text);
    const known = field && (field.name.startsWith('label.') || presenceFields.includes(field.name));
    return known
      ? { kind: 'has', field: field.name }
      : fail(`Nothing can have "${value.text}"`, value.start, expectedValue('has'));
  }
  if (key === 'is' && equals) {
    const meant = Object.hasOwn(conditions, value.text.toLowerCase())
      ? conditions[value.text.toLowerCase()]
      : undefined;
    if (!meant) {
      return fail(`No alert is "${value.text}"`, value.start, expectedValue('is'));
    }
    const { field, value: wanted } = meant;
    return wanted === null ? { kind: 'has', field } : { kind: 'value', field, parts: [wanted] };
  }
  const field = queryFieldOf(name.text);
  if (!field) {
    return fail(
      `There is no field "${name.text}"`,
      name.start,
      'a field like service or label.NAME, or quotes around text with a colon'
    );
  }
  switch (field.kind) {
    case 'number':
    case 'time':
      return compared(field, operator, value);
    case 'enum':
      return enumerated(field, operator, value);
    case 'keyword':
      return equals
        ? keyword(field, value)
        : fail(`"${field.name}" cannot be compared`, name.end, `"${field.name}:" and a value`);
  }
};

const keyword = (field: QueryField, value: Token): QueryNode => {
  if (value.parts.length > maxWildcards + 1) {
    return fail('Too many wildcards', value.start, `at most ${maxWildcards} in a value`);
  }
  if (field.name === 'assignee' && !value.quoted && value.text === 'me') {
    return { kind: 'mine' };
  }
  // "**" says no more than "*".
  const parts = value.parts.filter((part, at) => part !== '' || at === 0 || at === value.parts.length - 1);
  return { kind: 'value', field: field.name, parts };
};

const enumerated = (field: QueryField, operator: string, value: Token): QueryNode => {
  const wanted = value.text.toLowerCase();
  if (!(field.values ?? []).includes(wanted)) {
    return fail(`"${field.name}" is never "${value.text}"`, value.start, listed(field.values ?? []));
  }
  if (operator === ':' || operator === '=') {
    return { kind: 'value', field: field.name, parts: [wanted] };
  }
  if (field.name !== 'severity') {
    return fail(`"${field.name}" cannot be compared`, value.start, `"${field.name}:" and a value`);
  }
  const rank = severityRank(wanted as Severity);
  const holds = severities.filter((one) => compareBy[operator as Comparison](severityRank(one), rank));
  if (holds.length === 0) {
    return fail(
      `No severity is ${operator} ${wanted}`,
      value.start,
      listed(severities.filter((one) => one !== wanted))
    );
  }
  return anyOf(holds.map((one) => ({ kind: 'value', field: 'severity', parts: [one] })));
};

/** What each comparison says of two numbers. */
export const compareBy: Record<Comparison, (a: number, b: number) => boolean> = {
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
  '=': (a, b) => a === b,
};

const compared = (field: QueryField, operator: string, value: Token): QueryNode => {
  const op = (operator === ':' ? '=' : operator) as Comparison;
  if (field.kind === 'number') {
    return /^\d{1,15}$/.test(value.text)
      ? { kind: 'compare', field: field.name, op, value: Number(value.text) }
      : fail(`"${value.text}" is no number`, value.start, expectedValue(field.name));
  }
  if (op === '=') {
    return fail(`"${field.name}" is a time`, value.start, `a comparison like ${field.name}<15m`);
  }
  const ms = durationMs(value.text);
  if (ms !== null) {
    return { kind: 'age', field: field.name, op, ms };
  }
  const moment = momentMs(value.text);
  return moment === null
    ? fail(`"${value.text}" is no time`, value.start, expectedValue(field.name))
    : { kind: 'compare', field: field.name, op, value: moment };
};

const moment = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2})?)?$/i;

/** ms of an ISO 8601 date or time; UTC where it names no offset. */
const momentMs = (text: string): number | null => {
  const utc = /T.*(?:Z|[+-]\d{2}:\d{2})$/i.test(text) || !/T/i.test(text) ? text : `${text}Z`;
  const ms = moment.test(text) ? Date.parse(utc.toUpperCase()) : NaN;
  return Number.isNaN(ms) ? null : ms;
};

/**
 * Reads a query, e.g. `severity>=high -service:(cart OR "check out") lastSeen<1h timeout`. See docs/query-language.md.
 *
 * @throws {QuerySyntaxError} naming the place and what was expected.
 */
export const parseQuery = (text: string): QueryNode => {
  if (text.length > maxQueryLength) {
    return fail('The query is too long', maxQueryLength, `at most ${maxQueryLength} characters`);
  }
  return parser(text, tokenize(text)).whole();
};
