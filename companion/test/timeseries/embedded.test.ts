import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { Registry } from 'prom-client';
import { afterAll, beforeAll } from 'vitest';
import { createTimeseriesStore } from '../../src/stores/timeseries/create-timeseries-store.js';
import { timeseriesStoreConformance } from '../../src/stores/timeseries/timeseries-store.conformance.js';

let dataDir: string;
const create = () =>
  createTimeseriesStore({
    clickhouse: null,
    dataDir,
    retentionDays: 400,
    logger: pino({ level: 'silent' }),
    registry: new Registry(),
  });

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'watchroom-series-'));
});
afterAll(() => rm(dataDir, { recursive: true, force: true }));

timeseriesStoreConformance('embedded chDB', create);
