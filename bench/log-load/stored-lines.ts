import { Registry } from 'prom-client';
import { createConnections } from '../../companion/src/stores/timeseries/connections.js';
import { requestDigits } from './log-requests.js';

/** Of each request's number, how many lines of it are stored, and how many different ones. */
export type StoredRequests = ReadonlyMap<number, { lines: number; different: number }>;

/** Counts what is in the tables of a companion's data folder; the companion must not run. */
export const readStoredRequests = async (dataDir: string): Promise<StoredRequests> => {
  const connections = createConnections({ clickhouse: null, dataDir, registry: new Registry() });
  await connections.open();
  try {
    const rows = await connections.rows({
      role: 'read',
      operation: 'count requests',
      sql: `SELECT substring(trace_id, 1, ${requestDigits}) AS request, count(), uniqExact(trace_id) FROM log_lines
        WHERE trace_id != '' GROUP BY request`,
    });
    return new Map(
      rows.map(([request, lines, different]) => [
        Number.parseInt(String(request), 16),
        { lines: Number(lines), different: Number(different) },
      ])
    );
  } finally {
    await connections.close();
  }
};
