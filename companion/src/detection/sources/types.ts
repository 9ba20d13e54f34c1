import type { DetectorQuery, DetectorSpec } from '@watchroom/contract';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import type { Clock } from '../../clock.js';
import type { SourceSettings } from '../../config/settings.js';
import type { Handlers } from '../../http/route.js';
import type { Service } from '../../service.js';
import type { SeriesPoints, SeriesSamples, TimeseriesStore } from '../../stores/timeseries/timeseries-store.js';

/** From inclusive, to exclusive, ms. */
export interface TimeRange {
  from: number;
  to: number;
}

/** What a query answers: the name is null where the source gives none; `times` ascend, no NaN, no infinities. */
export type SourceSeries = Omit<SeriesSamples, 'name'> & { name: string | null };

/** A connection to one configured source. */
export interface SourceConnection {
  /** The points of a query in a range, in parts. Rejects with `SourceError`. */
  query(query: DetectorQuery, range: TimeRange, signal?: AbortSignal): AsyncIterable<SourceSeries[]>;
  close(): Promise<void>;
}

/** The series of one detector's query, as they are to be stored. */
export interface SeriesSource {
  query(range: TimeRange, signal?: AbortSignal): AsyncIterable<SeriesSamples[]>;
}

export interface SourcesDeps {
  sources: SourceSettings[];
  store: TimeseriesStore;
  clock: Clock;
  logger: Logger;
  registry: Registry;
}

/** How the series of one detector are coming in. */
export interface FeedStatus {
  /** Its history is stored: it may judge. Always true for a detector without a query. */
  ready: boolean;
  /** Everything before this (ms) is fetched and stored; null where nothing is yet, and for a detector without a query. */
  fetchedUntil: number | null;
  /** Why its last query failed; null where it did not. */
  lastError: string | null;
}

export interface SourcePreview {
  series: SeriesPoints[];
  /** Of all that the query answers, those left out included. */
  seriesCount: number;
}

/**
 * Fills stored series from the queries of detectors. The series of a detector are those that `watchedMatchers(spec)` picks; wait for
 * `status(name).ready` before its first run, as its history is fetched first.
 */
export interface Sources extends Service {
  handlers: Pick<Handlers, 'listSources'>;
  /** What does not fit between a detector's query and the sources, as fields of the spec; empty where all is right. */
  check(spec: DetectorSpec): Array<{ field: string; message: string }>;
  /** Begins to fetch for a detector with a query; nothing without one. `HttpProblem` 400 where `check` finds something. */
  addDetector(spec: DetectorSpec): void;
  /** Ends it; what is stored stays. Nothing where there is none of that name. To change a detector, remove and add it. */
  removeDetector(name: string): void;
  status(name: string): FeedStatus;
  /** For previews: points of the query of a spec, as they would be stored, but not stored. Rejects with `HttpProblem`. */
  preview(spec: DetectorSpec, range: TimeRange, maxSeries: number): Promise<SourcePreview>;
  /** Runs what is due and waits for it; the timer does the same. */
  tick(): Promise<void>;
}
