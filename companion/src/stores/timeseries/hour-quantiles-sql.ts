import { byOwnPast, idFromHex, mostUnlearnt, partOf } from './migrations.js';

/** What `hour_quantiles` holds of an hour beside its time. */
export const hourColumns = ['count', 'low', 'q1', 'q3', 'q5', 'q7', 'high'] as const;

const inRange = (column: string): string =>
  `${column} >= toDateTime({from:UInt32}, 'UTC') AND ${column} < toDateTime({to:UInt32}, 'UTC')`;

/** Hours of series in which anomalies were, with the stretch of each. */
const touched = (ofSeries: string): string => `
  SELECT series_id, hour, starts, ends FROM (
    SELECT ${idFromHex('series_id')} AS series_id, starts_at AS starts,
      least(coalesce(ends_at, toDateTime64({to:UInt32}, 3, 'UTC')), starts_at + ${mostUnlearnt}) AS ends,
      arrayJoin(arrayMap(n -> toStartOfHour(starts_at) + n * 3600,
        range(1 + toUInt32(greatest(0, dateDiff('hour', starts_at, ends)))))) AS hour
    FROM (SELECT series_id, starts_at, ends_at, detected_by FROM anomalies FINAL)
    WHERE ${byOwnPast} AND starts_at < toDateTime({to:UInt32}, 'UTC') AND starts_at >= toDateTime({from:UInt32}, 'UTC') - ${mostUnlearnt}
  ) WHERE ${ofSeries} AND ${inRange('hour')}`;

/** Whether there are any. */
export const anyTouchedSql = (ofSeries: string): string => `SELECT 1 FROM (${touched(ofSeries)}) LIMIT 1`;

/**
 * Places in the sorted points at the levels 1/8, 3/8, 5/8 and 7/8. Where a level lies between two points the one or the other is taken, in turns
 * from hour to hour (Weyl's sequence of the golden ratio): always the outer one would spread them too far, and values in between might
 * not be whole where all points are. Of up to four points it is each of them.
 */
const placed = [1, 3, 5, 7].map((eighth, index) => {
  const turn = index % 2 === 0 ? 'turn' : '1 - turn';
  return `sorted[1 + toUInt32(floor(count * ${eighth} / 8 - 0.5 + ${turn}))] AS q${eighth}`;
});
const golden = 'toUnixTimestamp(hour) / 3600 * 0.6180339887498949';

/** In one pass, an array of each hour sorted: measured faster than `quantilesExact`, TDigest and GK, and as fast as aggregating in order. */
const wholeHours = (ofSeries: string, ofHours: string): string => `
  SELECT series_id, toStartOfHour(t) AS hour, arraySort(groupArray(v)) AS sorted FROM points FINAL
  WHERE ${ofSeries} AND ${inRange('t')} AND ${ofHours} GROUP BY series_id, hour`;

/** Most hours have no anomaly; only those that do are read again, point by point. */
const withoutAnomalies = (ofSeries: string, ofHours: string): string => `
  SELECT series_id, hour, sorted FROM (${wholeHours(ofSeries, ofHours)})
  WHERE (series_id, hour) NOT IN (SELECT series_id, hour FROM (${touched(ofSeries)}))
  UNION ALL
  SELECT series_id, hour, arraySort(groupArrayIf(v, NOT arrayExists(one -> at >= one.1 AND at <= one.2, stretches))) AS sorted
  FROM (
    SELECT series_id, toStartOfHour(t) AS hour, t AS at, v FROM points FINAL
    WHERE series_id IN (SELECT series_id FROM (${touched(ofSeries)})) AND ${inRange('t')} AND ${ofHours}
  ) AS some
  INNER JOIN (
    SELECT series_id, hour, groupArray((starts, ends)) AS stretches FROM (${touched(ofSeries)}) GROUP BY series_id, hour
  ) AS those USING (series_id, hour)
  GROUP BY series_id, hour`;

/**
 * Quantiles of each hour of series in [from, to) (parameters, seconds at whole hours), from the points themselves: `series_id`, `hour`
 * and `hourColumns`. `ofSeries` is a condition on `series_id`, `ofHours` one on `series_id` and `t`; `anyTouched`: what `anyTouchedSql`
 * says. Points in anomalies do not count; an hour that lies in one as a whole has a `count` of 0. Of points sent twice the last counts.
 */
export const quantilesByHour = (ofSeries: string, anyTouched: boolean, ofHours = '1'): string => `
  SELECT series_id, hour, toUInt32(length(sorted)) AS count, sorted[1] AS low, ${placed.join(', ')}, sorted[count] AS high FROM (
    SELECT *, if(length(sorted) <= 4, 0.5, ${golden} - floor(${golden})) AS turn
    FROM (${anyTouched ? withoutAnomalies(ofSeries, ofHours) : wholeHours(ofSeries, ofHours)})
  )`;

/**
 * Parts of hours in [from, to), from `since` (seconds) on, that have changed after they were made: what is older has lost points to the
 * retention and can't be made again.
 */
export const changedSql = `
  SELECT t, part FROM changed_hours WHERE ${inRange('t')} AND t >= toDateTime({since:UInt32}, 'UTC')
  GROUP BY t, part HAVING max(changed_at) > max(made_at)`;

/** Of these, whose last change is at least as old as `settled` (ms). */
export const settledSql = `${changedSql} AND max(changed_at) <= fromUnixTimestamp64Milli({settled:Int64})`;

/** Notes that those of the parts `first_part` to `last_part` are made. */
export const markMadeSql = `
  INSERT INTO changed_hours (t, part, made_at) SELECT t, part, max(changed_at) AS made_at FROM changed_hours
  WHERE ${inRange('t')} AND part BETWEEN {first_part:UInt64} AND {last_part:UInt64}
  GROUP BY t, part HAVING max(changed_at) <= fromUnixTimestamp64Milli({settled:Int64})`;

/** The series of some parts, in terms that the primary key knows; see `idsOf`. */
export const inParts = 'series_id BETWEEN {first_id:UInt64} AND {last_id:UInt64}';

/** The parameters of `inParts` for parts `first` to `last`. */
export const idsOf = (first: number, last: number): { first_id: string; last_id: string } => ({
  first_id: String(BigInt(first) << 58n),
  last_id: String((BigInt(last + 1) << 58n) - 1n),
});

const isChanged = (id: string, hour: string): string => `(${hour}, ${partOf(id)}) IN (${changedSql})`;

const numbers = hourColumns.slice(1).join(', ');

const stored = (ofSeries: string): string => `
  SELECT series_id, t AS hour, count, ${numbers} FROM hour_quantiles FINAL WHERE ${ofSeries} AND ${inRange('t')}`;

const hoursInOrder = (sql: string): string => `
  SELECT series_id, toFloat64(toUnixTimestamp(hour)) * 1000 AS at, toFloat64(count) AS count, ${numbers}
  FROM (${sql}) WHERE count > 0 ORDER BY series_id, at LIMIT {limit:UInt64}`;

/** The stored hours of series in [from, to). */
export const storedHoursSql = (ofSeries: string): string => hoursInOrder(stored(ofSeries));

/** The same, but those that changed after they were made computed from points. */
export const changedHoursSql = (ofSeries: string, anyTouched: boolean): string =>
  hoursInOrder(`
    ${stored(ofSeries)} AND NOT ${isChanged('series_id', 't')}
    UNION ALL
    SELECT * FROM (${quantilesByHour(ofSeries, anyTouched, isChanged('series_id', 'toStartOfHour(t)'))})`);
