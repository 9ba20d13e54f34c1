import type { Aligned, AlignedPlot } from './align';

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

/** Which anomalies are worth a mark. */
export interface RunFilter {
  /** Of the highest score while it lasts; a score that is not known counts. 0 takes all. */
  minScore: number;
  /** ms. 0 takes all. */
  minDuration: number;
}

const reaches = (score: Aligned, { first, last }: Run, minScore: number): boolean => {
  for (let row = first; row <= last; row++) {
    if ((score[row] ?? (score[row] === null ? 1 : 0)) >= minScore) {
      return true;
    }
  }
  return false;
};

/** ms from the first point of an anomaly to the first one that is usual again; as long as there is none, to its last. */
const lasts = (isAnomaly: Aligned<boolean>, times: readonly number[], { first, last }: Run): number => {
  let next = last + 1;
  while (next < isAnomaly.length && (isAnomaly[next] ?? null) === null) {
    next += 1;
  }
  return (times[next < isAnomaly.length ? next : last] ?? 0) - (times[first] ?? 0);
};

/** The anomalies of each line that pass the filter. */
export const runsOf = ({ bands, times }: AlignedPlot, { minScore, minDuration }: RunFilter): Run[][] =>
  bands.map((band) =>
    band
      ? anomalyRuns(band.isAnomaly).filter(
          (run) =>
            (minScore <= 0 || reaches(band.score, run, minScore)) &&
            (minDuration <= 0 || lasts(band.isAnomaly, times, run) >= minDuration)
        )
      : []
  );
