import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ClickHouseLogLevel, createClient, type ClickHouseClient } from '@clickhouse/client';
import type { Settings } from '../../config/settings.js';
import { createEmbeddedConnection } from './embedded-connection.js';

/** Who uses a connection; embedded ClickHouse has one for each, as a connection runs one query at a time. */
export const connectionRoles = ['intake', 'detection', 'read'] as const;
export type ConnectionRole = (typeof connectionRoles)[number];

const embeddedDatabase = 'watchroom';
export const connectTimeoutMs = 10_000;

/** Clients of a server; makes the database where it is not there. */
export const openServer = async (
  server: NonNullable<Settings['clickhouse']>
): Promise<Map<ConnectionRole, ClickHouseClient>> => {
  const common = {
    url: server.url,
    username: server.username,
    password: server.password,
    application: 'watchroom',
    request_timeout: 35_000,
    use_multipart_params_auto: true,
    keep_alive: { enabled: true },
    // Failures are told to the caller, who logs them; the client would write whole requests to stderr.
    log: { level: ClickHouseLogLevel.OFF },
  };
  const bootstrap = createClient({ ...common, database: 'default' });
  try {
    const query_params = { database: server.database };
    const abort_signal = AbortSignal.timeout(connectTimeoutMs);
    const found = await bootstrap.query({
      query: 'SELECT count() AS n FROM system.databases WHERE name = {database:String}',
      format: 'JSONCompactEachRow',
      query_params,
      abort_signal,
    });
    const [[count] = []] = await found.json<number[]>();
    if (Number(count) === 0) {
      await bootstrap.command({
        query: 'CREATE DATABASE IF NOT EXISTS {database:Identifier}',
        query_params,
        abort_signal,
      });
    }
  } finally {
    await bootstrap.close();
  }
  return new Map(connectionRoles.map((role) => [role, createClient({ ...common, database: server.database })]));
};

/** Clients of chDB in `dataDir`/timeseries. */
export const openEmbedded = async (dataDir: string): Promise<Map<ConnectionRole, ClickHouseClient>> => {
  const path = join(dataDir, 'timeseries');
  await mkdir(path, { recursive: true });
  const clients = new Map<ConnectionRole, ClickHouseClient>();
  for (const role of connectionRoles) {
    const client = createClient({ connection: await createEmbeddedConnection(path) });
    clients.set(role, client);
    await client.command({ query: `CREATE DATABASE IF NOT EXISTS ${embeddedDatabase}` });
    await client.command({ query: `USE ${embeddedDatabase}` });
  }
  return clients;
};
