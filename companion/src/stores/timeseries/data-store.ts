import type { ChangeStore } from './change-store.js';
import type { EdgeStore } from './edge-store.js';
import type { LogStore } from './log-store.js';
import type { SliceReads } from './slice-reads.js';
import type { TimeseriesStore } from './timeseries-store.js';

/** All that is in ClickHouse: series, and what is kept beside them. */
export type DataStore = TimeseriesStore &
  SliceReads & {
    readonly logs: LogStore;
    readonly changes: ChangeStore;
    readonly edges: EdgeStore;
  };
