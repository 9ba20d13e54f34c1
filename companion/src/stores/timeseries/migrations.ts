import { logMigrations } from './log-tables.js';
import { changeMigrations } from './change-tables.js';
import { edgeMigrations } from './edge-tables.js';

/**
 * The schema, one statement a step, so that it works on a server and on chDB alike. Never change a step that has been released:
 * add one. All are idempotent, as several companions may start at once.
 *
 * Tables: `series` (identity), `points` (every sample), `latest` (the newest sample of each series), `rollup` (5 minutes),
 * `anomalies`, `hour_quantiles` (what detection learns older history from), `changed_hours` (which of its hours are to be made anew).
 * `latest` and `rollup` are fed by materialized views on `points`, `changed_hours` by one on `points` and one on `anomalies`.
 *
 * Inserted data is synced to disk before ClickHouse confirms it: a 2xx of the intake means durable (4 ms an insert, measured).
 */
const synced = 'fsync_after_insert = 1, fsync_part_directory = 1';
/** Weeks: few enough parts for a backfill of a year, small enough to be dropped whole when they are too old. */
const byWeek = `PARTITION BY toMonday(t)`;
/** Series are parted by the first six bits of their id, which lie together in `points`: a late point makes one part of an hour anew. */
export const partsOfHour = 64;
export const partOf = (id: string): string => `toUInt8(bitShiftRight(${id}, 58))`;
/** The UInt64 of an id in 16 hex digits. */
export const idFromHex = (hex: string): string => `reinterpretAsUInt64(reverse(unhex(${hex})))`;
/** Points in an anomaly are not learnt for so long; then they are the new normal. */
export const mostUnlearnt = 'INTERVAL 1 DAY';
/** Anomalies found by what a series itself did: fixed rules and peers say nothing of what is usual for it, and silences have no points. */
export const byOwnPast = `detected_by NOT IN ('threshold', 'peer-outlier', 'missing-data')`;

export interface Migration {
  version: number;
  name: string;
  sql: string;
}

export const migrationsTable = `
  CREATE TABLE IF NOT EXISTS schema_migrations (version UInt32, name String, applied_at DateTime('UTC') DEFAULT now('UTC'))
  ENGINE = ReplacingMergeTree ORDER BY version`;

