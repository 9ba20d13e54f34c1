import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import { systemClock, type Clock } from '../../clock.js';
import type { Settings } from '../../config/settings.js';
import { readHeatmap } from './anomaly-heatmap.js';
import { countAnomalies, readAnomalies, readAnomaly, readOpenAnomalies, writeAnomalies } from './anomaly-rows.js';
import { createChangeRows } from './change-rows.js';
import type { ConnectionRole } from './clients.js';
import { createConnections } from './connections.js';
import type { DataStore } from './data-store.js';
import { createEdgeRows } from './edge-rows.js';
import { makeHours, readHours } from './hour-quantiles.js';
import { createInsertQueue } from './insert-queue.js';
import { migrate } from './migrate.js';
import { readPoints } from './read-points.js';
import { countSeries, readSeries, seriesSelection } from './read-series.js';
import { createSeriesCatalogue, timeText } from './series-catalogue.js';
import { createLogRows } from './log-rows.js';
import { mergeLogsLazily } from './log-tables.js';
import { readSliceSteps, readWindowSums } from './slice-reads.js';
import type { ReadPurpose } from './timeseries-store.js';

export interface TimeseriesStoreDeps {
  /** Null: chDB in `dataDir`/timeseries, one such folder at a time in a process. */
  clickhouse: Settings['clickhouse'];
  dataDir: string;
  retentionDays: number;
  /** Days that log lines are kept; as long as points where absent. */
  logRetentionDays?: number | undefined;
  logger: Pick<Logger, 'info'>;
  registry: Registry;
  clock?: Clock;
}

const HOUR = 3_600_000;

const roleOf = (purpose: ReadPurpose | undefined): ConnectionRole => (purpose === 'detection' ? 'detection' : 'read');

/** Time series in ClickHouse, on a server or in this process. Connects at `open`. */
export const createTimeseriesStore = (deps: TimeseriesStoreDeps): DataStore => {
  const { clock = systemClock, registry } = deps;
  const connections = createConnections(deps);
  const queue = createInsertQueue({ connections, catalogue: createSeriesCatalogue(clock), registry });
  let lastVersion = 0;
  // Grows even where the clock stands still, so that the later of two writes of one anomaly counts.
  const nextVersion = (): number => (lastVersion = Math.max(clock.now() * 1000, lastVersion + 1));
  /** From when on no points have been dropped for their age. */
  const wholeSince = (now: number): number => now - (24 * deps.retentionDays - 1) * HOUR;

  return {
    open: async () => {
      await connections.open();
      try {
        const days = deps.retentionDays;
        await migrate(connections, { days, logDays: deps.logRetentionDays ?? days }, deps.logger);
        if (deps.clickhouse === null) {
          await connections.command({ role: 'intake', operation: 'merge logs lazily', sql: mergeLogsLazily });
        }
      } catch (error) {
        await connections.close();
        throw error;
      }
    },
    close: async () => {
      await queue.drained();
      await connections.close();
    },
    // A real write: a full disk, a read-only server or missing rights are found before a sender finds them.
    ping: () =>
      connections.insertRows({ role: 'intake', table: 'probe', columns: ['at'], rows: [[timeText(clock.now())]] }),
    insert: (samples) => queue.insert(samples),
    findSeries: async (matchers, limit, purpose) =>
      readSeries(connections, roleOf(purpose), seriesSelection(matchers, limit)),
    countSeries: () => countSeries(connections),
    read: (range) => readPoints(connections, roleOf(range.purpose), range),
    readHours: (range) => readHours(connections, range, { since: wholeSince(clock.now()) }),
    makeHours: (now, mostHours) => makeHours(connections, { now, mostHours, since: wholeSince(now) }),
    saveAnomalies: (anomalies) => writeAnomalies(connections, anomalies, nextVersion()),
    listAnomalies: (filter) => readAnomalies(connections, filter),
    getAnomaly: (id) => readAnomaly(connections, id),
    openAnomalies: (detector) => readOpenAnomalies(connections, detector),
    countAnomalies: (from) => countAnomalies(connections, from),
    logs: createLogRows(connections, nextVersion),
    changes: createChangeRows(connections),
    edges: createEdgeRows(connections),
    anomalyHeatmap: (range) => readHeatmap(connections, range),
    windowSums: (pair, options) => readWindowSums(connections, pair, options),
    sliceSteps: (pair, options) => readSliceSteps(connections, pair, options),
  };
};
