import type { Matcher, Series } from '@watchroom/contract';
import type { ConnectionRole } from './clients.js';
import type { Connections } from './connections.js';
import { matcherCondition } from './matcher-sql.js';

/** A query with the columns id, name, labels and unit. */
export interface SeriesSelection {
  sql: string;
  params: Record<string, string | number>;
}

/**
 * The series that matchers pick, `limit` at most. `activeSince` (ms): only those with a sample since then. `ids`: only these.
 */
export const seriesSelection = (
  matchers: Matcher[],
  limit: number,
  { activeSince, ids }: { activeSince?: number; ids?: string[] | undefined } = {}
): SeriesSelection => {
  const condition = matcherCondition(matchers);
  const chosen =
    ids === undefined ? '' : "AND has(splitByChar(',', {series_ids:String}), leftPad(lower(hex(id)), 16, '0'))";
  const active =
    activeSince === undefined
      ? ''
      : 'AND id IN (SELECT series_id FROM latest WHERE t >= fromUnixTimestamp64Milli({since:Int64}))';
  return {
    sql: `SELECT id, name, labels, unit FROM series FINAL WHERE ${condition.sql} ${chosen} ${active}
      ORDER BY name, labels, id LIMIT {series_limit:UInt64}`,
    params: {
      ...condition.params,
      series_limit: limit,
      ...(activeSince !== undefined && { since: activeSince }),
      ...(ids !== undefined && { series_ids: ids.join(',') }),
    },
  };
};

/** The series of a selection by name, labels and id, with their last sample. */
export const readSeries = async (
  connections: Connections,
  role: ConnectionRole,
  selection: SeriesSelection
): Promise<Series[]> => {
  const rows = await connections.rows({
    role,
    operation: 'find series',
    sql: `
      WITH picked AS (${selection.sql})
      SELECT leftPad(lower(hex(picked.id)), 16, '0'), picked.name, picked.labels, picked.unit,
        toFloat64(toUnixTimestamp64Milli(newest.at)), newest.value
      FROM picked LEFT JOIN (
        SELECT series_id, max(t) AS at, argMax(v, t) AS value FROM latest
        WHERE series_id IN (SELECT id FROM picked) GROUP BY series_id
      ) AS newest ON newest.series_id = picked.id
      ORDER BY picked.name, picked.labels, picked.id`,
    params: selection.params,
  });
  return rows.map(([id, name, labels, unit, lastAt, lastValue]) => ({
    id: String(id),
    name: String(name),
    labels: labels as Record<string, string>,
    unit: unit === '' ? null : String(unit),
    lastAt: typeof lastAt === 'number' ? lastAt : null,
    lastValue: typeof lastValue === 'number' ? lastValue : null,
  }));
};

export const countSeries = async (connections: Connections): Promise<number> => {
  const sql = 'SELECT uniqExact(id) FROM series';
  const [[count] = []] = await connections.rows({ role: 'read', operation: 'count series', sql });
  return Number(count);
};
