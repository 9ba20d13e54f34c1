import type { LogLevel } from '@watchroom/contract';

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

/** Lines of one template of one service: equally long lists, one entry for each step that has lines, in any order. */
export interface LogCountSeries {
  service: string;
  templateId: string;
  /** The steps' beginnings, ms. */
  at: number[];
  lines: number[];
  /** Those of level error or critical. */
  errors: number[];
}

export interface LogRange {
  /** Inclusive, ms. */
  from: number;
  /** Exclusive, ms. */
  to: number;
  service?: string | undefined;
  levels?: readonly LogLevel[] | undefined;
}

export interface LogSearch extends LogRange {
  templateIds?: readonly string[] | undefined;
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
  /** Lines by service, template and step (whole minutes, ms, counted from `from`), in order of time; of whole minutes only. */
  counts(range: LogRange & { step: number }): Promise<LogCount[]>;
  /** What `counts` gives, by service and template: a tenth of the work where there are many steps. */
  countSeries(range: LogRange & { step: number }): Promise<LogCountSeries[]>;
  /** Lines, newest first. */
  search(search: LogSearch): Promise<StoredLogLine[]>;
  /** Services that have lines in the range, by name. */
  services(range: LogRange): Promise<string[]>;
}
