import { allOf, anyOf, conjuncts, fieldOf, type QueryNode } from './query-language.js';
import type { AlertFilter } from './query.js';
import { parseQuery } from './query-language-parser.js';
import { searchWords } from './search-text.js';

const listFields = ['status', 'triage', 'severity', 'sender', 'service', 'assignee', 'team'] as const;

/**
 * A filter as one query: values of one field are alternatives, fields, words and `q` must all hold.
 *
 * @throws {QuerySyntaxError} where `q` cannot be read.
 */
export const filterQuery = (filter: AlertFilter): QueryNode => {
  const lists = listFields.flatMap((field): QueryNode[] => {
    const values: readonly string[] = filter[field] ?? [];
    return values.length === 0 ? [] : [anyOf(values.map((value) => ({ kind: 'value', field, parts: [value] })))];
  });
  const suppressed: QueryNode = { kind: 'has', field: 'suppressedBy' };
  return allOf([
    ...lists,
    ...(filter.incidentId === undefined
      ? []
      : [{ kind: 'value' as const, field: 'incident', parts: [filter.incidentId] }]),
    ...(filter.suppressed === undefined
      ? []
      : [filter.suppressed ? suppressed : { kind: 'not' as const, node: suppressed }]),
    ...searchWords(filter.text).map((text) => ({ kind: 'text' as const, text })),
    ...conjuncts(parseQuery(filter.q ?? '')),
  ]);
};

/** A query cut into what each facet field asks for by itself, and the rest. */
export interface FacetQuery {
  own: Map<string, QueryNode>;
  rest: QueryNode;
}

/** Cuts a query so that each field's counts can leave out what is asked of that field alone. */
export const facetQuery = (query: QueryNode, fields: readonly string[]): FacetQuery => {
  const parts = conjuncts(query);
  const isOwn = (node: QueryNode): boolean => fields.includes(fieldOf(node) ?? '');
  const own = new Map<string, QueryNode>();
  for (const field of fields) {
    const mine = parts.filter((node) => fieldOf(node) === field);
    if (mine.length > 0) {
      own.set(field, allOf(mine));
    }
  }
  return { own, rest: allOf(parts.filter((node) => !isOwn(node))) };
};
