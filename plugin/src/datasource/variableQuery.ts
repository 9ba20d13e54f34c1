import type { Matcher } from '@watchroom/contract';
import { joinMatchers } from './matchers';

/** What a dashboard variable asks for. */
export type VariableQuery =
  | { kind: 'metrics'; text: string }
  | { kind: 'label names'; matchers: Matcher[] }
  | { kind: 'label values'; label: string; matchers: Matcher[] };

const help =
  'Write metrics(), metrics(text), label_names(metric), label_values(label) or label_values(metric{a="b"}, label).';

const unquoted = (text: string): string => {
  try {
    return String(JSON.parse(text));
  } catch {
    return text.slice(1, -1);
  }
};

const matcherPattern = /^\s*([a-zA-Z_][a-zA-Z0-9_]*)\s*(=~|!~|!=|=)\s*("(?:[^"\\]|\\.)*")\s*(,|$)/;

/** `name{a="b",c=~"d"}` as matchers. */
const parseSelector = (selector: string): Matcher[] => {
  const [, name = '', braces] = /^\s*([a-zA-Z_:][a-zA-Z0-9_:]*)?\s*(?:\{(.*)\})?\s*$/s.exec(selector) ?? [];
  if (name === '' && braces === undefined) {
    throw new Error(`"${selector}" is no selector. ${help}`);
  }
  const matchers: Matcher[] = [];
  let rest = braces ?? '';
  while (rest.trim() !== '') {
    const found = matcherPattern.exec(rest);
    if (!found) {
      throw new Error(`"${rest.trim()}" is no matcher such as label="value". ${help}`);
    }
    const [all, label = '', op = '=', quoted = '""'] = found;
    matchers.push({ label, op: op as Matcher['op'], value: unquoted(quoted) });
    rest = rest.slice(all.length);
  }
  return joinMatchers(name, matchers);
};

/** Reads what stands in a variable's query; fails with what can be written. */
export const parseVariableQuery = (query: string): VariableQuery => {
  const [, name, inside = ''] = /^\s*(metrics|label_names|label_values)\s*\((.*)\)\s*$/s.exec(query) ?? [];
  const text = inside.trim();
  switch (name) {
    case 'metrics':
      return { kind: 'metrics', text };
    case 'label_names':
      return { kind: 'label names', matchers: text === '' ? [] : parseSelector(text) };
    case 'label_values': {
      const comma = /^(.*),\s*([a-zA-Z_][a-zA-Z0-9_]*)$/s.exec(text);
      const label = comma?.[2] ?? text;
      if (!/^[a-zA-Z_][a-zA-Z0-9_]*$/.test(label)) {
        throw new Error(`label_values needs a label. ${help}`);
      }
      return { kind: 'label values', label, matchers: comma ? parseSelector(comma[1] ?? '') : [] };
    }
    default:
      throw new Error(help);
  }
};

export const variableHelp = help;
