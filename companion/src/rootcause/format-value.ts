import { metricUnit, type MetricUnit } from '@watchroom/contract';

const compact = (value: number): string => {
  const size = Math.abs(value);
  if (size >= 1e15 || (size > 0 && size < 1e-4)) {
    return value.toExponential(2);
  }
  return String(Number(value.toPrecision(size >= 1000 ? 4 : 3)));
};

const bytes = (value: number): string => {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];
  let scaled = value;
  let unit = 0;
  while (Math.abs(scaled) >= 1024 && unit < units.length - 1) {
    scaled /= 1024;
    unit += 1;
  }
  return `${compact(scaled)} ${units[unit]}`;
};

/** Counts of millions are read by nobody. */
const bare = (value: number): string => {
  const size = Math.abs(value);
  if (size >= 1e6 && size < 1e15) {
    const [scale, letter] = size >= 1e12 ? [1e12, 'T'] : size >= 1e9 ? [1e9, 'G'] : [1e6, 'M'];
    return `${Number((value / scale).toPrecision(4))}${letter}`;
  }
  return compact(value);
};

const inUnit: Record<MetricUnit, (value: number) => string> = {
  bytes,
  'bytes-per-second': (value) => `${bytes(value)}/s`,
  seconds: (value) => (Math.abs(value) < 1 ? `${compact(value * 1000)} ms` : `${compact(value)} s`),
  milliseconds: (value) => (Math.abs(value) < 1000 ? `${compact(value)} ms` : `${compact(value / 1000)} s`),
  ratio: (value) => `${compact(value * 100)} %`,
  percent: (value) => `${compact(value)} %`,
  celsius: (value) => `${compact(value)} °C`,
};

/** A value for people, in the unit that its metric's name tells (`metricUnit`); bare where it tells none. */
export const formatValue = (metric: string, value: number): string => {
  const unit = metricUnit(metric);
  return unit === null ? bare(value) : inUnit[unit](value);
};

/** A length of time for people: `45 s`, `12 min`, `3.5 h`. */
export const formatDuration = (ms: number): string => {
  const seconds = Math.abs(ms) / 1000;
  if (seconds < 120) {
    return `${Math.round(seconds)} s`;
  }
  return seconds < 7200 ? `${Math.round(seconds / 60)} min` : `${compact(seconds / 3600)} h`;
};
