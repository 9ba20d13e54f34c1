import { compareBy, foldText, labelOf, matchesParts, type QueryNode } from '@watchroom/contract';
import { suppressionKinds, type AlertColumns, type NumberField, type TextField } from './alert-columns.js';
import { pairPrefix, splitPair } from '../../label-pairs.js';
import { bitsAnd, bitsNot, bitsOr, bitsWhere, rowsOfBits, wordsFor, type RowBits } from './row-bits.js';

/** Whether a row fulfils a query. Good until the columns change. */
export type RowTest = (row: number) => boolean;

/** A query that columns can answer; good until they change. */
export interface ColumnQuery {
  test: RowTest;
  /** The rows that fulfil it, empty ones perhaps among them. */
  bits(): RowBits;
  /** How dear it is to test one row: what is cheap is asked first. */
  cost: number;
}

/** A condition of its own; `ofAll` finds its rows quicker than one by one. */
const leaf = (columns: AlertColumns, key: string, cost: number, test: RowTest, ofAll?: () => RowBits): ColumnQuery => ({
  test,
  cost,
  bits: () => columns.sets.find(key, columns.rows, test, ofAll),
});

type Ask = (text: string, id: number) => boolean;

/** Tells questions apart. */
const keyOf = (field: string, parts: readonly unknown[]): string => `value ${JSON.stringify([field, ...parts])}`;

const textLeaf = (columns: AlertColumns, field: TextField, key: string, ask: Ask): ColumnQuery => {
  const { values, ids } = columns.text(field);
  const holds = values.remembered(key, ask);
  const test: RowTest = (row) => {
    const id = ids[row] ?? -1;
    return id !== -1 && holds(id);
  };
  const ofAll = (): RowBits => {
    const answers = values.allAnswers(key, ask);
    return bitsWhere(columns.rows, (row) => {
      const id = ids[row] ?? -1;
      return id !== -1 && answers[id] === 1;
    });
  };
  return leaf(columns, key, 2, test, ofAll);
};

const labelLeaf = (columns: AlertColumns, key: string, ask: Ask): ColumnQuery => {
  const { pairs, findPair, rowsWith } = columns.labels;
  const holds = pairs.remembered(key, ask);
  return leaf(
    columns,
    key,
    5,
    (row) => findPair(row, holds) !== -1,
    () => rowsWith(pairs.allAnswers(key, ask), columns.rows)
  );
};

const nobody = (columns: AlertColumns): ColumnQuery => ({
  cost: 0,
  test: () => false,
  bits: () => new Int32Array(wordsFor(columns.rows)),
});

const exactLeaf = (columns: AlertColumns, field: TextField, value: string): ColumnQuery => {
  const { values, ids } = columns.text(field);
  const wanted = values.find(value);
  return wanted === -1 ? nobody(columns) : leaf(columns, keyOf(field, [value]), 1, (row) => ids[row] === wanted);
};

const oneRow = (columns: AlertColumns, wanted: number): ColumnQuery => ({
  cost: 0,
  test: (row) => row === wanted,
  bits: () => {
    const bits = new Int32Array(wordsFor(columns.rows));
    if (wanted !== -1) {
      bits[wanted >>> 5] = 1 << (wanted & 31);
    }
    return bits;
  },
});

const labelValue = (columns: AlertColumns, field: string, label: string, parts: string[]): ColumnQuery => {
  const prefix = pairPrefix(label);
  const key = keyOf(field, parts);
  if (parts.length > 1) {
    return labelLeaf(columns, key, (pair) => pair.startsWith(prefix) && matchesParts(pair.slice(prefix.length), parts));
  }
  const { pairs, findPair } = columns.labels;
  const wanted = pairs.find(`${prefix}${parts[0] ?? ''}`);
  return wanted === -1
    ? nobody(columns)
    : leaf(columns, key, 4, (row) => findPair(row, (pair) => pair === wanted) !== -1);
};

const valueQuery = (columns: AlertColumns, field: string, parts: string[]): ColumnQuery => {
  const label = labelOf(field);
  if (label !== null) {
    return labelValue(columns, field, label, parts);
  }
  const exact = parts.length === 1 ? (parts[0] ?? '') : null;
  if (field === 'id') {
    return exact === null
      ? leaf(columns, keyOf(field, parts), 3, (row) => matchesParts(columns.id(row), parts))
      : oneRow(columns, columns.row(exact));
  }
  if (exact !== null && field !== 'suppressedBy') {
    return exactLeaf(columns, field as TextField, exact);
  }
  const ask: Ask =
    field === 'suppressedBy'
      ? (kinds) => suppressionKinds(kinds).some((kind) => matchesParts(kind, parts))
      : (text) => matchesParts(text, parts);
  return textLeaf(columns, field as TextField, keyOf(field, parts), ask);
};

