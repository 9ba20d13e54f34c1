import type { LogLevel } from '@watchroom/contract';
import type { SliceReads } from './slice-reads.js';
import type { TimeseriesStore } from './timeseries-store.js';

/** A line as it is stored: what is sensitive in it was masked before. */
export interface StoredLogLine {
  /** ms. */
  at: number;
  service: string;
  level: LogLevel;
  templateId: string;
  message: string;
  labels: Record<string, string>;
  /** Empty where it names none. */
  traceId: string;
}

/** A template as it is kept for the next run. */
export interface StoredTemplate {
  id: string;
  parts: readonly string[];
  /** Places of wildcards that were learnt. */
  learnt: readonly number[];
  /** The template that it is part of now; null where it stands for itself. */
  mergedInto: string | null;
  /** When its first line was received, ms. */
  firstAt: number;
}

/** Lines of one template of one service in one step of time. */
export interface LogCount {
  service: string;
  templateId: string;
  /** The step's beginning, ms. */
  at: number;
  lines: number;
  /** Those of level error or critical. */
  errors: number;
}

export interface LogRange {
  /** Inclusive, ms. */
  from: number;
  /** Exclusive, ms. */
  to: number;
  service?: string | undefined;
}

export interface LogSearch extends LogRange {
  templateIds?: readonly string[] | undefined;
  levels?: readonly LogLevel[] | undefined;
  /** Words, each of which must stand in the message, without regard to case. */
  text?: string | undefined;
  limit: number;
}

/** Log lines and their templates in ClickHouse. */
export interface LogStore {
  /** Writes templates, then lines; resolves when ClickHouse has them all. */
  insert(lines: readonly StoredLogLine[], templates: readonly StoredTemplate[]): Promise<void>;
  /** All templates, merged ones too. */
  templates(): Promise<StoredTemplate[]>;
  /** Lines by service, template and step (whole minutes, ms), in order of time. */
  counts(range: LogRange & { step: number }): Promise<LogCount[]>;
  /** Lines, newest first. */
  search(search: LogSearch): Promise<StoredLogLine[]>;
  /** Services that have lines in the range, by name. */
  services(range: LogRange): Promise<string[]>;
}

/** The store of series, with logs and with what the drill-down reads. */
export type DataStore = TimeseriesStore & SliceReads & { readonly logs: LogStore };
