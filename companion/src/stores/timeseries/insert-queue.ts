import { Counter, Gauge, type Registry } from 'prom-client';
import { StoreUnavailable } from '../alert-store.js';
import type { Connections } from './connections.js';
import { timeText, type ResolvedSeries, type SeriesCatalogue } from './series-catalogue.js';
import type { SeriesSamples } from './timeseries-store.js';

export interface InsertQueue {
  /** Resolves when ClickHouse has the samples. A call after a failure may repeat what was written: it counts once. */
  insert(samples: SeriesSamples[]): Promise<void>;
  /** Resolves when nothing is under way. */
  drained(): Promise<void>;
}

interface Chunk {
  samples: SeriesSamples[];
  count: number;
  resolve: () => void;
  reject: (error: unknown) => void;
}

/** As many samples go into one insert; bounds the text that is made of them (4 MB) and how long that holds the event loop. */
const samplesPerInsert = 100_000;
/** More than this waiting: the sender is told to come again. 16 MB in columns. */
const defaultMaxWaiting = 2_000_000;
/** Samples are from 1970 to before 2100: what lies outside is a mistake in units. */
const endOfTime = Date.UTC(2100, 0, 1);

const sizeOf = (samples: SeriesSamples[]): number => samples.reduce((sum, { times }) => sum + times.length, 0);

const checkShape = ({ name, times, values }: SeriesSamples): void => {
  if (name === '') {
    throw new RangeError('A series needs a name');
  }
  if (times.length !== values.length) {
    throw new RangeError(`${name}: ${times.length} times for ${values.length} values`);
  }
  const wrong = times.find((time) => !(time >= 0 && time < endOfTime));
  if (wrong !== undefined) {
    throw new RangeError(`${name}: ${wrong} is no time in milliseconds since 1970`);
  }
};

/** Cuts the samples of one call into parts of at most `samplesPerInsert`. */
const cut = (samples: SeriesSamples[]): SeriesSamples[][] => {
  const parts: SeriesSamples[][] = [];
  let part: SeriesSamples[] = [];
  let room = samplesPerInsert;
  for (const series of samples) {
    for (let start = 0; start < series.times.length;) {
      const end = Math.min(series.times.length, start + room);
      const whole = start === 0 && end === series.times.length;
      part.push(
        whole ? series : { ...series, times: series.times.slice(start, end), values: series.values.slice(start, end) }
      );
      room -= end - start;
      start = end;
      if (room === 0) {
        parts.push(part);
        part = [];
        room = samplesPerInsert;
      }
    }
  }
  return part.length > 0 ? [...parts, part] : parts;
};

/**
 * Calls that come while an insert runs share the next one; an idle queue writes at the end of the event loop's turn. Rows of series
 * that ClickHouse may not know are written before their samples.
 */
export const createInsertQueue = (deps: {
  connections: Connections;
  catalogue: SeriesCatalogue;
  registry: Registry;
  maxWaiting?: number;
}): InsertQueue => {
  const { connections, catalogue, registry, maxWaiting = defaultMaxWaiting } = deps;
  const waiting: Chunk[] = [];
  let samplesWaiting = 0;
  let running: Promise<void> | null = null;
  const written = new Counter({
    name: 'watchroom_timeseries_samples_written_total',
    help: 'Samples that ClickHouse confirmed',
    registers: [registry],
  });
  const inserts = new Counter({
    name: 'watchroom_timeseries_inserts_total',
    help: 'Inserts of samples; several calls share one',
    registers: [registry],
  });
  new Gauge({
    name: 'watchroom_timeseries_samples_waiting',
    help: 'Samples that wait for their insert',
    registers: [registry],
    collect() {
      this.set(samplesWaiting);
    },
  });

  const write = async (chunks: Chunk[]): Promise<void> => {
    const lines: string[] = [];
    const newSeries = new Map<string, NonNullable<ResolvedSeries['missing']>>();
    for (const series of chunks.flatMap((chunk) => chunk.samples)) {
      const { decimal, missing } = catalogue.resolve(series);
      if (missing !== undefined) {
        newSeries.set(decimal, missing);
      }
      const prefix = `${decimal}\t`;
      series.times.forEach((time, index) => {
        const value = series.values[index];
        if (Number.isFinite(value)) {
          lines.push(`${prefix}${timeText(time)}\t${value}\n`);
        }
      });
    }
    if (newSeries.size > 0) {
      const rows = [...newSeries.values()].map(({ row }) => row);
      const columns: [string, ...string[]] = ['id', 'name', 'labels', 'unit', 'seen_at'];
      await connections.insertRows({ role: 'intake', table: 'series', columns, rows });
      newSeries.forEach(({ written }) => written());
    }
    if (lines.length > 0) {
      const text = lines.join('');
      await connections.insertText({ role: 'intake', table: 'points', columns: ['series_id', 't', 'v'], text });
      inserts.inc();
      written.inc(lines.length);
    }
  };

  const takeBatch = (): Chunk[] => {
    const batch: Chunk[] = [];
    let count = 0;
    for (
      let next = waiting[0];
      next !== undefined && (count === 0 || count + next.count <= samplesPerInsert);
      next = waiting[0]
    ) {
      batch.push(next);
      count += next.count;
      waiting.shift();
    }
    return batch;
  };

  const run = async (): Promise<void> => {
    await new Promise(setImmediate);
    while (waiting.length > 0) {
      const batch = takeBatch();
      try {
        await write(batch);
        batch.forEach(({ resolve }) => resolve());
      } catch (error) {
        batch.forEach(({ reject }) => reject(error));
      } finally {
        samplesWaiting -= batch.reduce((sum, { count }) => sum + count, 0);
      }
    }
    running = null;
  };

  return {
    insert: async (samples) => {
      samples.forEach(checkShape);
      const total = sizeOf(samples);
      if (samplesWaiting > 0 && samplesWaiting + total > maxWaiting) {
        throw new StoreUnavailable(`Too many samples wait for ClickHouse (${samplesWaiting}); send them again later`);
      }
      samplesWaiting += total;
      const parts = cut(samples).map(
        (part) =>
          new Promise<void>((resolve, reject) => waiting.push({ samples: part, count: sizeOf(part), resolve, reject }))
      );
      running ??= run();
      await Promise.all(parts);
    },
    drained: async () => {
      await running;
    },
  };
};
