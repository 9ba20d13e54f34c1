import type { QueryNode } from './query-language.js';
import { labelOf, labelPrefix } from './query-language-fields.js';
import { formatDuration } from './query-language-durations.js';

const quoted = (text: string): string => `"${text.replaceAll(/["\\]/g, '\\$&')}"`;

/** Text that stands for itself without quotes. */
const plain = /^[\p{L}\p{N}_.@/][\p{L}\p{N}_.@/+-]*$/u;

/** A value without a wildcard, quoted where it needs to be; `me` is quoted since alone it means who asks. */
export const printValue = (value: string): string => (plain.test(value) && value !== 'me' ? value : quoted(value));

const printParts = (parts: string[]): string =>
  parts.length === 1
    ? printValue(parts[0] ?? '')
    : parts.map((part) => part.replaceAll(/[\s*\\"():<>=-]/gu, '\\$&')).join('*');

/** A field as it is written; labels with odd names in quotes. */
export const printField = (field: string): string => {
  const label = labelOf(field);
  return label === null || /^[\p{L}\p{N}_./-]+$/u.test(label) ? field : `${labelPrefix}${quoted(label)}`;
};

const word = (text: string): string => (plain.test(text) && !/^(AND|OR|NOT)$/.test(text) ? text : quoted(text));

const within = (node: QueryNode): string =>
  (node.kind === 'and' || node.kind === 'or') && node.nodes.length > 1 ? `(${printQuery(node)})` : printQuery(node);

/** Writes a query as text; `parseQuery` reads the same from it. */
export const printQuery = (node: QueryNode): string => {
  switch (node.kind) {
    case 'and':
      return node.nodes.length === 0 ? '*' : node.nodes.map(within).join(' ');
    case 'or':
      return node.nodes.map(within).join(' OR ');
    case 'not':
      return node.node.kind === 'not' ? `NOT (${printQuery(node.node)})` : `-${within(node.node)}`;
    case 'text':
      return word(node.text);
    case 'value':
      return `${printField(node.field)}:${printParts(node.parts)}`;
    case 'mine':
      return 'assignee:me';
    case 'compare':
      return `${printField(node.field)}${node.op}${printNumber(node.field, node.value)}`;
    case 'age':
      return `${printField(node.field)}${node.op}${formatDuration(node.ms)}`;
    case 'has':
      return `has:${printPresence(node.field)}`;
  }
};

const printNumber = (field: string, value: number): string =>
  field === 'eventCount' || field === 'refireCount' ? String(value) : new Date(value).toISOString();

const printPresence = (field: string): string => (plain.test(field) ? field : quoted(field));
