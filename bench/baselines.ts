import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Registry } from 'prom-client';
import { createConnections, type Connections } from '../companion/src/stores/timeseries/connections.js';
import { createTimeseriesStore } from '../companion/src/stores/timeseries/create-timeseries-store.js';
import type { TimeseriesStore } from '../companion/src/stores/timeseries/timeseries-store.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const SERIES = 1000;
/** As the running companion at most (`hours-refresher.ts`). */
const HOURS_A_STATEMENT = 168;
const RUNS = 5;

/** A point a minute of each series up to the present hour: noise about a daily wave, as remote write stores it. */
const fill = async (connections: Connections, millions: number): Promise<void> => {
  const minutes = (millions * 1e6) / SERIES;
  const from = Math.floor(Date.now() / HOUR) * HOUR - minutes * MINUTE;
  for (let part = 0; part < millions; part += 1) {
    await connections.command({
      role: 'read',
      operation: 'bench fill',
      sql: `INSERT INTO points SELECT cityHash64(number % ${SERIES}), fromUnixTimestamp64Milli({start:Int64} + intDiv(number, ${SERIES}) * ${MINUTE}) AS t,
        round(100 + 50 * sin(toUnixTimestamp(t) / 13751) + randNormal(0, 5, number), 3) FROM numbers(1000000)`,
      params: { start: from + part * (1e6 / SERIES) * MINUTE },
    });
  }
};

interface Made {
  /** On the wall, and of all cores. */
  seconds: number;
  cpuSeconds: number;
  /** Hours of series that came out. */
  hours: number;
}

/** Waits until the engine has merged what was stored so quickly: points that come in over two weeks have been merged long ago. */
const settle = async (connections: Connections): Promise<void> => {
  const sql = 'SELECT count() FROM system.merges WHERE database = currentDatabase()';
  for (let idle = 0; idle < 5;) {
    const [[merges] = []] = await connections.rows({ role: 'read', operation: 'bench merges', sql });
    idle = Number(merges) === 0 ? idle + 1 : 0;
    await delay(200);
  }
};

/** So that all hours are made once more. */
const changeAll = (connections: Connections): Promise<void> =>
  connections.command({
    role: 'read',
    operation: 'bench change',
    sql: 'INSERT INTO changed_hours (t, part, changed_at) SELECT t, part, now64(3) FROM changed_hours GROUP BY t, part',
  });

const makeOnce = async (store: TimeseriesStore): Promise<Made> => {
  // So that all that was stored counts as settled.
  const now = Date.now() + 2 * MINUTE;
  const began = performance.now();
  const used = process.cpuUsage();
  let hours = 0;
  for (let left = 1; left > 0;) {
    const step = await store.makeHours(now, HOURS_A_STATEMENT);
    hours += step.hours;
    left = step.left;
  }
  const { user, system } = process.cpuUsage(used);
  return { seconds: (performance.now() - began) / 1000, cpuSeconds: (user + system) / 1e6, hours: hours * SERIES };
};

/** Makes all hours of so many million stored points; the best of some runs, as other work on the machine only ever slows one down. */
const makeAll = async (millions: number): Promise<Made> => {
  const dataDir = await mkdtemp(join(tmpdir(), 'watchroom-bench-'));
  const store = createTimeseriesStore({
    clickhouse: null,
    dataDir,
    retentionDays: 400,
    logger: { info: () => undefined },
    registry: new Registry(),
  });
  const connections = createConnections({ clickhouse: null, dataDir, registry: new Registry() });
  try {
    await store.open();
    await connections.open();
    await fill(connections, millions);
    const runs: Made[] = [];
    for (let run = 0; run < RUNS; run += 1) {
      await changeAll(connections);
      await settle(connections);
      runs.push(await makeOnce(store));
    }
    await connections.close();
    await store.close();
    return runs.reduce((best, one) => (one.seconds < best.seconds ? one : best));
  } finally {
    // The engine may still be merging for a moment.
    await rm(dataDir, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  }
};

/**
 * Baselines from stored points in chDB, as the companion makes them: found, read, sorted by hour, and written. `growth`: how many times as
 * long ten times the points take.
 */
export const baselineFigures = async (millions: number): Promise<Record<string, number>> => {
  const tenth = await makeAll(millions / 10);
  const all = await makeAll(millions);
  return {
    baseline_points_per_second: Math.round((millions * 1e6) / all.seconds),
    baseline_points_millions: millions,
    baseline_series_hours: all.hours,
    baseline_seconds: Number(all.seconds.toFixed(2)),
    baseline_cpu_seconds: Number(all.cpuSeconds.toFixed(2)),
    baseline_time_ratio_10_times_points: Number((all.seconds / tenth.seconds).toFixed(2)),
  };
};
