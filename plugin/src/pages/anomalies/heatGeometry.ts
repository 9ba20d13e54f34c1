import type { AnomalyHeatmap } from '@watchroom/contract';

export type HeatRow = AnomalyHeatmap['rows'][number];

/** Rows of different detectors on one series are rows of their own. */
export const rowKey = ({ detector, series }: HeatRow): string => JSON.stringify([detector, series.id]);

/** Px that a marked cell has at least, so that one of 500 can still be seen. */
const thinnest = 3;

export interface HeatCell {
  x: number;
  width: number;
  score: number;
}

/** The marked cells of a row laid out in `width` px. */
export const heatCells = (cells: ReadonlyArray<number | null>, width: number): HeatCell[] => {
  const each = width / Math.max(1, cells.length);
  return cells.flatMap((score, i) =>
    score === null
      ? []
      : [{ x: Math.min(i * each, width - thinnest), width: Math.max(thinnest, each - (each > 4 ? 1 : 0)), score }]
  );
};

/** Which cell lies under `x` px; a marked one within reach of the pointer beats an empty one. */
export const cellAt = (cells: ReadonlyArray<number | null>, width: number, x: number): number => {
  const each = width / Math.max(1, cells.length);
  const under = Math.min(cells.length - 1, Math.max(0, Math.floor(x / each)));
  const near = Math.ceil(thinnest / each);
  for (let step = 0; step <= near; step++) {
    for (const candidate of [under - step, under + step]) {
      if ((cells[candidate] ?? null) !== null) {
        return candidate;
      }
    }
  }
  return under;
};

/** The next marked cell in a direction; the one it starts from where there is none. */
export const nextMarked = (cells: ReadonlyArray<number | null>, from: number, step: 1 | -1): number => {
  for (let i = from + step; i >= 0 && i < cells.length; i += step) {
    if (cells[i] !== null) {
      return i;
    }
  }
  return from >= 0 && from < cells.length ? from : -1;
};

/** Opacity of a score: scores of anomalies lie mostly near 1, so that half of the scale is theirs. */
export const heatOpacity = (score: number): number =>
  Math.round((0.25 + 0.75 * Math.min(1, Math.max(0, (score - 0.5) * 2)) ** 2) * 100) / 100;

const minute = 60_000;
const day = 1440 * minute;
const steps = [1, 5, 15, 30, 60, 180, 360, 720].map((minutes) => minutes * minute);
const daySteps = [1, 2, 7, 14, 30, 90, 365].map((days) => days * day);

/**
 * At most `count` round times from `from` to `to` (ms) as parts of the axis, round on the clock that is `offset` ms ahead of UTC.
 */
export const axisTicks = (
  from: number,
  to: number,
  count: number,
  offset: number
): Array<{ at: number; part: number }> => {
  const fits = (step: number) => (to - from) / step <= count;
  const step = [...steps, ...daySteps].find(fits) ?? (to - from) / count;
  const first = Math.ceil((from + offset) / step) * step - offset;
  return Array.from({ length: Math.max(0, Math.floor((to - first) / step) + 1) }, (_, i) => first + i * step)
    .filter((at) => at < to)
    .map((at) => ({ at, part: (at - from) / (to - from) }));
};
