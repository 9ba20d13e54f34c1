import type { estypes } from '@elastic/elasticsearch';
import {
  facetFields,
  facetQuery,
  labelPrefix,
  queryFieldOf,
  type Facets,
  type QueryNode,
  type ValueCount,
} from '@watchroom/contract';
import { maxFacetValues } from '../facets.js';
import { pairPrefix, splitPair } from '../label-pairs.js';
import { allQueries, indexFields, queryDsl, termsBeginning } from './query-dsl.js';

type Aggregation = estypes.AggregationsAggregationContainer;
/** Values with how often they are there. */
export interface Terms {
  buckets: Array<{ key: string; doc_count: number }>;
}
const order: estypes.AggregationsAggregateOrder = [{ _count: 'desc' }, { _key: 'asc' }];

const countsOf = (name: string): Aggregation =>
  name.startsWith(labelPrefix)
    ? {
        terms: {
          field: 'label_pairs',
          include: termsBeginning(pairPrefix(name.slice(labelPrefix.length)), ''),
          size: maxFacetValues,
          order,
        },
      }
    : { terms: { field: indexFields[name] ?? name, size: maxFacetValues, order } };

/** Names of aggregations may not hold brackets or `>`; the place in the list will do. */
const keyOf = (index: number): string => `f${index}`;

/** A search that counts values of some fields; the first of all counts what matches as well. */
export interface FacetSearch {
  query: estypes.QueryDslQueryContainer;
  aggs: Record<string, Aggregation>;
}

/**
 * What to ask for the facets of a resolved query, and how to read the answers. A search for what no filter of its own narrows, and one for each
 * field that has one: apart they run side by side, and Elasticsearch counts from its index where the aggregations are within nothing else.
 */
export const facetRequest = (query: QueryNode, labels: readonly string[]) => {
  const names = [...facetFields, ...labels.map((label) => `${labelPrefix}${label}`)];
  const { own, rest } = facetQuery(query, names);
  const others = (except: string) =>
    allQueries([queryDsl(rest), ...[...own].flatMap(([name, node]) => (name === except ? [] : [queryDsl(node)]))]);
  const counted = names.map((name, at) => ({ name, key: keyOf(at), aggs: { [keyOf(at)]: countsOf(name) } }));
  const shared = counted.filter(({ name }) => !own.has(name));
  const single = counted.filter(({ name }) => own.has(name));
  const searches: FacetSearch[] = [
    { query: others(''), aggs: Object.assign({}, ...shared.map(({ aggs }) => aggs)) as FacetSearch['aggs'] },
    ...single.map(({ name, aggs }) => ({ query: others(name), aggs })),
  ];
  const read = (answers: ReadonlyArray<{ total: number; aggregations: Record<string, Terms> }>): Facets => {
    const all = new Map(answers.flatMap(({ aggregations }) => Object.entries(aggregations)));
    const valuesOf = (name: string): ValueCount[] =>
      (all.get(keyOf(names.indexOf(name)))?.buckets ?? []).map((bucket) => countOf(bucket, name));
    return {
      total: answers[0]?.total ?? 0,
      fields: Object.fromEntries(facetFields.map((field) => [field, valuesOf(field)])) as Facets['fields'],
      labels: Object.fromEntries(labels.map((label) => [label, valuesOf(`${labelPrefix}${label}`)])),
    };
  };
  return { searches, read };
};

const countOf = ({ key, doc_count: count }: Terms['buckets'][number], name: string): ValueCount => ({
  value: name.startsWith(labelPrefix) ? splitPair(key)[1] : key,
  count,
});

/** What to ask for the values of a field, a label or the names of labels; null where there are none to ask for. */
export const valuesRequest = (field: string, prefix: string, limit: number) => {
  const known = field === 'label' ? null : queryFieldOf(field);
  const label = known?.name.startsWith(labelPrefix) ? known.name.slice(labelPrefix.length) : null;
  const isListed = known !== null && known.name !== 'id' && (known.kind === 'keyword' || known.kind === 'enum');
  if (field !== 'label' && !isListed) {
    return null;
  }
  const terms: estypes.AggregationsTermsAggregation =
    field === 'label'
      ? { field: 'label_names', include: `[0-9]+:${termsBeginning('', prefix)}` }
      : label !== null
        ? { field: 'label_pairs', include: termsBeginning(pairPrefix(label), prefix) }
        : { field: indexFields[known?.name ?? ''] ?? '', include: termsBeginning('', prefix) };
  const read = ({ values }: { values: Terms }): ValueCount[] =>
    values.buckets.map(({ key, doc_count: count }) => ({
      value: field === 'label' ? splitPair(key)[0] : label === null ? key : splitPair(key)[1],
      count,
    }));
  return { aggs: { values: { terms: { ...terms, size: limit, order } } }, read };
};
