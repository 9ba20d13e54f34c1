import type { ChangeStore } from './change-store.js';
import type { EdgeStore } from './edge-store.js';
import type { TimeseriesStore } from './timeseries-store.js';

/** All that is in ClickHouse: series, and what is kept beside them. */
export type DataStore = TimeseriesStore & { readonly changes: ChangeStore; readonly edges: EdgeStore };
