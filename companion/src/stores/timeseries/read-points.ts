import type { Points } from '@watchroom/contract';
import { HttpProblem } from '../../http/http-problem.js';
import type { ConnectionRole } from './clients.js';
import type { Connections } from './connections.js';
import type { NativeBlock } from './native-block.js';
import { readSeries, seriesSelection } from './read-series.js';
import type { ReadRange, SeriesId, SeriesPoints } from './timeseries-store.js';

const maxPoints = 5_000_000;
const rollupMs = 300_000;

const inRange = (from: string, to: string): string =>
  `t >= fromUnixTimestamp64Milli({${from}:Int64}) AND t < fromUnixTimestamp64Milli({${to}:Int64})`;
const bucketOf = (ms: string): string => `intDiv(${ms}, {step:Int64}) * {step:Int64}`;
const milliseconds = 'toUnixTimestamp64Milli(t)';
const ordered = 'ORDER BY series_id, at LIMIT {limit:UInt64}';

const rawSql = (ofSeries: string): string => `
  SELECT series_id, toFloat64(${milliseconds}) AS at, v AS value FROM points FINAL
  WHERE ${ofSeries} AND ${inRange('from', 'to')} ${ordered}`;

const steppedSql = (ofSeries: string): string => `
  SELECT series_id, toFloat64(${bucketOf(milliseconds)}) AS at, avg(v) AS value FROM points FINAL
  WHERE ${ofSeries} AND ${inRange('from', 'to')} GROUP BY series_id, at ${ordered}`;

/** Whole 5 minutes from the rollup, the rest at both ends from the points. */
const rolledSql = (ofSeries: string): string => `
  SELECT series_id, toFloat64(${bucketOf('ms')}) AS at, sum(total) / sum(samples) AS value FROM (
    SELECT series_id, toInt64(toUnixTimestamp(t)) * 1000 AS ms, total, samples FROM rollup
    WHERE ${ofSeries} AND ${inRange('inner_from', 'inner_to')}
    UNION ALL
    SELECT series_id, ${milliseconds} AS ms, v AS total, toUInt64(1) AS samples FROM points FINAL
    WHERE ${ofSeries} AND (${inRange('from', 'inner_from')} OR ${inRange('inner_to', 'to')})
  ) GROUP BY series_id, at ${ordered}`;

const chooseQuery = ({ from, to, step }: { from: number; to: number; step?: number | undefined }) => {
  if (step === undefined) {
    return { sql: rawSql, params: { from, to } };
  }
  const innerFrom = Math.ceil(from / rollupMs) * rollupMs;
  const innerTo = Math.floor(to / rollupMs) * rollupMs;
  return step % rollupMs === 0 && innerFrom < innerTo
    ? { sql: rolledSql, params: { from, to, step, inner_from: innerFrom, inner_to: innerTo } }
    : { sql: steppedSql, params: { from, to, step } };
};

/** Cuts blocks, ordered by series and time, into the points of each series. */
const splitBySeries = (blocks: NativeBlock[], into: Map<SeriesId, Points>): number => {
  let count = 0;
  let low = -1;
  let high = -1;
  let current: Points = { times: [], values: [] };
  for (const { rows, words, numbers } of blocks) {
    const ids = words.get('series_id');
    const times = numbers.get('at');
    const values = numbers.get('value');
    if (ids === undefined || times === undefined || values === undefined) {
      throw new TypeError('The answer of ClickHouse lacks a column');
    }
    count += rows;
    for (let row = 0; row < rows; row++) {
      const rowLow = ids[row * 2] ?? 0;
      const rowHigh = ids[row * 2 + 1] ?? 0;
      if (rowLow !== low || rowHigh !== high) {
        low = rowLow;
        high = rowHigh;
        current = { times: [], values: [] };
        into.set(high.toString(16).padStart(8, '0') + low.toString(16).padStart(8, '0'), current);
      }
      current.times.push(times[row] ?? 0);
      current.values.push(values[row] ?? null);
    }
  }
  return count;
};

const tooMany = (): HttpProblem =>
  new HttpProblem(400, 'Too many points', {
    detail: `The range holds more than ${maxPoints} points: ask for a shorter time, fewer series or a longer step`,
    errors: [{ field: 'from', message: `more than ${maxPoints} points lie between from and to` }],
  });

const checkRange = ({ from, to, step, maxSeries }: ReadRange): void => {
  for (const [field, value] of Object.entries({ from, to, maxSeries, ...(step !== undefined && { step }) })) {
    if (!Number.isFinite(value)) {
      throw new HttpProblem(400, 'Invalid range', {
        detail: `${field} must be a number`,
        errors: [{ field, message: 'must be a number' }],
      });
    }
  }
  if (step !== undefined && Math.round(step) < 1) {
    throw new HttpProblem(400, 'Invalid range', {
      detail: 'step must be at least 1 ms',
      errors: [{ field: 'step', message: 'must be at least 1 ms' }],
    });
  }
};

/** See `TimeseriesStore.read`. */
export const readPoints = async (
  connections: Connections,
  role: ConnectionRole,
  range: ReadRange
): Promise<SeriesPoints[]> => {
  checkRange(range);
  const from = Math.max(0, Math.ceil(range.from));
  const to = Math.max(0, Math.ceil(range.to));
  const step = range.step === undefined ? undefined : Math.round(range.step);
  if (from >= to || range.maxSeries < 1) {
    return [];
  }
  const selection = seriesSelection(range.matchers, Math.floor(range.maxSeries), {
    activeSince: from,
    ids: range.seriesIds,
  });
  const series = await readSeries(connections, role, selection);
  if (series.length === 0) {
    return [];
  }
  const points = new Map<SeriesId, Points>();
  const readBy = async (query: ReturnType<typeof chooseQuery>, most: number): Promise<boolean> => {
    const blocks = await connections.columns({
      role,
      operation: 'read points',
      sql: query.sql(`series_id IN (SELECT id FROM (${selection.sql}))`),
      params: { ...selection.params, ...query.params, limit: most + 1 },
    });
    points.clear();
    return splitBySeries(blocks, points) <= most;
  };
  const asTheyAre = step === undefined ? 0 : Math.min(maxPoints, range.stepAbove ?? 0);
  const whole =
    (asTheyAre > 0 && (await readBy(chooseQuery({ from, to }), asTheyAre))) ||
    (await readBy(chooseQuery({ from, to, step }), maxPoints));
  if (!whole) {
    throw tooMany();
  }
  return series.flatMap((one) => {
    const found = points.get(one.id);
    return found === undefined ? [] : [{ series: one, points: found }];
  });
};
