import { facetFields, type AlertFilter } from '@watchroom/contract';
import { wanted } from '../facets.js';
import { searchWords } from '../search-text.js';
import type { Bindable } from './database.js';

/** A piece of a WHERE clause with its parameters. */
export interface Condition {
  sql: string;
  values: Bindable[];
}

/** The same conditions, but not to be looked up by an index: so that SQLite walks the index of the sort order instead. */
export const withoutIndex = (conditions: Condition[]): Condition[] =>
  conditions.map(({ sql, values }) => ({ sql: `+${sql}`, values }));

/** Conditions on columns; undefined asks nothing. Column names come from code only, values are always bound. */
export const conditionsOf = (wanted: {
  equals?: Record<string, Bindable | undefined>;
  oneOf?: Record<string, readonly string[] | undefined>;
  /** Each must stand in the column `search`; instr() takes every letter as it is. */
  words?: string[];
}): Condition[] => [
  ...Object.entries(wanted.equals ?? {}).flatMap(([column, value]) =>
    value === undefined ? [] : [{ sql: `${column} = ?`, values: [value] }]
  ),
  ...Object.entries(wanted.oneOf ?? {}).flatMap(([column, values]) =>
    values === undefined || values.length === 0
      ? []
      : [{ sql: `${column} IN (SELECT value FROM json_each(?))`, values: [JSON.stringify(values)] }]
  ),
  ...(wanted.words ?? []).map((word) => ({ sql: 'instr(search, ?) > 0', values: [word] })),
];

/** All of them must hold. */
export const where = (conditions: Condition[]): Condition => ({
  sql: conditions.length === 0 ? '' : `WHERE ${conditions.map(({ sql }) => sql).join(' AND ')}`,
  values: conditions.flatMap(({ values }) => values),
});

/** The part of a filter that is no facet field. */
export const otherConditions = (filter: AlertFilter): Condition[] =>
  conditionsOf({
    equals: {
      incident_id: filter.incidentId,
      suppressed: filter.suppressed === undefined ? undefined : Number(filter.suppressed),
    },
    words: searchWords(filter.text),
  });

/** All of a filter. */
export const alertConditions = (filter: AlertFilter): Condition[] => [
  ...conditionsOf({ oneOf: Object.fromEntries(facetFields.map((field) => [field, wanted(filter, field)])) }),
  ...otherConditions(filter),
];
