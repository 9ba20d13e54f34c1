import type { Logger } from 'pino';
import type { Connections } from './connections.js';
import { migrations, migrationsTable, retained, timeToLive } from './migrations.js';

const role = 'intake';

/** How long rows are kept, in whole days. */
export interface Retention {
  days: number;
  /** Of log lines. */
  logDays: number;
}

/** Applies what is missing and sets the retention. Throws where the tables were made by a newer Watchroom. */
export const migrate = async (
  connections: Connections,
  retention: Retention,
  logger: Pick<Logger, 'info'>
): Promise<void> => {
  for (const days of [retention.days, retention.logDays]) {
    if (!Number.isInteger(days) || days < 1) {
      throw new RangeError(`A retention must be a whole number of days of at least 1, not ${days}`);
    }
  }
  await connections.command({ role, operation: 'migrate', sql: migrationsTable });
  const applied = await connections.rows({
    role,
    operation: 'migrate',
    sql: 'SELECT DISTINCT version FROM schema_migrations',
  });
  const done = new Set(applied.map(([version]) => Number(version)));
  const newest = migrations.at(-1)?.version ?? 0;
  const unknown = [...done].filter((version) => version > newest);
  if (unknown.length > 0) {
    throw new Error(
      `ClickHouse holds tables of a newer Watchroom (schema ${Math.max(...unknown)}, this one knows ${newest}): update Watchroom`
    );
  }
  for (const { version, name, sql } of migrations.filter((migration) => !done.has(migration.version))) {
    await connections.command({ role, operation: 'migrate', sql });
    await connections.insertRows({
      role,
      table: 'schema_migrations',
      columns: ['version', 'name'],
      rows: [[version, name]],
    });
    logger.info({ version, name }, 'time series schema changed');
  }
  await setRetention(connections, retention, logger);
};

const setRetention = async (
  connections: Connections,
  retention: Retention,
  logger: Pick<Logger, 'info'>
): Promise<void> => {
  const tables = await connections.rows({
    role,
    operation: 'migrate',
    sql: 'SELECT name, engine_full FROM system.tables WHERE database = currentDatabase()',
  });
  const engines = new Map(tables.map(([name, engine]) => [String(name), String(engine)]));
  for (const { table, column, leastDays = 0, ofLogs = false } of retained) {
    const days = Math.max(ofLogs ? retention.logDays : retention.days, leastDays);
    // The seconds stand nowhere else in the definition; unchanged tables are left alone, as a change rewrites their parts.
    if (!engines.get(table)?.includes(` ${days * 86_400},`)) {
      await connections.command({
        role,
        operation: 'migrate',
        sql: `ALTER TABLE ${table} MODIFY TTL ${timeToLive(column, days)}`,
      });
      logger.info({ table, days }, 'time series retention set');
    }
  }
};
