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

/** A value for people, in the unit that Prometheus' naming rules put at the end of a metric's name; bare where it has none. */
export const formatValue = (metric: string, value: number): string => {
  if (/_bytes$/.test(metric)) {
    return bytes(value);
  }
  if (/_seconds$/.test(metric)) {
    return Math.abs(value) < 1 ? `${compact(value * 1000)} ms` : `${compact(value)} s`;
  }
  if (/_ratio$/.test(metric)) {
    return `${compact(value * 100)} %`;
  }
  return /_(percent|percentage)$/.test(metric) ? `${compact(value)} %` : compact(value);
};

/** A length of time for people: `45 s`, `12 min`, `3.5 h`. */
export const formatDuration = (ms: number): string => {
  const seconds = Math.abs(ms) / 1000;
  if (seconds < 120) {
    return `${Math.round(seconds)} s`;
  }
  return seconds < 7200 ? `${Math.round(seconds / 60)} min` : `${compact(seconds / 3600)} h`;
};
