import type { z } from 'zod';

const words: Record<string, string> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a map of keys',
  record: 'a map of keys',
  null: 'nothing',
  undefined: 'nothing',
};
const inWords = (type: string): string => words[type] ?? type;

const typeOf = (value: unknown): string => (value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value);

const show = (values: readonly unknown[]): string => values.map((value) => JSON.stringify(value)).join(', ');

/** Says in plain words what is wrong with a value; `input` is what stood there. */
export const explainIssue = (issue: z.core.$ZodIssue, input: unknown): string => {
  switch (issue.code) {
    case 'invalid_type':
      if (input === undefined) {
        return 'is missing';
      }
      return `must be ${inWords(issue.expected)}, not ${inWords(typeOf(input))}${
        issue.expected === 'string' && ['number', 'boolean'].includes(typeof input) ? ' (put it in quotes)' : ''
      }`;
    case 'invalid_value':
      return input === undefined
        ? `is missing; one of ${show(issue.values)}`
        : `must be ${issue.values.length > 1 ? 'one of ' : ''}${show(issue.values)}`;
    case 'invalid_union':
      if ('options' in issue && Array.isArray(issue.options)) {
        return `${input === undefined ? 'is missing; one of' : 'must be one of'} ${show(issue.options)}`;
      }
      return 'has none of the forms that are allowed here';
    case 'too_small':
      return issue.origin === 'string' || issue.origin === 'array'
        ? `must have at least ${String(issue.minimum)} ${issue.origin === 'string' ? 'characters' : 'items'}`
        : `must be at least ${String(issue.minimum)}`;
    case 'too_big':
      return issue.origin === 'string' || issue.origin === 'array'
        ? `must have at most ${String(issue.maximum)} ${issue.origin === 'string' ? 'characters' : 'items'}`
        : `must be at most ${String(issue.maximum)}`;
    default:
      return issue.message;
  }
};

/** `['detectors', 0, 'name']` as `detectors[0].name`. */
export const formatPath = (path: readonly PropertyKey[]): string =>
  path.reduce<string>(
    (text, part) =>
      typeof part === 'number' ? `${text}[${part}]` : text === '' ? String(part) : `${text}.${String(part)}`,
    ''
  );

/** The value at a path, or the text or number that stood where the path goes deeper; undefined where there is none. */
export const valueAt = (root: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>((value, part) => {
    if (typeof value !== 'object' || value === null) {
      return value;
    }
    return Object.hasOwn(value, part) ? (value as Record<PropertyKey, unknown>)[part] : undefined;
  }, root);
