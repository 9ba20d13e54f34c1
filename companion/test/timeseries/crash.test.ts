import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import pino from 'pino';
import { Registry } from 'prom-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTimeseriesStore } from '../../src/stores/timeseries/create-timeseries-store.js';

const writer = fileURLToPath(new URL('crash-writer.ts', import.meta.url));

describe('embedded time series after kill -9', () => {
  let dataDir: string;
  const start = Date.now() - 86_400_000;
  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'watchroom-crash-'));
  });
  afterAll(() => rm(dataDir, { recursive: true, force: true }));

  /** Lets a process of its own write until `count` batches are confirmed, and kills it in the middle of the next ones. */
  const writeAndKill = async (count: number, from: number): Promise<number[]> => {
    const child = spawn(process.execPath, ['--import', 'tsx', '--conditions=source', writer, dataDir, String(from)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const exited = once(child, 'exit');
    const confirmed: number[] = [];
    for await (const line of createInterface({ input: child.stdout })) {
      confirmed.push(Number(line));
      if (confirmed.length === count) {
        child.kill('SIGKILL');
      }
    }
    expect(await exited).toEqual([null, 'SIGKILL']);
    return confirmed;
  };

  it('holds every confirmed sample, and takes new ones', async () => {
    const later = start + 3_600_000;
    const runs = [
      { from: start, confirmed: await writeAndKill(40, start) },
      { from: later, confirmed: await writeAndKill(25, later) },
    ];
    const store = createTimeseriesStore({
      clickhouse: null,
      dataDir,
      retentionDays: 400,
      logger: pino({ level: 'silent' }),
      registry: new Registry(),
    });
    await store.open();
    const found = await store.read({ matchers: [], from: 0, to: Date.now(), maxSeries: 100 });
    expect(found).toHaveLength(50);
    for (const { points } of found) {
      const times = new Set(points.times);
      for (const { from, confirmed } of runs) {
        expect(confirmed.filter((batch) => !times.has(from + batch * 1000))).toEqual([]);
      }
    }
    await store.insert([{ name: 'crash', labels: { index: '0' }, times: [Date.now()], values: [1] }]);
    await store.close();
  }, 120_000);
});
