import type { BandColumns } from '../series/panelSeries';
import type { Column } from '../series/points';

/** As uPlot takes it: null is a gap, undefined a time at which only others have a point. */
export type Aligned<T = number> = Array<T | null | undefined>;

export interface AlignedBand {
  expected: Aligned;
  lower: Aligned;
  upper: Aligned;
  score: Aligned;
  isAnomaly: Aligned<boolean>;
}

export interface AlignedPlot {
  times: number[];
  values: Aligned[];
  bands: Array<AlignedBand | null>;
}

const sameTimes = (a: readonly number[], b: readonly number[]): boolean =>
  a === b || (a.length === b.length && a.every((time, i) => time === b[i]));

const union = (tables: ReadonlyArray<readonly number[]>): number[] => {
  const all = new Float64Array(tables.reduce((sum, { length }) => sum + length, 0));
  let end = 0;
  for (const times of tables) {
    all.set(times, end);
    end += times.length;
  }
  all.sort();
  return Array.from(all.filter((time, i) => i === 0 || time !== all[i - 1]));
};

/** For each time of `all` its row in `times`, or -1. Both ascend. */
const rowsIn = (times: readonly number[], all: readonly number[]): Int32Array => {
  const rows = new Int32Array(all.length).fill(-1);
  let row = 0;
  all.forEach((time, i) => {
    if (times[row] === time) {
      rows[i] = row;
      row += 1;
    }
  });
  return rows;
};

/** Puts lines and their bands on one time axis. Where all have the same times, columns are passed on as they are. */
export const align = (lines: readonly Column[], bands: ReadonlyArray<BandColumns | null>): AlignedPlot => {
  const distinct: Array<readonly number[]> = [];
  const own = (times: readonly number[]): readonly number[] => {
    const known = distinct.find((other) => sameTimes(other, times));
    if (!known) {
      distinct.push(times);
    }
    return known ?? times;
  };
  const lineTimes = lines.map(({ times }) => own(times));
  const bandTimes = bands.map((band) => band && own(band.times));
  const times = distinct.length === 1 ? [...(distinct[0] ?? [])] : union(distinct);

  const rows = new Map(distinct.map((table) => [table, distinct.length === 1 ? null : rowsIn(table, times)]));
  const spread = <T>(column: Array<T | null>, table: readonly number[]): Aligned<T> => {
    const at = rows.get(table);
    return at ? Array.from(at, (row) => (row === -1 ? undefined : column[row])) : column;
  };
  return {
    times,
    values: lines.map(({ values }, i) => spread(values, lineTimes[i] as readonly number[])),
    bands: bands.map((band, i) => {
      const table = bandTimes[i];
      return band && table
        ? {
            expected: spread(band.expected, table),
            lower: spread(band.lower, table),
            upper: spread(band.upper, table),
            score: spread(band.score, table),
            isAnomaly: spread(band.isAnomaly, table),
          }
        : null;
    }),
  };
};
