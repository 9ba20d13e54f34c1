import type { Points } from '@watchroom/contract';

export interface ChartGeometry {
  /** SVG path; a gap lifts the pen. */
  path: string;
  /** Where the onset lies, in px; null where it is unknown or outside. */
  onsetX: number | null;
  low: number;
  high: number;
  from: number;
  to: number;
}

/** Px kept free above and below the line. */
const margin = 6;

const round = (value: number) => Math.round(value * 10) / 10;

/** Lays points out in a box of `width` by `height` px; null where there is nothing to draw. */
export const chartGeometry = (
  { times, values }: Points,
  onsetAt: number | null,
  width: number,
  height: number
): ChartGeometry | null => {
  const from = times[0];
  const to = times.at(-1);
  const present = values.filter((value): value is number => value !== null && Number.isFinite(value));
  if (from === undefined || to === undefined || present.length === 0) {
    return null;
  }
  const low = present.reduce((a, b) => Math.min(a, b));
  const high = present.reduce((a, b) => Math.max(a, b));
  const x = (time: number) => (to === from ? width / 2 : ((time - from) / (to - from)) * width);
  const y = (value: number) =>
    high === low ? height / 2 : height - margin - ((value - low) / (high - low)) * (height - 2 * margin);
  let pen = 'M';
  const parts: string[] = [];
  times.forEach((time, index) => {
    const value = values[index];
    if (value === null || value === undefined || !Number.isFinite(value)) {
      pen = 'M';
      return;
    }
    // A point alone between gaps becomes a short stroke, or it could not be seen.
    const alone = pen === 'M' && (values[index + 1] === null || values[index + 1] === undefined);
    parts.push(`${pen}${round(x(time))} ${round(y(value))}${alone ? 'h1' : ''}`);
    pen = 'L';
  });
  return {
    path: parts.join(''),
    onsetX: onsetAt !== null && onsetAt >= from && onsetAt <= to ? round(x(onsetAt)) : null,
    low,
    high,
    from,
    to,
  };
};

/** A number for people: at most four digits that count, `k`, `M` and `G` for large ones. */
export const numberLabel = (value: number): string => {
  const size = Math.abs(value);
  const [scaled, unit] =
    size >= 1e9
      ? [value / 1e9, 'G']
      : size >= 1e6
        ? [value / 1e6, 'M']
        : size >= 1e4
          ? [value / 1e3, 'k']
          : [value, ''];
  return `${Number(scaled.toPrecision(4))}${unit}`;
};
