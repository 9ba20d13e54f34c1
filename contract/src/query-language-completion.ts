import { conditions, presenceFields, queryFieldOf, queryFields } from './query-language-fields.js';
import { printValue } from './query-language-printer.js';

/** What can be put in at the cursor; it replaces the characters `from` up to `to`. */
export interface Completion {
  /** `value`: ask the API for values of `field`; `label`: for names of labels. */
  kind: 'field' | 'value' | 'label' | 'none';
  /** The field whose value is being written. */
  field: string | null;
  /** What is written of it already. */
  prefix: string;
  from: number;
  to: number;
  /** Known without asking: fields, values of enums. */
  options: Array<{ text: string; about: string }>;
}

const startsWith = (text: string, prefix: string): boolean => text.toLowerCase().startsWith(prefix.toLowerCase());

/** The word that ends at the cursor: from the last space or parenthesis that is in no quotes. */
const wordStart = (text: string): { start: number; inQuotes: boolean } => {
  let start = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const letter = text[at] ?? '';
    if (letter === '\\') {
      at += 1;
    } else if (letter === '"') {
      quoted = !quoted;
    } else if (!quoted && /[\s()]/u.test(letter)) {
      start = at + 1;
    }
  }
  return { start, inQuotes: quoted };
};

/** The field whose list of values `(a OR b` is open before the cursor; null where none is. */
const openList = (text: string): string | null => /([^\s():<>=]+)[:=]\([^()]*$/u.exec(text)?.[1] ?? null;

const fieldOptions = (prefix: string): Completion['options'] => {
  const fields = queryFields.map(({ name, kind, about }) => ({
    text: kind === 'time' ? `${name}<` : kind === 'number' ? `${name}>` : `${name}:`,
    about,
  }));
  const more = [
    { text: 'label.', about: 'a label, label.NAME:value' },
    { text: 'has:', about: 'a field or label is there' },
    { text: 'is:', about: 'a state, e.g. is:suppressed' },
  ];
  return [...fields, ...more].filter(({ text }) => startsWith(text, prefix));
};

const valueOptions = (field: string): Completion['options'] | null => {
  const key = field.toLowerCase();
  const known = queryFieldOf(field);
  if (key === 'is') {
    return Object.keys(conditions).map((text) => ({ text, about: '' }));
  }
  if (key === 'has') {
    return [...presenceFields, 'label.'].map((text) => ({ text, about: '' }));
  }
  if (known?.kind === 'time') {
    return ['15m', '1h', '24h', '7d'].map((text) => ({ text, about: 'this long' }));
  }
  return known?.values?.map((text) => ({ text, about: '' })) ?? (known?.kind === 'number' ? [] : null);
};

/** What can follow at the cursor of a query, which need not be complete. */
export const completeQuery = (query: string, cursor: number): Completion => {
  const before = query.slice(0, cursor);
  const { start, inQuotes } = wordStart(before);
  const lead = /^-*/.exec(before.slice(start))?.[0].length ?? 0;
  const from = start + lead;
  const written = before.slice(from);
  const rest = /^[^\s()]*/u.exec(query.slice(cursor))?.[0].length ?? 0;
  const to = inQuotes ? cursor : cursor + rest;
  const list = openList(before.slice(0, from));
  const parted = /^([^:<>=]+)(?::(?:<=|>=|<|>|=)?|<=|>=|<|>|=)(.*)$/su.exec(written);
  const field = list ?? parted?.[1] ?? null;
  if (field === null) {
    const label = /^labels?\.(.*)$/isu.exec(written)?.[1];
    return label === undefined
      ? { kind: inQuotes ? 'none' : 'field', field: null, prefix: written, from, to, options: fieldOptions(written) }
      : { kind: 'label', field: null, prefix: label, from: from + written.length - label.length, to, options: [] };
  }
  const value = list === null ? (parted?.[2] ?? '') : written;
  const place = { from: cursor - value.length, to };
  const prefix = value.replace(/^"/, '').replaceAll(/\\(.)/gsu, '$1');
  const label = field.toLowerCase() === 'has' ? /^labels?\.(.*)$/isu.exec(prefix)?.[1] : undefined;
  if (label !== undefined) {
    return { kind: 'label', field: 'has', prefix: label, from: cursor - label.length, to, options: [] };
  }
  const options = valueOptions(field);
  if (options) {
    return {
      kind: 'value',
      field: null,
      prefix,
      ...place,
      options: options.filter(({ text }) => startsWith(text, prefix)),
    };
  }
  const known = queryFieldOf(field);
  return known
    ? { kind: 'value', field: known.name, prefix, ...place, options: [] }
    : { kind: 'none', field: null, prefix, ...place, options: [] };
};

/** The query with a completion put in, and where the cursor then stands: after a field at once, after a value past a space. */
export const applyCompletion = (
  query: string,
  { kind, field, from, to }: Completion,
  chosen: string
): { query: string; cursor: number } => {
  const isValue = kind === 'value' && !chosen.endsWith('.');
  const text = kind === 'value' && field !== null ? printValue(chosen) : chosen;
  const goesOn = isValue || field === 'has' ? ' ' : kind === 'label' ? ':' : '';
  const after = query.slice(to);
  const gap = goesOn !== '' && after.startsWith(goesOn) ? '' : after.startsWith(')') && goesOn === ' ' ? '' : goesOn;
  const head = `${query.slice(0, from)}${text}${gap}`;
  return { query: `${head}${after}`, cursor: head.length };
};
