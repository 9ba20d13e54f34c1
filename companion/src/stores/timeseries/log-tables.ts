/**
 * Tables of logs: `log_lines` (every line), `log_counts` (lines a minute of each service, template and level, fed by a view), `log_templates`
 * (the texts, and what each was merged into). Steps of `migrations.ts`.
 *
 * Lines lie by service, hour and template: like beside like packs well, and samples of a template are read without the rest. `words`
 * lets a search pass over blocks without the text: n-grams, as people search for parts of words.
 */
export const logMigrations = (settings: { synced: string; byWeek: string }): Array<{ name: string; sql: string }> => [
  {
    name: 'log lines',
    sql: `CREATE TABLE IF NOT EXISTS log_lines (
        t DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
        service LowCardinality(String),
        level LowCardinality(String),
        template_id LowCardinality(String),
        message String CODEC(ZSTD(3)),
        labels Map(LowCardinality(String), String) CODEC(ZSTD(1)),
        trace_id String CODEC(ZSTD(1)),
        INDEX words lower(message) TYPE ngrambf_v1(4, 16384, 2, 0) GRANULARITY 2
      ) ENGINE = MergeTree ${settings.byWeek} ORDER BY (service, toStartOfHour(t), template_id, t)
      SETTINGS ttl_only_drop_parts = 1, ${settings.synced}`,
  },
  {
    name: 'log counts',
    sql: `CREATE TABLE IF NOT EXISTS log_counts (
        service LowCardinality(String),
        template_id LowCardinality(String),
        level LowCardinality(String),
        t DateTime('UTC') CODEC(DoubleDelta, ZSTD(1)),
        lines SimpleAggregateFunction(sum, UInt64)
      ) ENGINE = AggregatingMergeTree ${settings.byWeek} ORDER BY (service, template_id, level, t)
      SETTINGS ttl_only_drop_parts = 1, ${settings.synced}`,
  },
  {
    name: 'log counts from lines',
    sql: `CREATE MATERIALIZED VIEW IF NOT EXISTS log_counts_view TO log_counts AS
      SELECT service, template_id, level, toDateTime(toStartOfMinute(log_lines.t), 'UTC') AS t, count() AS lines
      FROM log_lines GROUP BY service, template_id, level, t`,
  },
  {
    name: 'log templates',
    sql: `CREATE TABLE IF NOT EXISTS log_templates (
        id String,
        parts Array(String),
        learnt Array(UInt16),
        merged_into String,
        first_at DateTime64(3, 'UTC'),
        version UInt64
      ) ENGINE = ReplacingMergeTree(version) ORDER BY id SETTINGS ${settings.synced}`,
  },
];

/**
 * Lets merging of log lines wait for more parts than usual: it takes half the processor time of the intake otherwise. For the embedded
 * engine, whose processor is ours too; older servers don't know the setting.
 */
export const mergeLogsLazily = 'ALTER TABLE log_lines MODIFY SETTING merge_selector_base = 20';
