import { createReadStream } from 'node:fs';
import Papa from 'papaparse';

/** A CSV file of one series that can't be taken; the message names file, line and column. */
export class InvalidSeriesFile extends Error {
  override name = 'InvalidSeriesFile';
}

/** One row: its texts as they stand, and what they mean. `value` is NaN for a gap (empty or NaN). */
export interface SeriesRow {
  timestamp: string;
  text: string;
  time: number;
  value: number;
}

const PLAIN = /^(\d{4})-(\d\d)-(\d\d)[ T](\d\d):(\d\d)(?::(\d\d)(\.\d+)?)?$/;
const ISO = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d))?$/;
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
/** Epoch numbers from here on are milliseconds: as seconds they would lie beyond the year 5138. */
const MILLISECONDS_FROM = 1e11;

/**
 * Epoch milliseconds of an ISO 8601 time, of `YYYY-MM-DD HH:MM:SS` (UTC), or of epoch seconds or milliseconds. NaN where it is
 * none of them.
 */
export const parseTime = (text: string): number => {
  const plain = PLAIN.exec(text);
  if (plain) {
    const [, year, month, day, hour, minute, second = '0', fraction = '0'] = plain;
    const time = Date.UTC(+year!, +month! - 1, +day!, +hour!, +minute!, +second) + Math.floor(+fraction * 1000);
    // Date.UTC rolls 31 February over into March.
    const date = new Date(time);
    return date.getUTCMonth() === +month! - 1 &&
      date.getUTCDate() === +day! &&
      date.getUTCHours() === +hour! &&
      +minute! < 60 &&
      +second < 61
      ? time
      : NaN;
  }
  if (NUMBER.test(text)) {
    const number = Number(text);
    return Math.abs(number) >= MILLISECONDS_FROM ? number : number * 1000;
  }
  return ISO.test(text) ? Date.parse(text) : NaN;
};

const parseValue = (text: string): number | null => {
  if (NUMBER.test(text)) {
    return Number(text);
  }
  return /^(?:|nan|null|na|[+-]?inf(?:inity)?)$/i.test(text) ? NaN : null;
};

/**
 * Reads a file with the columns `timestamp` and `value` (others are passed over), a chunk at a time; the next chunk waits for
 * `onRows`. Empty lines are passed over; any other row that can't be read is an error.
 */
export const readSeriesCsv = async (path: string, onRows: (rows: SeriesRow[]) => Promise<void>): Promise<void> => {
  let line = 0;
  let timeAt = -1;
  let valueAt = -1;
  const refuse = (column: string, message: string): never => {
    throw new InvalidSeriesFile(`${path}, line ${line}, column ${column}: ${message}`);
  };
  const takeHeader = (cells: string[]): void => {
    const names = cells.map((cell) => cell.replace(/^\uFEFF/, '').trim());
    timeAt = names.indexOf('timestamp');
    valueAt = names.indexOf('value');
    if (timeAt < 0 || valueAt < 0) {
      refuse(timeAt < 0 ? 'timestamp' : 'value', `is not among the columns (${names.join(', ')})`);
    }
  };
  const takeRow = (cells: string[]): SeriesRow => {
    const timestamp = (cells[timeAt] ?? '').trim();
    const time = parseTime(timestamp);
    if (!Number.isFinite(time)) {
      refuse(
        'timestamp',
        `"${timestamp}" is neither ISO 8601, nor YYYY-MM-DD HH:MM:SS, nor epoch seconds or milliseconds`
      );
    }
    const text = (cells[valueAt] ?? refuse('value', 'is missing')).trim();
    return { timestamp, text, time, value: parseValue(text) ?? refuse('value', `"${text}" is not a number`) };
  };
  const takeChunk = (data: string[][]): SeriesRow[] => {
    const rows: SeriesRow[] = [];
    for (const cells of data) {
      line += 1;
      if (line === 1) {
        takeHeader(cells);
      } else if (cells.length > 1 || cells[0]?.trim() !== '') {
        rows.push(takeRow(cells));
      }
    }
    return rows;
  };
  const stream = createReadStream(path, 'utf8');
  await new Promise<void>((resolve, reject) => {
    const fail = (error: unknown): void => {
      stream.destroy();
      reject(error instanceof Error ? error : new Error(String(error)));
    };
    Papa.parse<string[]>(stream, {
      delimiter: ',',
      chunk: ({ data }, parser) => {
        parser.pause();
        Promise.resolve()
          .then(() => onRows(takeChunk(data)))
          .then(() => parser.resume(), fail);
      },
      complete: () => resolve(),
      error: (error) => fail(new InvalidSeriesFile(`${path}: ${error.message}`)),
    });
  });
  if (line === 0) {
    throw new InvalidSeriesFile(`${path}: is empty; expected a header with timestamp and value`);
  }
};
