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
import { maxFacetValues, mostFrequent } from '../../facets.js';
import { suppressionKinds, type AlertColumns, type TextField } from './alert-columns.js';
import { liveRows, matchingRows } from './column-query.js';
import { pairPrefix } from '../../label-pairs.js';
import { rowsOfBits } from './row-bits.js';

/** Rows whose values are counted; null for all there are, which the dictionaries know. */
type Counted = Int32Array | null;

const listed = (size: number, countOf: (id: number) => number, valueOf: (id: number) => string): ValueCount[] => {
  const found: ValueCount[] = [];
  for (let id = 0; id < size; id += 1) {
    const count = countOf(id);
    if (count > 0) {
      found.push({ value: valueOf(id), count });
    }
  }
  return found;
};

const countField = (columns: AlertColumns, field: TextField, rows: Counted): ValueCount[] => {
  const { values, ids } = columns.text(field);
  if (rows === null) {
    return listed(values.size, values.count, values.text);
  }
  // Rows without a value count at the end.
  const counts = new Int32Array(values.size + 1);
  const nowhere = values.size;
  // By index: to iterate a typed array takes several times as long.
  for (let index = 0; index < rows.length; index += 1) {
    const id = ids[rows[index] ?? 0] ?? -1;
    const at = id === -1 ? nowhere : id;
    counts[at] = (counts[at] ?? 0) + 1;
  }
  return listed(nowhere, (id) => counts[id] ?? 0, values.text);
};

const countLabel = (columns: AlertColumns, label: string, rows: Counted): ValueCount[] => {
  const { pairs, countPairs } = columns.labels;
  const prefix = pairPrefix(label);
  const isOfLabel = pairs.allAnswers(`has ${labelPrefix}${label}`, (pair) => pair.startsWith(prefix));
  const valueOf = (pair: number): string => pairs.text(pair).slice(prefix.length);
  if (rows === null) {
    return listed(pairs.size, (pair) => (isOfLabel[pair] === 1 ? pairs.count(pair) : 0), valueOf);
  }
  const counts = countPairs(rows, isOfLabel);
  return listed(counts.length, (pair) => counts[pair] ?? 0, valueOf);
};

/** Counts by field; what is asked of a field itself is left out where its values are counted. */
export const countFacets = (columns: AlertColumns, query: QueryNode, labels: readonly string[]): Facets => {
  const names = [...facetFields, ...labels.map((label) => `${labelPrefix}${label}`)];
  const { own, rest } = facetQuery(query, names);
  const all = rowsOfBits(liveRows(columns)).length;
  const rowsWithout = (name: string): Int32Array => {
    const others = [...own].flatMap(([other, node]) => (other === name ? [] : [node]));
    return rowsOfBits(matchingRows(columns, allOf([rest, ...others])));
  };
  const matching = rowsWithout('');
  const counted = (name: string, count: (rows: Counted) => ValueCount[]): ValueCount[] => {
    const rows = own.has(name) ? rowsWithout(name) : matching;
    return mostFrequent(count(rows.length === all ? null : rows), maxFacetValues);
  };
  return {
    total: matching.length,
    fields: Object.fromEntries(
      facetFields.map((field) => [field, counted(field, (rows) => countField(columns, field, rows))])
    ) as Facets['fields'],
    labels: Object.fromEntries(
      labels.map((label) => [label, counted(`${labelPrefix}${label}`, (rows) => countLabel(columns, label, rows))])
    ),
  };
};

/** Whether a text goes on at `from` with what is in lower case, without regard to case. */
const goesOnWith = (text: string, from: number, lower: string): boolean => {
  for (let at = 0; at < lower.length; at += 1) {
    const unit = text.charCodeAt(from + at);
    if (unit > 127) {
      return text.slice(from, from + lower.length).toLowerCase() === lower;
    }
    if ((unit > 64 && unit < 91 ? unit + 32 : unit) !== lower.charCodeAt(at)) {
      return false;
    }
  }
  return true;
};

const valuesOfLabel = ({ labels: { pairs } }: AlertColumns, label: string, begin: string): ValueCount[] => {
  const start = pairPrefix(label);
  const isOfLabel = pairs.allAnswers(`has ${labelPrefix}${label}`, (pair) => pair.startsWith(start));
  const found: ValueCount[] = [];
  for (let pair = 0; pair < pairs.size; pair += 1) {
    if (isOfLabel[pair] === 1 && goesOnWith(pairs.text(pair), start.length, begin)) {
      found.push({ value: pairs.text(pair).slice(start.length), count: pairs.count(pair) });
    }
  }
  return found;
};

const valuesOfField = (columns: AlertColumns, field: TextField, begin: string): ValueCount[] => {
  const { values } = columns.text(field);
  const counts = new Map<string, number>();
  for (let id = 0; id < values.size; id += 1) {
    const parts = field === 'suppressedBy' ? suppressionKinds(values.text(id)) : [values.text(id)];
    for (const value of parts) {
      if (values.count(id) > 0 && goesOnWith(value, 0, begin)) {
        counts.set(value, (counts.get(value) ?? 0) + values.count(id));
      }
    }
  }
  return [...counts].map(([value, count]) => ({ value, count }));
};

const valuesOf = (columns: AlertColumns, field: string, begin: string): ValueCount[] => {
  if (field === 'label') {
    const names = [...columns.labels.names].filter(([name]) => goesOnWith(name, 0, begin));
    return names.map(([value, count]) => ({ value, count }));
  }
  const known = queryFieldOf(field);
  if (known?.name.startsWith(labelPrefix)) {
    return valuesOfLabel(columns, known.name.slice(labelPrefix.length), begin);
  }
  const isListed = known && known.name !== 'id' && (known.kind === 'keyword' || known.kind === 'enum');
  return isListed ? valuesOfField(columns, known.name as TextField, begin) : [];
};

/** Values of a field or `label.NAME` among all alerts, or names of labels for `label`, that begin with the prefix. */
export const countValues = (columns: AlertColumns, field: string, prefix: string, limit: number): ValueCount[] =>
  mostFrequent(valuesOf(columns, field, prefix.toLowerCase()), limit);
