import type { Anomaly, AnomalyHeatmap, Matcher, Points, Series } from '@watchroom/contract';

/** Samples of one series to be stored. `times` ascend; NaN and infinities are left out by the receiver. */
export interface SeriesSamples {
  name: string;
  labels: Record<string, string>;
  unit?: string | null;
  times: number[];
  values: number[];
}

/** A series with its points, as read. */
export interface SeriesPoints {
  series: Series;
  points: Points;
}

/** What is kept of an hour of a series for longer than its points. */
export interface HourQuantiles {
  /** Its beginning, ms. */
  at: number;
  /** Points in it, at least one; those in anomalies do not count. */
  count: number;
  low: number;
  /** At the levels 1/8, 3/8, 5/8 and 7/8: each stands for a quarter of the points. */
  quantiles: [number, number, number, number];
  high: number;
}

export interface ReadRange {
  matchers: Matcher[];
  /** Inclusive, ms. */
  from: number;
  /** Exclusive, ms. */
  to: number;
  maxSeries: number;
  /** Where set, only these of the series that match. */
  seriesIds?: SeriesId[] | undefined;
  /** Where set, values are averaged over steps of this length (ms) aligned to the epoch, in ClickHouse. */
  step?: number;
  /** With `step`: samples are given as they are where there are no more than this. That is three times as fast. */
  stepAbove?: number;
  /** Who waits; `page` where not said. */
  purpose?: ReadPurpose;
}

/** Detection's long reads have a connection of their own, so that a page never waits behind them. */
export type ReadPurpose = 'page' | 'detection';

/** A series with its hours, as read. */
export interface SeriesHours {
  series: Series;
  /** In order of time. */
  hours: HourQuantiles[];
}

/** Whole hours that begin in [from, to), ms. */
export type HourRange = Pick<ReadRange, 'matchers' | 'from' | 'to' | 'maxSeries' | 'seriesIds'>;

export interface HoursMade {
  /** Hours that one statement made, of all series or of a part of them; 0 where none was due. */
  hours: number;
  /** Parts of hours (64 an hour) that are still to be made. */
  left: number;
}

export interface AnomalyFilter {
  /** ms. */
  from: number;
  to: number;
  seriesId?: string | undefined;
  detector?: string | undefined;
  direction?: Anomaly['direction'] | undefined;
  limit: number;
}

export interface HeatmapRange {
  from: number;
  to: number;
  detector?: string | undefined;
  /** On the metric (`__name__`) and labels of anomalies. */
  matchers: Matcher[];
  buckets: number;
  /** Rows at most. */
  limit: number;
}

/** Time series in ClickHouse: a server, a cluster, or chDB in this process. SQL is in this folder only. */
export interface TimeseriesStore {
  /** Connects and migrates. Rejects with `StoreUnavailable`. */
  open(): Promise<void>;
  close(): Promise<void>;
  ping(): Promise<void>;
  /** Writes samples; resolves when ClickHouse has them. Concurrent calls share one insert. */
  insert(samples: SeriesSamples[]): Promise<void>;
  /** Series that match, with their last sample, by name and labels. An empty list of matchers is every series. */
  findSeries(matchers: Matcher[], limit: number, purpose?: ReadPurpose): Promise<Series[]>;
  countSeries(): Promise<number>;
  /**
   * Points of the series that match, by name and labels; series without a point in the range are left out. `maxSeries` counts
   * those that have a sample at or after `from`. Of samples with the same time the one written last counts. Steps that are a
   * multiple of 5 minutes come from rollups, in which a sample that was sent twice counts twice.
   * More than 5 million points or an invalid regular expression: `HttpProblem` 400.
   */
  read(range: ReadRange): Promise<SeriesPoints[]>;
  /**
   * Hours of the series that match, points in anomalies (the first day of each; those of fixed rules and peers aside) left out. What is
   * not made yet, or has changed since, is computed from the points. More than a million hours: `HttpProblem` 400.
   */
  readHours(range: HourRange): Promise<SeriesHours[]>;
  /**
   * Makes the newest hours that are over by `now` (ms) and were not made since their points or anomalies changed, `mostHours` at most.
   * Doing it again, or by several companions at once, does no harm.
   */
  makeHours(now: number, mostHours: number): Promise<HoursMade>;
  /** Inserts or replaces by id. */
  saveAnomalies(anomalies: Anomaly[]): Promise<void>;
  /** Those that overlap [from, to), newest first. */
  listAnomalies(filter: AnomalyFilter): Promise<Anomaly[]>;
  /** Null where there is none. */
  getAnomaly(id: string): Promise<Anomaly | null>;
  /** Those that have not ended, of one detector or, where none is named, of all. */
  openAnomalies(detector?: string): Promise<Anomaly[]>;
  /** How many began at or after `from` (ms), by detector. */
  countAnomalies(from: number): Promise<Map<string, number>>;
  /** Where and when anomalies were, by detector and series; those with most anomalies first. */
  anomalyHeatmap(range: HeatmapRange): Promise<AnomalyHeatmap>;
}

/** 16 hex digits from metric name and sorted labels; the same in every companion. */
export type SeriesId = string;
