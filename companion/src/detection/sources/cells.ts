import { SourceError } from './source-error.js';

/** Seconds, milliseconds, micro- or nanoseconds since 1970, told by their size, as ms. */
export const epochMs = (time: number): number => {
  const size = Math.abs(time);
  if (size < 1e11) {
    return Math.round(time * 1000);
  }
  return Math.floor(size < 1e14 ? time : size < 1e17 ? time / 1e3 : time / 1e6);
};

/** A ClickHouse type without what wraps it: `LowCardinality(Nullable(String))` is `String`. */
export const bareType = (type: string): string => {
  const inner = /^(?:Nullable|LowCardinality)\((.*)\)$/.exec(type)?.[1];
  return inner === undefined ? type : bareType(inner);
};

/** A time as ClickHouse writes it in JSON with `date_time_output_format = unix_timestamp`, as ms; null for NULL. */
export const timeCell = (cell: unknown, type: string, column: string): number | null => {
  if (cell === null) {
    return null;
  }
  if (type.startsWith('Date') && !type.startsWith('DateTime')) {
    return Date.parse(`${String(cell)}T00:00:00Z`);
  }
  const number = Number(cell);
  if (!Number.isFinite(number) || /String|Enum|UUID|Array|Map/.test(type)) {
    throw new SourceError(
      `The column "${column}" must be a date, a time or a number of seconds since 1970, not ${type}`
    );
  }
  // Half a microsecond more, since seconds with a fraction are not exact.
  return type.startsWith('DateTime') ? Math.floor(number * 1000 + 0.0005) : epochMs(number);
};

/** A value in ClickHouse's JSON; NULL, NaN and infinities come as null. */
export const valueCell = (cell: unknown, column: string): number | null => {
  if (cell === null || typeof cell === 'number') {
    return cell;
  }
  if (typeof cell === 'boolean') {
    return cell ? 1 : 0;
  }
  const number = typeof cell === 'string' && cell.trim() !== '' ? Number(cell) : NaN;
  if (Number.isNaN(number)) {
    throw new SourceError(`The column "${column}" must hold numbers, not ${JSON.stringify(cell).slice(0, 50)}`);
  }
  return number;
};

/** A cell of any other column as labels: a map becomes one for each of its keys. */
export const labelCells = (cell: unknown, column: string): Array<readonly [string, string]> => {
  if (cell === null || cell === undefined) {
    return [];
  }
  if (typeof cell === 'object' && !Array.isArray(cell)) {
    return Object.entries(cell).map(([key, value]) => [key, textOf(value)]);
  }
  return [[column, textOf(cell)]];
};

const textOf = (value: unknown): string =>
  value === null ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value);
