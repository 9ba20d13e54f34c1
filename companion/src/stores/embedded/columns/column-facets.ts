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

interface Counter {
  count(row: number): void;
  values(): ValueCount[];
}

const listed = (counts: Int32Array, valueOf: (id: number) => string): ValueCount[] => {
  const found: ValueCount[] = [];
  counts.forEach((count, id) => {
    if (count > 0) {
      found.push({ value: valueOf(id), count });
    }
  });
  return mostFrequent(found, maxFacetValues);
};

const fieldCounter = (columns: AlertColumns, field: TextField): Counter => {
  const { values, ids } = columns.text(field);
  const counts = new Int32Array(values.size);
  return {
    count: (row) => {
      const id = ids[row] ?? -1;
      if (id !== -1) {
        counts[id] = (counts[id] ?? 0) + 1;
      }
    },
    values: () => listed(counts, values.text),
  };
};

const labelCounter = (columns: AlertColumns, label: string): Counter => {
  const { pairs, findPair } = columns.labels;
  const prefix = pairPrefix(label);
  const counts = new Int32Array(pairs.size);
  const ofLabel = new Int8Array(pairs.size);
  const isOfLabel = (pair: number): boolean => {
    if (ofLabel[pair] === 0) {
      ofLabel[pair] = pairs.text(pair).startsWith(prefix) ? 1 : -1;
    }
    return ofLabel[pair] === 1;
  };
  return {
    count: (row) => {
      const pair = findPair(row, isOfLabel);
      if (pair !== -1) {
        counts[pair] = (counts[pair] ?? 0) + 1;
      }
    },
    values: () => listed(counts, (pair) => pairs.text(pair).slice(prefix.length)),
  };
};

/** Counts in one look: a row that fails only what is asked of one field counts for that field alone. */
export const countFacets = (columns: AlertColumns, query: QueryNode, labels: readonly string[]): Facets => {
  const names: string[] = [...facetFields, ...labels.map((label) => `${labelPrefix}${label}`)];
  const { own, rest } = facetQuery(query, names);
  const holdsRest = compileQuery(columns, rest);
  const counters = [
    ...facetFields.map((field) => fieldCounter(columns, field)),
    ...labels.map((label) => labelCounter(columns, label)),
  ];
  const asked = [...own].map(([name, node]) => ({ at: names.indexOf(name), test: compileQuery(columns, node) }));
  let total = 0;
  for (let row = 0; row < columns.rows; row += 1) {
    if (columns.id(row) === '') {
      continue;
    }
    let failed = -1;
    let failures = 0;
    for (const { at, test } of asked) {
      if (!test(row)) {
        failed = at;
        failures += 1;
        if (failures > 1) {
          break;
        }
      }
    }
    if (failures > 1 || !holdsRest(row)) {
      continue;
    }
    if (failures === 1) {
      counters[failed]?.count(row);
    } else {
      total += 1;
      for (const counter of counters) {
        counter.count(row);
      }
    }
  }
  const valuesAt = (name: string): ValueCount[] => counters[names.indexOf(name)]?.values() ?? [];
  return {
    total,
    fields: Object.fromEntries(facetFields.map((field) => [field, valuesAt(field)])) as Facets['fields'],
    labels: Object.fromEntries(labels.map((label) => [label, valuesAt(`${labelPrefix}${label}`)])),
  };
};

/** Values of a field or `label.NAME` among all alerts, or names of labels for `label`, that begin with the prefix. */
export const countValues = (columns: AlertColumns, field: string, prefix: string, limit: number): ValueCount[] => {
  const counts = new Map<string, number>();
  const begin = prefix.toLowerCase();
  const add = (value: string, count: number): void => {
    if (count > 0 && value.toLowerCase().startsWith(begin)) {
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
