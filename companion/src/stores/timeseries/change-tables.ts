/** The table of change events: few rows, so it lies by id, and a later word on a change replaces the earlier. Steps of `migrations.ts`. */
export const changeMigrations = (settings: { synced: string }): Array<{ name: string; sql: string }> => [
  {
    name: 'changes',
    sql: `CREATE TABLE IF NOT EXISTS changes (
        id String,
        at DateTime64(3, 'UTC'),
        ends_at Nullable(DateTime64(3, 'UTC')),
        kind LowCardinality(String),
        state LowCardinality(String),
        service Nullable(String),
        environment Nullable(String),
        title String,
        description String,
        version_name Nullable(String),
        previous_version Nullable(String),
        author Nullable(String),
        url Nullable(String),
        source LowCardinality(String),
        labels Map(LowCardinality(String), String),
        updated_at DateTime64(3, 'UTC'),
        INDEX by_time at TYPE minmax GRANULARITY 1
      ) ENGINE = ReplacingMergeTree(updated_at) ORDER BY id SETTINGS ${settings.synced}`,
  },
];
