import type { Bindable } from './database.js';

/** A piece of a WHERE clause with its parameters. */
export interface Condition {
  sql: string;
  values: Bindable[];
}

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
