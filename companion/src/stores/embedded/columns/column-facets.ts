import {
  facetFields,
  facetQuery,
  labelPrefix,
  queryFieldOf,
  type Facets,
  type QueryNode,
  type ValueCount,
} from '@watchroom/contract';
import { maxFacetValues, mostFrequent } from '../../facets.js';
import { suppressionKinds, type AlertColumns, type TextField } from './alert-columns.js';
import { compileQuery } from './column-query.js';
import { pairPrefix, splitPair } from '../../label-pairs.js';

/** Counts the values that some rows have. */
type Counter = (rows: Int32Array) => ValueCount[];

const listed = (counts: Int32Array, valueOf: (id: number) => string): ValueCount[] => {
  const found: ValueCount[] = [];
  counts.forEach((count, id) => {
    if (count > 0) {
      found.push({ value: valueOf(id), count });
    }
  });
  return found;
};

const fieldCounter =
  (columns: AlertColumns, field: TextField): Counter =>
  (rows) => {
    const { values, ids } = columns.text(field);
    // Rows without a value count at the end.
    const counts = new Int32Array(values.size + 1);
    const nowhere = values.size;
    // By index: to iterate a typed array takes several times as long.
    for (let index = 0; index < rows.length; index += 1) {
      const id = ids[rows[index] ?? 0] ?? -1;
      const at = id === -1 ? nowhere : id;
      counts[at] = (counts[at] ?? 0) + 1;
    }
    return listed(counts.subarray(0, nowhere), values.text);
  };

const labelCounter =
  (columns: AlertColumns, label: string): Counter =>
  (rows) => {
    const { pairs, findPair } = columns.labels;
    const prefix = pairPrefix(label);
    const isOfLabel = pairs.remembered(`has ${label}`, (pair) => pair.startsWith(prefix));
    const counts = new Int32Array(pairs.size);
    for (let index = 0; index < rows.length; index += 1) {
      const pair = findPair(rows[index] ?? 0, isOfLabel);
      if (pair !== -1) {
        counts[pair] = (counts[pair] ?? 0) + 1;
      }
    }
    return listed(counts, (pair) => pairs.text(pair).slice(prefix.length));
  };

/** Rows that fulfil a query, and those that fail only what is asked of one field, by the place of the field. */
const sortRows = (columns: AlertColumns, query: QueryNode, names: readonly string[]) => {
  const { own, rest } = facetQuery(query, names);
  const holdsRest = compileQuery(columns, rest);
  const asked = [...own].map(([name, node]) => ({ name, test: compileQuery(columns, node) }));
  const buckets = Array.from({ length: asked.length + 1 }, () => ({ rows: new Int32Array(columns.rows), count: 0 }));
  const all = asked.length;
  const { live } = columns;
  for (let row = 0; row < columns.rows; row += 1) {
    let bucket = all;
    let failures = live[row] === 1 ? 0 : 2;
    for (let at = 0; at < all && failures < 2; at += 1) {
      if (asked[at]?.test(row) === false) {
        bucket = at;
        failures += 1;
      }
    }
    if (failures < 2 && holdsRest(row)) {
      const found = buckets[bucket];
      if (found) {
        found.rows[found.count++] = row;
      }
    }
  }
  const rowsOf = (at: number): Int32Array => buckets[at]?.rows.subarray(0, buckets[at].count) ?? new Int32Array(0);
  return { matching: rowsOf(all), missing: new Map(asked.map(({ name }, at) => [name, rowsOf(at)])) };
};

const sum = (a: ValueCount[], b: ValueCount[]): ValueCount[] => {
  const counts = new Map(a.map(({ value, count }) => [value, count]));
  b.forEach(({ value, count }) => counts.set(value, (counts.get(value) ?? 0) + count));
  return [...counts].map(([value, count]) => ({ value, count }));
};

/** Counts in one look: a row that fails only what is asked of one field counts for that field alone. */
export const countFacets = (columns: AlertColumns, query: QueryNode, labels: readonly string[]): Facets => {
  const labelNames = labels.map((label) => `${labelPrefix}${label}`);
  const { matching, missing } = sortRows(columns, query, [...facetFields, ...labelNames]);
  const counted = (name: string, count: Counter): ValueCount[] => {
    const others = missing.get(name);
    return mostFrequent(others ? sum(count(matching), count(others)) : count(matching), maxFacetValues);
  };
  return {
    total: matching.length,
    fields: Object.fromEntries(
      facetFields.map((field) => [field, counted(field, fieldCounter(columns, field))])
    ) as Facets['fields'],
    labels: Object.fromEntries(
      labels.map((label) => [label, counted(`${labelPrefix}${label}`, labelCounter(columns, label))])
    ),
  };
};

/** Values of a field or `label.NAME` among all alerts, or names of labels for `label`, that begin with the prefix. */
export const countValues = (columns: AlertColumns, field: string, prefix: string, limit: number): ValueCount[] => {
  const counts = new Map<string, number>();
  const begin = prefix.toLowerCase();
  const add = (value: string, count: number): void => {
    if (count > 0 && value.slice(0, begin.length).toLowerCase() === begin) {
      counts.set(value, (counts.get(value) ?? 0) + count);
    }
  };
  const known = queryFieldOf(field);
  const { pairs } = columns.labels;
  if (field === 'label') {
    for (let pair = 0; pair < pairs.size; pair += 1) {
      add(splitPair(pairs.text(pair))[0], pairs.count(pair));
    }
  } else if (known?.name.startsWith(labelPrefix)) {
    const start = pairPrefix(known.name.slice(labelPrefix.length));
    for (let pair = 0; pair < pairs.size; pair += 1) {
      const text = pairs.text(pair);
      if (text.startsWith(start)) {
        add(text.slice(start.length), pairs.count(pair));
      }
    }
  } else if (known && known.name !== 'id' && (known.kind === 'keyword' || known.kind === 'enum')) {
    const { values } = columns.text(known.name as TextField);
    for (let id = 0; id < values.size; id += 1) {
      const parts = known.name === 'suppressedBy' ? suppressionKinds(values.text(id)) : [values.text(id)];
      parts.forEach((value) => add(value, values.count(id)));
    }
  }
  return mostFrequent(
    [...counts].map(([value, count]) => ({ value, count })),
    limit
  );
};
