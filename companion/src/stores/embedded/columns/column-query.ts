import { compareBy, foldText, labelOf, matchesParts, type QueryNode } from '@watchroom/contract';
import { suppressionKinds, type AlertColumns, type NumberField, type TextField } from './alert-columns.js';
import { pairPrefix, splitPair } from '../../label-pairs.js';

/** Whether a row fulfils a query. Good until the columns change. */
export type RowTest = (row: number) => boolean;

/** With how dear it is, so that what is cheap is asked first. */
interface Compiled {
  test: RowTest;
  cost: number;
}

const textTest = (columns: AlertColumns, field: TextField, key: string, ask: (text: string) => boolean): RowTest => {
  const { values, ids } = columns.text(field);
  const holds = values.remembered(key, ask);
  return (row) => {
    const id = ids[row] ?? -1;
    return id !== -1 && holds(id);
  };
};

const labelTest = (columns: AlertColumns, key: string, ask: (pair: string) => boolean): RowTest => {
  const { pairs, findPair } = columns.labels;
  const holds = pairs.remembered(key, ask);
  return (row) => findPair(row, holds) !== -1;
};

const exactTest = (columns: AlertColumns, field: TextField, value: string): RowTest => {
  const { values, ids } = columns.text(field);
  const wanted = values.find(value);
  return wanted === -1 ? () => false : (row) => ids[row] === wanted;
};

/** Tells questions apart. */
const keyOf = (field: string, parts: string[]): string => `value ${JSON.stringify([field, ...parts])}`;

const valueTest = (columns: AlertColumns, field: string, parts: string[]): Compiled => {
  const label = labelOf(field);
  const exact = parts.length === 1 ? (parts[0] ?? '') : null;
  if (label !== null) {
    const prefix = pairPrefix(label);
    if (exact !== null) {
      const wanted = columns.labels.pairs.find(`${prefix}${exact}`);
      const isWanted = (pair: number): boolean => pair === wanted;
      return { cost: 4, test: wanted === -1 ? () => false : (row) => columns.labels.findPair(row, isWanted) !== -1 };
    }
    return {
      cost: 5,
      test: labelTest(
        columns,
        keyOf(field, parts),
        (pair) => pair.startsWith(prefix) && matchesParts(pair.slice(prefix.length), parts)
      ),
    };
  }
  if (field === 'id') {
    return { cost: 1, test: (row) => matchesParts(columns.id(row), parts) };
  }
  const ask =
    field === 'suppressedBy'
      ? (kinds: string) => suppressionKinds(kinds).some((kind) => matchesParts(kind, parts))
      : (text: string) => matchesParts(text, parts);
  return exact !== null && field !== 'suppressedBy'
    ? { cost: 1, test: exactTest(columns, field as TextField, exact) }
    : { cost: 2, test: textTest(columns, field as TextField, keyOf(field, parts), ask) };
};

const numberTest = (columns: AlertColumns, node: Extract<QueryNode, { kind: 'compare' }>): RowTest => {
  const numbers = columns.number(node.field as NumberField);
  const compare = compareBy[node.op];
  return (row) => compare(numbers[row] ?? NaN, node.value);
};

const presenceTest = (columns: AlertColumns, field: string): Compiled => {
  const label = labelOf(field);
  if (label !== null) {
    const prefix = pairPrefix(label);
    return { cost: 5, test: labelTest(columns, `has ${label}`, (pair) => pair.startsWith(prefix)) };
  }
  if (field === 'endsAt' || field === 'snoozedUntil') {
    const numbers = columns.number(field);
    return { cost: 1, test: (row) => !Number.isNaN(numbers[row]) };
  }
  const { ids } = columns.text(field as TextField);
  return { cost: 1, test: (row) => (ids[row] ?? -1) !== -1 };
};

const wordTest = (columns: AlertColumns, word: string): Compiled => {
  const key = `word ${word}`;
  const holds = (text: string): boolean => foldText(text).includes(word);
  const inName = textTest(columns, 'name', key, holds);
  const inService = textTest(columns, 'service', key, holds);
  const inProse = textTest(columns, 'prose', key, (text) => text.includes(word));
  // Most pairs do not hold the word at all, which is quickly seen; its value alone counts.
  const inLabels = labelTest(columns, key, (pair) => holds(pair) && holds(splitPair(pair)[1]));
  return { cost: 20, test: (row) => inName(row) || inService(row) || inProse(row) || inLabels(row) };
};

/** All must hold, or one where `decides` is true. Two are asked without a loop, as most are. */
const together = (parts: Compiled[], decides: boolean): Compiled => {
  const tests = [...parts].sort((a, b) => a.cost - b.cost).map(({ test }) => test);
  const cost = parts.reduce((sum, part) => sum + part.cost, 0);
  const [first, second] = tests;
  if (first && second && tests.length === 2) {
    return { cost, test: decides ? (row) => first(row) || second(row) : (row) => first(row) && second(row) };
  }
  const test: RowTest = (row) => {
    for (const one of tests) {
      if (one(row) === decides) {
        return decides;
      }
    }
    return !decides;
  };
  return { cost, test: tests.length === 0 ? () => !decides : test };
};

const compile = (columns: AlertColumns, node: QueryNode): Compiled => {
  switch (node.kind) {
    case 'and':
    case 'or':
      return together(
        node.nodes.map((child) => compile(columns, child)),
        node.kind === 'or'
      );
    case 'not': {
      const { test, cost } = compile(columns, node.node);
      return { cost, test: (row) => !test(row) };
    }
    case 'text':
      return wordTest(columns, node.text);
    case 'value':
      return valueTest(columns, node.field, node.parts);
    case 'compare':
      return { cost: 1, test: numberTest(columns, node) };
    case 'has':
      return presenceTest(columns, node.field);
    case 'mine':
    case 'age':
      throw new TypeError(`a query must be resolved before it is applied: ${node.kind}`);
  }
};

/** A test of rows for a resolved query; empty rows must not be asked. */
export const compileQuery = (columns: AlertColumns, node: QueryNode): RowTest => compile(columns, node).test;