const seriesMigrations: readonly Migration[] = [
  {
    version: 1,
    name: 'series',
    sql: `CREATE TABLE IF NOT EXISTS series (
        id UInt64,
        name LowCardinality(String),
        labels Map(LowCardinality(String), String),
        unit LowCardinality(String),
        seen_at DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1))
      ) ENGINE = ReplacingMergeTree(seen_at) ORDER BY (name, id) SETTINGS ${synced}`,
  },
  {
    version: 2,
    name: 'points',
    sql: `CREATE TABLE IF NOT EXISTS points (
        series_id UInt64,
        t DateTime64(3, 'UTC') CODEC(DoubleDelta, ZSTD(1)),
        v Float64 CODEC(Gorilla, ZSTD(1))
      ) ENGINE = ReplacingMergeTree ${byWeek} ORDER BY (series_id, t) SETTINGS ttl_only_drop_parts = 1, ${synced}`,
  },
  {
    version: 3,
    name: 'latest',
    sql: `CREATE TABLE IF NOT EXISTS latest (series_id UInt64, t DateTime64(3, 'UTC'), v Float64)
      ENGINE = ReplacingMergeTree(t) ORDER BY series_id SETTINGS ${synced}`,
  },
  {
    version: 4,
    name: 'latest from points',
    sql: `CREATE MATERIALIZED VIEW IF NOT EXISTS latest_view TO latest AS
      SELECT series_id, max(points.t) AS t, argMax(points.v, points.t) AS v FROM points GROUP BY series_id`,
  },
  {
    version: 5,
    name: 'rollup',
    sql: `CREATE TABLE IF NOT EXISTS rollup (
        series_id UInt64,
        t DateTime('UTC') CODEC(DoubleDelta, ZSTD(1)),
        samples SimpleAggregateFunction(sum, UInt64),
        total SimpleAggregateFunction(sum, Float64),
        low SimpleAggregateFunction(min, Float64),
        high SimpleAggregateFunction(max, Float64),
        spread AggregateFunction(quantilesTDigest(0.25, 0.5, 0.75), Float64)
      ) ENGINE = AggregatingMergeTree ${byWeek} ORDER BY (series_id, t) SETTINGS ttl_only_drop_parts = 1, ${synced}`,
  },
  {
    version: 6,
    name: 'rollup from points',
    sql: `CREATE MATERIALIZED VIEW IF NOT EXISTS rollup_view TO rollup AS
      SELECT series_id, toDateTime(toStartOfInterval(points.t, INTERVAL 5 MINUTE), 'UTC') AS t, count() AS samples, sum(v) AS total,
        min(v) AS low, max(v) AS high, quantilesTDigestState(0.25, 0.5, 0.75)(v) AS spread
      FROM points GROUP BY series_id, t`,
  },
  {
    version: 7,
    name: 'anomalies',
    sql: `CREATE TABLE IF NOT EXISTS anomalies (
        id String,
        detector LowCardinality(String),
        series_id String,
        metric LowCardinality(String),
        labels Map(LowCardinality(String), String),
        starts_at DateTime64(3, 'UTC'),
        ends_at Nullable(DateTime64(3, 'UTC')),
        direction LowCardinality(String),
        score Float64,
        value Float64,
        expected Nullable(Float64),
        lower Nullable(Float64),
        upper Nullable(Float64),
        reason String,
        version UInt64
      ) ENGINE = ReplacingMergeTree(version) ORDER BY id SETTINGS ${synced}`,
  },
  {
    version: 8,
    name: 'probe',
    sql: `CREATE TABLE IF NOT EXISTS probe (at DateTime64(3, 'UTC')) ENGINE = ReplacingMergeTree ORDER BY tuple()`,
  },
  {
    version: 9,
    name: 'why of anomalies',
    sql: `ALTER TABLE anomalies
        ADD COLUMN IF NOT EXISTS detected_by LowCardinality(String),
        ADD COLUMN IF NOT EXISTS once_in_weeks Nullable(Float64),
        ADD COLUMN IF NOT EXISTS baseline_from Nullable(DateTime64(3, 'UTC')),
        ADD COLUMN IF NOT EXISTS baseline_to Nullable(DateTime64(3, 'UTC'))`,
  },
  {
    version: 10,
    name: 'severity of anomalies',
    sql: `ALTER TABLE anomalies ADD COLUMN IF NOT EXISTS severity LowCardinality(String)`,
  },
  {
    version: 11,
    name: 'quantiles by hour',
    sql: `CREATE TABLE IF NOT EXISTS hour_quantiles (
        series_id UInt64,
        t DateTime('UTC') CODEC(DoubleDelta, ZSTD(1)),
        count UInt32 CODEC(T64, ZSTD(1)),
        low Float64 CODEC(Gorilla, ZSTD(1)),
        q1 Float64 CODEC(Gorilla, ZSTD(1)),
        q3 Float64 CODEC(Gorilla, ZSTD(1)),
        q5 Float64 CODEC(Gorilla, ZSTD(1)),
        q7 Float64 CODEC(Gorilla, ZSTD(1)),
        high Float64 CODEC(Gorilla, ZSTD(1)),
        made_at DateTime64(3, 'UTC') CODEC(DoubleDelta, ZSTD(1))
      ) ENGINE = ReplacingMergeTree(made_at) ${byWeek} ORDER BY (series_id, t) SETTINGS ttl_only_drop_parts = 1, ${synced}`,
  },
  {
    version: 12,
    name: 'changed hours',
    // Not synced: each insert of points would wait for it, and every point of an hour says the same.
    sql: `CREATE TABLE IF NOT EXISTS changed_hours (
        t DateTime('UTC'),
        part UInt8,
        changed_at SimpleAggregateFunction(max, DateTime64(3, 'UTC')),
        made_at SimpleAggregateFunction(max, DateTime64(3, 'UTC'))
      ) ENGINE = AggregatingMergeTree ORDER BY (t, part)`,
  },
  {
    version: 13,
    name: 'changed hours from points',
    sql: `CREATE MATERIALIZED VIEW IF NOT EXISTS changed_hours_view TO changed_hours AS
      SELECT toStartOfHour(points.t) AS t, ${partOf('series_id')} AS part, now64(3) AS changed_at FROM points GROUP BY t, part`,
  },
  {
    version: 14,
    name: 'changed hours from anomalies',
    // Whether it has ended or not: hours after its end may have been made while it was open.
    sql: `CREATE MATERIALIZED VIEW IF NOT EXISTS changed_hours_of_anomalies_view TO changed_hours AS
      SELECT arrayJoin(arrayMap(n -> toStartOfHour(starts_at) + n * 3600, range(1 + toUInt32(greatest(0, dateDiff('hour',
          starts_at, least(now64(3), starts_at + ${mostUnlearnt}))))))) AS t,
        ${partOf(idFromHex('series_id'))} AS part, now64(3) AS changed_at FROM anomalies WHERE ${byOwnPast}`,
  },
  {
    version: 15,
    name: 'hours of points from before',
    sql: `INSERT INTO changed_hours (t, part, changed_at)
      SELECT toDateTime(hours.hour * 3600, 'UTC'), parts.number, now64(3)
      FROM (
        SELECT arrayJoin(range(toUInt32(intDiv(toUnixTimestamp(greatest(min(t), max(t) - INTERVAL 400 DAY)), 3600)),
          toUInt32(intDiv(toUnixTimestamp(max(t)), 3600)) + 1)) AS hour FROM points HAVING count() > 0
      ) AS hours CROSS JOIN numbers(${partsOfHour}) AS parts`,
  },
];

