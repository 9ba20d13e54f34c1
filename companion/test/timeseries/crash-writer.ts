import { Registry } from 'prom-client';
import { createTimeseriesStore } from '../../src/stores/timeseries/create-timeseries-store.js';

/** Writes samples without end and prints the number of each batch that was confirmed; `crash.test.ts` kills it. */
const [dataDir = '', startText = '0'] = process.argv.slice(2);
const store = createTimeseriesStore({
  clickhouse: null,
  dataDir,
  retentionDays: 400,
  logger: { info: () => undefined },
  registry: new Registry(),
});
await store.open();

const seriesInBatch = 50;
const writeFrom = async (first: number, stride: number): Promise<never> => {
  for (let batch = first; ; batch += stride) {
    await store.insert(
      Array.from({ length: seriesInBatch }, (_, index) => ({
        name: 'crash',
        labels: { index: String(index) },
        times: [Number(startText) + batch * 1000],
        values: [batch],
      }))
    );
    process.stdout.write(`${batch}\n`);
  }
};
const writers = 4;
await Promise.all(Array.from({ length: writers }, (_, writer) => writeFrom(writer, writers)));
