import type { estypes } from '@elastic/elasticsearch';
import { labelOf, type QueryNode } from '@watchroom/contract';
import { labelPair, pairPrefix } from '../label-pairs.js';
import { wordQuery } from './documents.js';

type Query = estypes.QueryDslQueryContainer;

/** Where the index keeps a field of the query language. */
export const indexFields: Readonly<Record<string, string>> = {
  status: 'status',
  triage: 'triage',
  severity: 'severity',
  sender: 'sender',
  service: 'service',
  assignee: 'assignee',
  team: 'team',
  name: 'name',
  id: 'id',
  incident: 'incident_id',
  suppressedBy: 'suppressed_by',
  eventCount: 'event_count',
  refireCount: 'refire_count',
  lastSeen: 'last_seen_at',
  firstSeen: 'first_seen_at',
  startsAt: 'starts_at',
  endsAt: 'ends_at',
  snoozedUntil: 'snoozed_until',
};

const indexField = (field: string): string => {
  const name = indexFields[field];
  if (name === undefined) {
    throw new TypeError(`no field of the query language: ${field}`);
  }
  return name;
};

const rangeWords = { '<': 'lt', '<=': 'lte', '>': 'gt', '>=': 'gte' } as const;

const valueQuery = (field: string, parts: string[]): Query => {
  const label = labelOf(field);
  const name = label === null ? indexField(field) : 'label_pairs';
  const [first = '', ...rest] = parts;
  const pieces = label === null ? parts : [labelPair(label, first), ...rest];
  return pieces.length === 1
    ? { term: { [name]: pieces[0] ?? '' } }
    : { wildcard: { [name]: { value: pieces.map((piece) => piece.replaceAll(/[\\*?]/g, '\\$&')).join('*') } } };
};

/** All must hold; nothing is scored. */
export const allQueries = (filter: Query[]): Query => ({ bool: { filter } });

/** A resolved query as Elasticsearch asks it. */
export const queryDsl = (node: QueryNode): Query => {
  switch (node.kind) {
    case 'and':
      return node.nodes.length === 0 ? { match_all: {} } : allQueries(node.nodes.map(queryDsl));
    case 'or':
      return { bool: { should: node.nodes.map(queryDsl), minimum_should_match: 1 } };
    case 'not':
      return { bool: { must_not: [queryDsl(node.node)] } };
    case 'text':
      return wordQuery(node.text);
    case 'value':
      return valueQuery(node.field, node.parts);
    case 'compare':
      return node.op === '='
        ? { term: { [indexField(node.field)]: node.value } }
        : { range: { [indexField(node.field)]: { [rangeWords[node.op]]: node.value } } };
    case 'has': {
      const label = labelOf(node.field);
      return label === null
        ? { exists: { field: indexField(node.field) } }
        : { term: { label_names: pairPrefix(label) } };
    }
    case 'mine':
    case 'age':
      throw new TypeError(`a query must be resolved before it is asked: ${node.kind}`);
  }
};

/** Letters that mean something in Lucene's regular expressions. */
const special = /[.?+*|{}[\]()"\\#@&<>~^$-]/;

const eitherCase = (letter: string): string => {
  const forms = [...new Set([letter, letter.toLowerCase(), letter.toUpperCase()])].filter(
    (form) => [...form].length === 1
  );
  const escaped = forms.map((form) => (special.test(form) ? `\\${form}` : form));
  return escaped.length === 1 ? (escaped[0] ?? '') : `(${escaped.join('|')})`;
};

/** Terms that begin with `exact` and go on with `prefix`, the latter without regard to case. */
export const termsBeginning = (exact: string, prefix: string): string => {
  const fixed = [...exact].map((letter) => (special.test(letter) ? `\\${letter}` : letter)).join('');
  return `${fixed}${[...prefix].map(eitherCase).join('')}.*`;
};
