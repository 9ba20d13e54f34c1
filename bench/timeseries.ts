import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Registry } from 'prom-client';
import { createConnections } from '../companion/src/stores/timeseries/connections.js';
import { createTimeseriesStore } from '../companion/src/stores/timeseries/create-timeseries-store.js';
import type { TimeseriesStore } from '../companion/src/stores/timeseries/timeseries-store.js';

const dayMs = 86_400_000;
const stepMs = 15_000;
const round = (value: number, digits = 1): number => Number(value.toFixed(digits));

const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
};

/** Median milliseconds of some runs. */
const median = async (runs: number, work: () => Promise<unknown>): Promise<number> => {
  const times: number[] = [];
  for (let run = 0; run < runs; run++) {
    times.push(await timed(work));
  }
  return times.sort((a, b) => a - b)[Math.floor(runs / 2)] ?? NaN;
};

/** As remote write brings them: many series, one sample each. */
const scrape = (series: number, at: number) =>
  Array.from({ length: series }, (_, index) => ({
    name: 'http_requests_per_second',
    labels: { instance: `10.0.0.${index % 100}:9100`, job: 'api', path: `/p/${index}` },
    times: [at],
    values: [100 + (index % 50) + Math.sin(at / 1e6) * 10],
  }));

const wave = (name: string, from: number, count: number) => {
  const times = Array.from({ length: count }, (_, index) => from + index * stepMs);
  return {
    name,
    labels: { host: 'a' },
    times,
    values: times.map((time) => Math.round(1000 * Math.sin(time / 1e7)) / 10),
  };
};

const benchStore = async (store: TimeseriesStore): Promise<Record<string, number>> => {
  const now = Date.now();
  const openMs = await timed(() => store.open());
  const scrapes = 12;
  const first = await timed(() => store.insert(scrape(10_000, now - scrapes * stepMs)));
  let index = 1;
  const inserts = await median(scrapes, () => store.insert(scrape(10_000, now - (scrapes - index++) * stepMs)));
  const backfillSize = 1_000_000;
  const backfillMs = await timed(() => store.insert([wave('cpu', now - backfillSize * stepMs, backfillSize)]));
  const matchers = [{ label: '__name__', op: '=' as const, value: 'cpu' }];
  const read = (from: number, step?: number) => () => store.read({ matchers, from, to: now, maxSeries: 1, step });
  return {
    open_new_ms: round(openMs),
    insert_10000_new_series_ms: round(first),
    insert_10000_series_ms: round(inserts),
    insert_rows_per_second: Math.round((10_000 / inserts) * 1000),
    backfill_rows_per_second: Math.round((backfillSize / backfillMs) * 1000),
    read_24h_1_series_ms: round(await median(15, read(now - dayMs))),
    read_150d_1_series_hourly_ms: round(await median(15, read(now - 150 * dayMs, 3_600_000))),
    find_100_series_ms: round(await median(15, () => store.findSeries([], 100))),
  };
};

/** Quantiles by series and hour of the week: the heaviest thing that detection may ask for. */
const hourOfWeek = `
  SELECT count() FROM (
    SELECT series_id, toDayOfWeek(t) * 24 + toHour(t) AS hour, quantiles(0.25, 0.5, 0.75)(v) FROM points FINAL
    WHERE t >= fromUnixTimestamp64Milli({from:Int64}) GROUP BY series_id, hour)`;

const benchQuantiles = async (dataDir: string, millions: number): Promise<Record<string, number>> => {
  const connections = createConnections({ clickhouse: null, dataDir, registry: new Registry() });
  await connections.open();
  const minute = 60_000;
  const perSeries = millions * 1000;
  const from = Math.floor(Date.now() / minute) * minute - perSeries * minute;
  for (let part = 0; part < millions; part++) {
    await connections.command({
      role: 'read',
      operation: 'bench fill',
      sql: `INSERT INTO points SELECT 1 + number % 1000, fromUnixTimestamp64Milli({start:Int64} + intDiv(number, 1000) * 60000),
        sin(number / 1e5) * 100 + rand() % 10 FROM numbers(1000000)`,
      params: { start: from + part * 1000 * minute },
    });
  }
  const query = () =>
    connections.rows({ role: 'detection', operation: 'bench quantiles', sql: hourOfWeek, params: { from } });
  const seconds = (await median(3, query)) / 1000;
  await connections.close();
  return { quantile_points_millions: millions, hour_of_week_quantiles_seconds: round(seconds, 2) };
};

/**
 * Embedded ClickHouse: inserts as remote write makes them, a backfill, reads, and hour-of-week quantiles over 20 million points of
 * 1,000 series (`--millions N` for another amount).
 */
export async function run(args: string[]): Promise<Record<string, number>> {
  const { values } = parseArgs({ args, options: { millions: { type: 'string', default: '20' } } });
  const dataDir = await mkdtemp(join(tmpdir(), 'watchroom-bench-'));
  try {
    const rssBefore = process.memoryUsage.rss();
    const store = createTimeseriesStore({
      clickhouse: null,
      dataDir,
      retentionDays: 400,
      logger: { info: () => undefined },
      registry: new Registry(),
    });
    const figures = await benchStore(store);
    await store.close();
    const reopenMs = await timed(() => store.open());
    await store.close();
    const quantiles = await benchQuantiles(dataDir, Number(values.millions));
    const rss = process.memoryUsage.rss();
    return {
      ...figures,
      open_again_ms: round(reopenMs),
      ...quantiles,
      rss_before_mb: Math.round(rssBefore / 1e6),
      rss_mb: Math.round(rss / 1e6),
    };
  } finally {
    // The engine may still be merging for a moment.
    await rm(dataDir, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  }
}
