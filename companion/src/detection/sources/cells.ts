import { SourceError } from './source-error.js';

/** Seconds, milliseconds, micro- or nanoseconds since 1970, told by their size, as ms. */
const epochMs = (time: number): number => {
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

/**
 * Reads times as ClickHouse writes them in JSON with `date_time_output_format = unix_timestamp`, as ms; null for NULL. `type` is that of
 * the column, bare.
 */
export const timeReader = (type: string, column: string): ((cell: unknown) => number | null) => {
  if (type.startsWith('DateTime')) {
    // Half a microsecond more, since seconds with a fraction are not exact.
    return (cell) => (cell === null ? null : Math.floor(Number(cell) * 1000 + 0.0005));
  }
  if (type.startsWith('Date')) {
    return (cell) => (cell === null ? null : Date.parse(`${String(cell)}T00:00:00Z`));
  }
  const isNumber = /^(U?Int|Float|Decimal)/.test(type);
  return (cell) => {
    if (cell === null) {
      return null;
    }
    const number = isNumber ? Number(cell) : NaN;
    if (!Number.isFinite(number)) {
      throw new SourceError(
        `The column "${column}" must be a date, a time or a number of seconds since 1970, not ${type}`
      );
    }
    return epochMs(number);
  };
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
