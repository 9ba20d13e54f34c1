import type { DetectorQuery } from '@watchroom/contract';
import { timeText } from '../../stores/timeseries/series-catalogue.js';
import { bareType } from './cells.js';
import { SourceError } from './source-error.js';
import type { TimeRange } from './types.js';

export interface Statement {
  sql: string;
  params: Record<string, string>;
}

const from = `{watchroom_from:DateTime64(3, 'UTC')}`;
const to = `{watchroom_to:DateTime64(3, 'UTC')}`;
const rangeParams = (range: TimeRange): Statement['params'] => ({
  watchroom_from: timeText(range.from),
  watchroom_to: timeText(range.to),
});

/** An identifier in backticks, whatever it holds. */
export const quoted = (name: string): string => `\`${name.replace(/[\\`]/g, (char) => `\\${char}`)}\``;

/** `database.table` with both parts quoted; only the first dot parts. */
export const quotedTable = (table: string): string => {
  const dot = table.indexOf('.');
  return dot === -1 ? quoted(table) : `${quoted(table.slice(0, dot))}.${quoted(table.slice(dot + 1))}`;
};

/** A query as written, `{from}` and `{to}` being parameters; without semicolons at its end. */
export const sqlStatement = (sql: string, range: TimeRange): Statement => ({
  sql: sql
    .replaceAll('{from}', from)
    .replaceAll('{to}', to)
    .replace(/[\s;]+$/, ''),
  params: rangeParams(range),
});

/** Numbers may count in any unit; the ranges of the four don't touch, so that each row fits one and an index still serves. */
const numberCondition = (column: string, range: TimeRange): Statement => {
  const units = {
    s: [Math.ceil(range.from / 1000), Math.ceil(range.to / 1000)],
    ms: [range.from, range.to],
    us: [range.from * 1000, range.to * 1000],
    ns: [BigInt(range.from) * 1_000_000n, BigInt(range.to) * 1_000_000n],
  };
  const params: Statement['params'] = {};
  const either = Object.entries(units).map(([unit, [low, high]]) => {
    params[`from_${unit}`] = String(low);
    params[`to_${unit}`] = String(high);
    return `(${column} >= {from_${unit}:Int64} AND ${column} < {to_${unit}:Int64})`;
  });
  return { sql: `(${either.join(' OR ')})`, params };
};

const timeCondition = (column: string, type: string, range: TimeRange): Statement => {
  const params = rangeParams(range);
  if (type.startsWith('DateTime')) {
    return { sql: `${column} >= ${from} AND ${column} < ${to}`, params };
  }
  if (type.startsWith('Date')) {
    const midnight = `toDateTime64(${column}, 3, 'UTC')`;
    // The first condition is for the index.
    return { sql: `${column} >= toDate(${from}) AND ${midnight} >= ${from} AND ${midnight} < ${to}`, params };
  }
  if (/^(U?Int|Float|Decimal)/.test(type)) {
    return numberCondition(column, range);
  }
  throw new SourceError(`The column ${column} is of type ${type}: time must be a date, a time or a number`);
};

/** Time, value and labels of a table, in this order. `timeType` is ClickHouse's name of the time column's type. */
export const tableStatement = (
  query: Extract<DetectorQuery, { type: 'table' }>,
  timeType: string,
  range: TimeRange
): Statement => {
  const columns = [query.time, query.value, ...query.labels].map(quoted).join(', ');
  const inRange = timeCondition(quoted(query.time), bareType(timeType), range);
  // On lines of its own, so that a comment in it ends.
  const where = query.where === null || query.where.trim() === '' ? '' : ` AND (\n${query.where}\n)`;
  return {
    sql: `SELECT ${columns} FROM ${quotedTable(query.table)} WHERE ${inRange.sql}${where}`,
    params: inRange.params,
  };
};
