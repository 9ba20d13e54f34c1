import type { estypes } from '@elastic/elasticsearch';
import {
  allOf,
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
import { indexFields, queryDsl, termsBeginning } from './query-dsl.js';

type Aggregation = estypes.AggregationsAggregationContainer;
interface Terms {
  buckets: Array<{ key: string; doc_count: number }>;
}
interface Counted {
  doc_count: number;
  [name: string]: Terms | number;
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

/** What to ask for the facets of a resolved query, and how to read the answer. */
export const facetRequest = (query: QueryNode, labels: readonly string[]) => {
  const names = [...facetFields, ...labels.map((label) => `${labelPrefix}${label}`)];
  const { own, rest } = facetQuery(query, names);
  const others = (except: string): QueryNode =>
    allOf([...own].flatMap(([name, node]) => (name === except ? [] : [node])));
  const aggs: Record<string, Aggregation> = {
    // What no filter of its own narrows is counted together, in one look at what matches.
    all: {
      filter: queryDsl(others('')),
      aggs: Object.fromEntries(names.flatMap((name, at) => (own.has(name) ? [] : [[keyOf(at), countsOf(name)]]))),
    },
  };
  names.forEach((name, at) => {
    if (own.has(name)) {
      aggs[keyOf(at)] = { filter: queryDsl(others(name)), aggs: { [keyOf(at)]: countsOf(name) } };
    }
  });
  const read = (answer: Record<string, Counted>): Facets => {
    const all = answer['all'] ?? { doc_count: 0 };
    const valuesOf = (name: string): ValueCount[] => {
      const key = keyOf(names.indexOf(name));
      const terms = own.has(name) ? answer[key]?.[key] : all[key];
      return typeof terms === 'object' ? terms.buckets.map((bucket) => countOf(bucket, name)) : [];
    };
    return {
      total: all.doc_count,
      fields: Object.fromEntries(facetFields.map((field) => [field, valuesOf(field)])) as Facets['fields'],
      labels: Object.fromEntries(labels.map((label) => [label, valuesOf(`${labelPrefix}${label}`)])),
    };
  };
  return { query: queryDsl(rest), aggs, read };
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