const compareQuery = (columns: AlertColumns, node: Extract<QueryNode, { kind: 'compare' }>): ColumnQuery => {
  const numbers = columns.number(node.field as NumberField);
  const compare = compareBy[node.op];
  return leaf(columns, keyOf(node.field, [node.op, node.value]), 1, (row) => compare(numbers[row] ?? NaN, node.value));
};

const presenceQuery = (columns: AlertColumns, field: string): ColumnQuery => {
  const label = labelOf(field);
  const key = `has ${field}`;
  if (label !== null) {
    const prefix = pairPrefix(label);
    return labelLeaf(columns, key, (pair) => pair.startsWith(prefix));
  }
  if (field === 'endsAt' || field === 'snoozedUntil') {
    const numbers = columns.number(field);
    return leaf(columns, key, 1, (row) => !Number.isNaN(numbers[row]));
  }
  const { ids } = columns.text(field as TextField);
  return leaf(columns, key, 1, (row) => (ids[row] ?? -1) !== -1);
};

const wordQuery = (columns: AlertColumns, word: string): ColumnQuery => {
  const key = `word ${word}`;
  const inText = (field: TextField): ColumnQuery =>
    textLeaf(columns, field, `${key} in ${field}`, (_, id) => columns.text(field).values.folded(id).includes(word));
  const { pairs } = columns.labels;
  // Most pairs do not hold the word at all, which is quickly seen; its value alone counts.
  const inLabels = labelLeaf(
    columns,
    `${key} in labels`,
    (pair, id) => pairs.folded(id).includes(word) && foldText(splitPair(pair)[1]).includes(word)
  );
  return { ...either([inText('name'), inText('service'), inText('prose'), inLabels]), cost: 20 };
};

const either = (parts: ColumnQuery[]): ColumnQuery => ({
  cost: parts.reduce((sum, { cost }) => sum + cost, 0),
  test: (row) => parts.some(({ test }) => test(row)),
  bits: () => {
    const [first, ...others] = parts.map(({ bits }) => bits());
    return first ? bitsOr(first, others) : new Int32Array(0);
  },
});

/** From this cost on, single rows are asked instead of all where few are left. */
const dear = 4;
const few = 8;

const each = (columns: AlertColumns, unsorted: ColumnQuery[]): ColumnQuery => {
  const parts = unsorted.sort((a, b) => a.cost - b.cost);
  const bits = (): RowBits => {
    const live = liveRows(columns);
    const cheap = parts.filter(({ cost }) => cost < dear);
    const left = parts.filter(({ cost }) => cost >= dear);
    let found = bitsAnd(
      live,
      cheap.map((part) => part.bits())
    );
    for (const part of left) {
      const rows = rowsOfBits(found);
      found = rows.length * few < columns.rows ? bitsOf(rows, part.test, found.length) : bitsAnd(found, [part.bits()]);
    }
    return found;
  };
  return {
    cost: parts.reduce((sum, { cost }) => sum + cost, 0),
    test: (row) => parts.every(({ test }) => test(row)),
    bits,
  };
};

const bitsOf = (rows: Int32Array, test: RowTest, words: number): RowBits => {
  const bits = new Int32Array(words);
  for (let index = 0; index < rows.length; index += 1) {
    const row = rows[index] ?? 0;
    if (test(row)) {
      bits[row >>> 5] = (bits[row >>> 5] ?? 0) | (1 << (row & 31));
    }
  }
  return bits;
};

/** Rows that hold an alert. */
export const liveRows = (columns: AlertColumns): RowBits => {
  const { live } = columns;
  return columns.sets.find('live', columns.rows, (row) => live[row] === 1);
};

/** Makes a resolved query ready for asking. */
export const compileQuery = (columns: AlertColumns, node: QueryNode): ColumnQuery => {
  switch (node.kind) {
    case 'and':
      return each(
        columns,
        node.nodes.map((child) => compileQuery(columns, child))
      );
    case 'or':
      return node.nodes.length === 0
        ? nobody(columns)
        : either(node.nodes.map((child) => compileQuery(columns, child)));
    case 'not': {
      const { test, bits, cost } = compileQuery(columns, node.node);
      return { cost, test: (row) => !test(row), bits: () => bitsNot(bits()) };
    }
    case 'text':
      return wordQuery(columns, node.text);
    case 'value':
      return valueQuery(columns, node.field, node.parts);
    case 'compare':
      return compareQuery(columns, node);
    case 'has':
      return presenceQuery(columns, node.field);
    case 'mine':
    case 'age':
      throw new TypeError(`a query must be resolved before it is applied: ${node.kind}`);
  }
};

/** The rows that fulfil a resolved query. */
export const matchingRows = (columns: AlertColumns, node: QueryNode): RowBits =>
  each(columns, [compileQuery(columns, node)]).bits();
