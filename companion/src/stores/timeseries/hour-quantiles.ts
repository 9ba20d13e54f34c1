import { HttpProblem } from '../../http/http-problem.js';
import { nextBlock } from './changed-hours.js';
import type { ConnectionRole } from './clients.js';
import type { Connections } from './connections.js';
import {
  anyTouchedSql,
  changedHoursSql,
  changedSql,
  hourColumns,
  idsOf,
  inParts,
  markMadeSql,
  quantilesByHour,
  settledSql,
  storedHoursSql,
} from './hour-quantiles-sql.js';
import { partsOfHour } from './migrations.js';
import type { NativeBlock } from './native-block.js';
import { readSeries, seriesSelection } from './read-series.js';
import type { HourQuantiles, HourRange, HoursMade, SeriesHours, SeriesId } from './timeseries-store.js';

const HOUR = 3600;
const role: ConnectionRole = 'detection';
/** An insert may have told its time this long before its points can be read, ms. */
const INSERTS_TAKE = 60_000;
/** Changed parts of hours that are looked at, a week of all. */
const LOOK_AT = 7 * 24 * partsOfHour;
const MOST_ROWS = 1_000_000;
const END_OF_TIME = 2 ** 32 - HOUR;

const wholeHour = (ms: number): number => Math.min(END_OF_TIME, Math.max(0, Math.ceil(ms / 1000 / HOUR) * HOUR));

const isAny = async (connections: Connections, sql: string, params: Record<string, unknown>): Promise<boolean> =>
  (await connections.rows({ role, operation: 'look at hours', sql, params })).length > 0;

/** See `TimeseriesStore.makeHours`. `since` (ms): from when on points are stored whole. */
export const makeHours = async (
  connections: Connections,
  { now, mostHours, since }: { now: number; mostHours: number; since: number }
): Promise<HoursMade> => {
  const settled = now - INSERTS_TAKE;
  const rows = await connections.rows({
    role,
    operation: 'changed hours',
    sql: `SELECT toUnixTimestamp(t), part, count() OVER () FROM (${settledSql}) ORDER BY t DESC, part LIMIT {limit:UInt64}`,
    params: { from: 0, to: Math.floor(now / 1000 / HOUR) * HOUR, since: wholeHour(since), settled, limit: LOOK_AT },
  });
  const changed = rows.map(([hour, part]) => [Number(hour), Number(part)] as const);
  const block = nextBlock(changed, mostHours);
  if (block === null) {
    return { hours: 0, left: 0 };
  }
  const { from, to, first, last } = block;
  const range = { from, to, ...idsOf(first, last) };
  const anyTouched = await isAny(connections, anyTouchedSql(inParts), range);
  await connections.command({
    role,
    operation: 'make hours',
    sql: `INSERT INTO hour_quantiles (series_id, t, ${hourColumns.join(', ')}, made_at)
      SELECT *, now64(3) FROM (${quantilesByHour(inParts, anyTouched)})`,
    params: range,
  });
  await connections.command({
    role,
    operation: 'mark hours',
    sql: markMadeSql,
    params: { from, to, first_part: first, last_part: last, settled },
  });
  const made = changed.filter(([hour, part]) => hour >= from && hour < to && part >= first && part <= last);
  return { hours: (to - from) / HOUR, left: Number(rows[0]?.[2]) - made.length };
};

const splitBySeries = (blocks: NativeBlock[]): Map<SeriesId, HourQuantiles[]> => {
  const found = new Map<SeriesId, HourQuantiles[]>();
  for (const { rows, words, numbers } of blocks) {
    const ids = words.get('series_id');
    const [at, count, low, q1, q3, q5, q7, high] = ['at', ...hourColumns].map((name) => numbers.get(name));
    if (!ids || !at || !count || !low || !q1 || !q3 || !q5 || !q7 || !high) {
      throw new TypeError('The answer of ClickHouse lacks a column');
    }
    for (let row = 0; row < rows; row += 1) {
      const of = (column: Float64Array): number => column[row] as number;
      const id = [ids[row * 2 + 1], ids[row * 2]].map((word) => Number(word).toString(16).padStart(8, '0')).join('');
      const hours = found.get(id) ?? [];
      found.set(id, hours);
      const quantiles: HourQuantiles['quantiles'] = [of(q1), of(q3), of(q5), of(q7)];
      hours.push({ at: of(at), count: of(count), low: of(low), quantiles, high: of(high) });
    }
  }
  return found;
};

/** See `TimeseriesStore.readHours`. `since` as for `makeHours`. */
export const readHours = async (
  connections: Connections,
  range: HourRange,
  { since }: { since: number }
): Promise<SeriesHours[]> => {
  const [from, to] = [wholeHour(range.from), wholeHour(range.to)];
  if (from >= to || range.maxSeries < 1) {
    return [];
  }
  const selection = seriesSelection(range.matchers, Math.floor(range.maxSeries), {
    activeSince: from * 1000,
    ids: range.seriesIds,
  });
  const series = await readSeries(connections, role, selection);
  if (series.length === 0) {
    return [];
  }
  const ofSeries = `series_id IN (SELECT id FROM (${selection.sql}))`;
  const params = { ...selection.params, from, to, since: wholeHour(since) };
  const anyChanged = await isAny(connections, `SELECT 1 FROM (${changedSql}) LIMIT 1`, params);
  const anyTouched = anyChanged && (await isAny(connections, anyTouchedSql(ofSeries), params));
  const blocks = await connections.columns({
    role,
    operation: 'read hours',
    sql: anyChanged ? changedHoursSql(ofSeries, anyTouched) : storedHoursSql(ofSeries),
    params: { ...params, limit: MOST_ROWS + 1 },
  });
  if (blocks.reduce((sum, { rows }) => sum + rows, 0) > MOST_ROWS) {
    throw new HttpProblem(400, 'Too many hours', {
      detail: `The range holds more than ${MOST_ROWS} hours of series: ask for a shorter time or fewer series`,
      errors: [{ field: 'from', message: `more than ${MOST_ROWS} hours of series lie between from and to` }],
    });
  }
  const found = splitBySeries(blocks);
  return series.flatMap((one) => {
    const hours = found.get(one.id);
    return hours === undefined ? [] : [{ series: one, hours }];
  });
};
