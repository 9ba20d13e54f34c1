import type { LogLevel } from '@watchroom/contract';

/** A log line as a receiver hands it on: nothing is masked yet. */
export interface IncomingLogLine {
  /** ms. */
  at: number;
  service: string;
  /** Null where the sender says none: the line's own header is asked. */
  level: LogLevel | null;
  message: string;
  labels: Record<string, string>;
  /** Empty where it names none. */
  traceId: string;
}

const words: Record<Exclude<LogLevel, 'unknown'>, string> = {
  debug: 'trace debug verbose finest finer fine 7',
  info: 'info information informational notice config log 6 5',
  warning: 'warn warning 4',
  error: 'error err severe failure 3',
  critical: 'fatal critical crit alert emerg emergency panic 2 1 0',
};

const byWord = new Map(
  Object.entries(words).flatMap(([level, list]) => list.split(' ').map((word) => [word, level as LogLevel] as const))
);

/** A sender's word for a level (or syslog's number) in Watchroom's; null where it is none. */
export const logLevelOf = (word: string | number | null | undefined): LogLevel | null =>
  byWord.get(
    String(word ?? '')
      .trim()
      .toLowerCase()
  ) ?? null;

/** A clock may be off; a line further ahead would stay the newest for good. */
const futureMs = 3_600_000;

/** The time of a line, or of its receipt where it has none or one that can't be. */
export const saneTime = (at: number, receivedAt: number): number =>
  Number.isFinite(at) && at > 0 && at <= receivedAt + futureMs ? Math.round(at) : receivedAt;
