import { Readable } from 'node:stream';
import type { ClickHouseClient, ClickHouseSettings } from '@clickhouse/client';
import pRetry from 'p-retry';
import { Counter, Histogram, type Registry } from 'prom-client';
import type { Settings } from '../../config/settings.js';
import { StoreUnavailable } from '../alert-store.js';
import { connectTimeoutMs, openEmbedded, openServer, type ConnectionRole } from './clients.js';
import { decodeNative, type NativeBlock } from './native-block.js';
import { isBrokenConnection, toStoreError } from './store-errors.js';

export interface Statement {
  /** For metrics and errors, e.g. `read points`. */
  operation: string;
  role: ConnectionRole;
  sql: string;
  params?: Record<string, unknown>;
}

/** Runs SQL on a server or on chDB. Every method has a timeout and rejects as `toStoreError` says. */
export interface Connections {
  open(): Promise<void>;
  close(): Promise<void>;
  command(statement: Statement): Promise<void>;
  /** Rows as arrays of JSON values. */
  rows(statement: Statement): Promise<unknown[][]>;
  /** Rows of UInt64 and Float64 columns, in blocks; the text must not name a format. */
  columns(statement: Statement): Promise<NativeBlock[]>;
  /** Writes tab-separated rows. */
  insertText(target: {
    table: string;
    columns: [string, ...string[]];
    role: ConnectionRole;
    text: string;
  }): Promise<void>;
  /** Writes rows as JSON arrays. */
  insertRows(target: {
    table: string;
    columns: [string, ...string[]];
    role: ConnectionRole;
    rows: unknown[][];
  }): Promise<void>;
}

const timeoutMs: Record<ConnectionRole, number> = { intake: connectTimeoutMs, detection: 30_000, read: 30_000 };

/** Settings of each request. `wait_end_of_query` makes a server tell errors by status, not in the middle of the answer. */
const settingsFor = (role: ConnectionRole): ClickHouseSettings => ({
  max_execution_time: timeoutMs[role] / 1000,
  wait_end_of_query: 1,
  join_use_nulls: 1,
  output_format_json_quote_64bit_integers: 0,
  do_not_merge_across_partitions_select_final: 1,
  max_partitions_per_insert_block: '1000',
});

const registerMetrics = (registry: Registry) => ({
  seconds: new Histogram({
    name: 'watchroom_timeseries_request_seconds',
    help: 'Time of a request to ClickHouse, waiting included',
    labelNames: ['role', 'operation'],
    buckets: [0.005, 0.02, 0.1, 0.5, 2, 10, 30],
    registers: [registry],
  }),
  failures: new Counter({
    name: 'watchroom_timeseries_request_failures_total',
    help: 'Requests to ClickHouse that failed after their retries',
    labelNames: ['role', 'operation'],
    registers: [registry],
  }),
  retries: new Counter({
    name: 'watchroom_timeseries_request_retries_total',
    help: 'Requests to ClickHouse that were sent again after a broken connection',
    labelNames: ['operation'],
    registers: [registry],
  }),
});

const collect = async (stream: AsyncIterable<Buffer | string>): Promise<Buffer> => {
  const parts: Buffer[] = [];
  for await (const part of stream) {
    parts.push(typeof part === 'string' ? Buffer.from(part) : part);
  }
  return parts.length === 1 ? (parts[0] ?? Buffer.alloc(0)) : Buffer.concat(parts);
};

/** `clickhouse` null: chDB in `dataDir`/timeseries. One process can hold one such folder at a time. */
export const createConnections = (deps: {
  clickhouse: Settings['clickhouse'];
  dataDir: string;
  registry: Registry;
}): Connections => {
  const metrics = registerMetrics(deps.registry);
  let clients = new Map<ConnectionRole, ClickHouseClient>();

  const attempt = async <T>(
    role: ConnectionRole,
    operation: string,
    work: (
      client: ClickHouseClient,
      common: { abort_signal: AbortSignal; clickhouse_settings: ClickHouseSettings }
    ) => Promise<T>
  ): Promise<T> => {
    const client = clients.get(role);
    if (client === undefined) {
      throw new StoreUnavailable('The time series store is not open');
    }
    const stopTimer = metrics.seconds.startTimer({ role, operation });
    const abort_signal = AbortSignal.timeout(timeoutMs[role]);
    try {
      return await pRetry(() => work(client, { abort_signal, clickhouse_settings: settingsFor(role) }), {
        retries: 2,
        minTimeout: 50,
        maxTimeout: 400,
        randomize: true,
        shouldRetry: ({ error }) => isBrokenConnection(error) && !abort_signal.aborted,
        onFailedAttempt: ({ retriesLeft, error }) => {
          if (retriesLeft > 0 && isBrokenConnection(error)) {
            metrics.retries.inc({ operation });
          }
        },
      });
    } catch (error) {
      metrics.failures.inc({ role, operation });
      if (abort_signal.aborted) {
        const seconds = timeoutMs[role] / 1000;
        throw new StoreUnavailable(`ClickHouse did not answer ${operation} within ${seconds} s`, { cause: error });
      }
      throw toStoreError(error, operation);
    } finally {
      stopTimer();
    }
  };

  return {
    open: async () => {
      try {
        clients = deps.clickhouse === null ? await openEmbedded(deps.dataDir) : await openServer(deps.clickhouse);
      } catch (error) {
        metrics.failures.inc({ role: 'intake', operation: 'connect' });
        throw toStoreError(error, 'connecting');
      }
    },
    close: async () => {
      const closing = [...clients.values()];
      clients = new Map();
      await Promise.all(closing.map((client) => client.close()));
      if (deps.clickhouse === null && closing.length > 0) {
        const { drainPending } = await import('chdb');
        await drainPending();
      }
    },
    command: async ({ role, operation, sql, params }) => {
      await attempt(role, operation, (client, common) =>
        client.command({ query: sql, query_params: params, ...common })
      );
    },
    rows: ({ role, operation, sql, params }) =>
      attempt(role, operation, async (client, common) => {
        const answer = await client.query({
          query: sql,
          query_params: params,
          format: 'JSONCompactEachRow',
          ...common,
        });
        return answer.json<unknown[]>();
      }),
    columns: ({ role, operation, sql, params }) =>
      attempt(role, operation, async (client, common) => {
        const answer = await client.exec({ query: `${sql}\nFORMAT Native`, query_params: params, ...common });
        return decodeNative(await collect(answer.stream));
      }),
    insertText: async ({ table, columns, role, text }) => {
      await attempt(role, `insert ${table}`, (client, common) =>
        client.insert({
          table,
          columns,
          values: Readable.from([Buffer.from(text)], { objectMode: false }),
          format: 'TabSeparated',
          ...common,
        })
      );
    },
    insertRows: async ({ table, columns, role, rows }) => {
      await attempt(role, `insert ${table}`, (client, common) =>
        client.insert({ table, columns, values: rows, format: 'JSONCompactEachRow', ...common })
      );
    },
  };
};
