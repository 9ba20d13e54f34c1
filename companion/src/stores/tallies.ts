import { reportMeasures, type ReportCounts } from '@watchroom/contract';

/** Whose counts: of one rule's alerts for one service and team. */
export interface TallyKey {
  team: string | null;
  service: string | null;
  name: string;
}

/** What one work of the pipeline adds to the counts of the hour of `at`, ms. */
export interface Tally extends TallyKey {
  at: number;
  counts: Partial<ReportCounts>;
}

export const hourMs = 3_600_000;
export const dayMs = 24 * hourMs;
export const startOf = (at: number, stepMs: number): number => Math.floor(at / stepMs) * stepMs;

/** Which counts are asked for. Values of one field are alternatives. */
export interface TallyQuery {
  /** Whole hours (UTC): from, up to but without `to`, ms. */
  from: number;
  to: number;
  /** A number of hours or a day, ms; buckets begin at its multiples. */
  stepMs: number;
  team?: readonly string[] | undefined;
  service?: readonly string[] | undefined;
  /** Names of alerts that are given, those with most events. */
  names: number;
}

export interface TallySums {
  /** In order; those without any counts are left out. */
  buckets: Array<{ at: number; counts: ReportCounts }>;
  /** Most events first, then by name; counted over the whole days (UTC) that the range touches. */
  names: Array<{ name: string; counts: ReportCounts }>;
}

export const noCounts = (): ReportCounts =>
  Object.fromEntries(reportMeasures.map((measure) => [measure, 0])) as ReportCounts;

export const addCounts = (to: ReportCounts, more: Partial<ReportCounts>): void => {
  for (const measure of reportMeasures) {
    to[measure] += more[measure] ?? 0;
  }
};

/** Adds up tallies whose `keyOf` is the same; one of each, with all their counts. */
export const summed = <T extends { counts: Partial<ReportCounts> }>(
  tallies: Iterable<T>,
  keyOf: (tally: T) => string
): Array<{ first: T; counts: ReportCounts }> => {
  const sums = new Map<string, { first: T; counts: ReportCounts }>();
  for (const tally of tallies) {
    const key = keyOf(tally);
    const sum = sums.get(key) ?? { first: tally, counts: noCounts() };
    addCounts(sum.counts, tally.counts);
    sums.set(key, sum);
  }
  return [...sums.values()];
};
