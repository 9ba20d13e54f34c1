/**
 * Tables of calls: `service_edges` (sums by edge and minute; parts of one minute are added up by merges and by each query),
 * `call_samples` (examples), `open_spans` (what waited for its other end when a companion stopped). Steps of `migrations.ts`.
 */
export const edgeMigrations = (settings: { synced: string; byWeek: string }): Array<{ name: string; sql: string }> => [
  {
    name: 'service edges',
    sql: `CREATE TABLE IF NOT EXISTS service_edges (
        t DateTime('UTC') CODEC(DoubleDelta, ZSTD(1)),
        caller LowCardinality(String),
        callee LowCardinality(String),
        kind LowCardinality(String),
        calls SimpleAggregateFunction(sum, UInt64),
        errors SimpleAggregateFunction(sum, UInt64),
        duration_ms SimpleAggregateFunction(sum, Float64),
        max_ms SimpleAggregateFunction(max, Float64),
        histogram SimpleAggregateFunction(sumMap, Map(UInt8, UInt64))
      ) ENGINE = AggregatingMergeTree ${settings.byWeek} ORDER BY (t, caller, callee, kind)
      SETTINGS ttl_only_drop_parts = 1, ${settings.synced}`,
  },
  {
    name: 'call samples',
    sql: `CREATE TABLE IF NOT EXISTS call_samples (
        t DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
        caller LowCardinality(String),
        callee LowCardinality(String),
        operation String,
        duration_ms Float64,
        error UInt8,
        trace_id String,
        span_id String
      ) ENGINE = ReplacingMergeTree ${settings.byWeek} ORDER BY (t, caller, callee, trace_id, span_id)
      SETTINGS ttl_only_drop_parts = 1, ${settings.synced}`,
  },
  {
    name: 'open spans',
    sql: `CREATE TABLE IF NOT EXISTS open_spans (
        owner LowCardinality(String),
        trace_id String,
        span_id String,
        parent String,
        service LowCardinality(String),
        kind LowCardinality(String),
        operation String,
        started_at DateTime64(3, 'UTC'),
        duration_ms Float64,
        error UInt8,
        peer String,
        peer_kind LowCardinality(String),
        received_at DateTime64(3, 'UTC'),
        closed UInt8
      ) ENGINE = ReplacingMergeTree(closed) ORDER BY (owner, trace_id, span_id)
      TTL toDateTime(received_at) + INTERVAL 1 DAY SETTINGS ${settings.synced}`,
  },
];
