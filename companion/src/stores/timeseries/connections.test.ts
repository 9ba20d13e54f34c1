import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Registry } from 'prom-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { StoreUnavailable } from '../alert-store.js';
import { createConnections, type Connections } from './connections.js';

describe('embedded connections', () => {
  let dataDir: string;
  let connections: Connections;
  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'watchroom-connections-'));
    connections = createConnections({ clickhouse: null, dataDir, registry: new Registry() });
    await connections.open();
  }, 60_000);
  afterAll(async () => {
    await connections.close();
    await rm(dataDir, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }, 60_000);

  it('answers a page while detection is at work', async () => {
    const order: string[] = [];
    const slow = connections.rows({
      role: 'detection',
      operation: 'slow',
      sql: 'SELECT sum(sipHash64(number)) FROM numbers({count:UInt64})',
      params: { count: 20_000_000 },
    });
    const fast = connections.rows({ role: 'read', operation: 'fast', sql: 'SELECT {x:String}', params: { x: 'a' } });
    await Promise.all([slow.then(() => order.push('detection')), fast.then(() => order.push('page'))]);
    expect(order).toEqual(['page', 'detection']);
  }, 60_000);

  it('keeps the parameters of calls at the same time apart', async () => {
    const nasty = (index: number): string => `'${index}\\' \t\n\r\0 {x:String}; --`;
    const answers = await Promise.all(
      Array.from({ length: 60 }, (_, index) =>
        connections.rows({
          role: (['intake', 'detection', 'read'] as const)[index % 3] ?? 'read',
          operation: 'echo',
          sql: 'SELECT {x:String}',
          params: { x: nasty(index) },
        })
      )
    );
    expect(answers).toEqual(answers.map((_, index) => [[nasty(index)]]));
  });

  it('goes on after a statement that fails, and tells a mistake of ours from an outage', async () => {
    const wrong = connections.rows({ role: 'read', operation: 'wrong', sql: 'SELECT nothing_like_this' });
    await expect(wrong).rejects.not.toBeInstanceOf(StoreUnavailable);
    await expect(wrong).rejects.toThrow(/ClickHouse refused wrong/);
    expect(await connections.rows({ role: 'read', operation: 'right', sql: 'SELECT 1' })).toEqual([[1]]);
  });

  it('is unavailable where it is not open', async () => {
    const closed = createConnections({ clickhouse: null, dataDir, registry: new Registry() });
    await expect(closed.rows({ role: 'read', operation: 'x', sql: 'SELECT 1' })).rejects.toBeInstanceOf(
      StoreUnavailable
    );
  });
});