/** Tables of logs have numbers of their own. */
const firstOfLogs = 20;
/** Tables of changes and of calls have numbers of their own. */
const firstOfChanges = 30;
const firstOfEdges = 40;

/** Every step, by version. */
export const migrations: readonly Migration[] = [
  ...seriesMigrations,
  ...logMigrations({ synced, byWeek }).map((step, index) => ({ version: firstOfLogs + index, ...step })),
  ...changeMigrations({ synced }).map((step, index) => ({ version: firstOfChanges + index, ...step })),
  ...edgeMigrations({ synced, byWeek }).map((step, index) => ({ version: firstOfEdges + index, ...step })),
];

/** Tables whose rows are dropped after the retention, or after `leastDays` where that is longer, with the column that tells their age. Logs may have a retention of their own. */
export const retained: ReadonlyArray<{ table: string; column: string; leastDays?: number; ofLogs?: boolean }> = [
  { table: 'points', column: 't' },
  { table: 'rollup', column: 't' },
  { table: 'latest', column: 't' },
  { table: 'series', column: 'seen_at' },
  { table: 'anomalies', column: 'starts_at' },
  // Small (points of a minute make a sixtieth as many rows), and a baseline needs weeks where points are kept for days.
  { table: 'hour_quantiles', column: 't', leastDays: 90 },
  { table: 'changed_hours', column: 't' },
  { table: 'log_lines', column: 't', ofLogs: true },
  { table: 'log_counts', column: 't', ofLogs: true },
  { table: 'changes', column: 'at' },
  { table: 'service_edges', column: 't' },
  { table: 'call_samples', column: 't' },
];

/**
 * A time to live that cannot overflow: `DateTime` ends in 2106, and a sum beyond it would wrap and drop everything.
 * `days` must be a whole number.
 */
export const timeToLive = (column: string, days: number): string =>
  `toDateTime(least(toInt64(toUnixTimestamp(toDateTime(${column}))) + ${days * 86_400}, 4294967295))`;
