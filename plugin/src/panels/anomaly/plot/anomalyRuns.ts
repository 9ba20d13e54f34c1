import type { Aligned } from './align';

/** Rows of an anomaly, first and last. */
export interface Run {
  first: number;
  last: number;
}

/** Stretches of anomalous points; a row at which the series has no point breaks none. */
export const anomalyRuns = (isAnomaly: Aligned<boolean>): Run[] => {
  const runs: Run[] = [];
  let open: Run | null = null;
  isAnomaly.forEach((verdict, row) => {
    if (verdict) {
      if (open) {
        open.last = row;
      } else {
        open = { first: row, last: row };
        runs.push(open);
      }
    } else if (verdict !== undefined) {
      open = null;
    }
  });
  return runs;
};
