/** What is counted, hour by hour, of what goes through the pipeline and of what people do. */
export const tallyMeasures = [
  /** Events that senders sent. */
  'events',
  /** Of them: said nothing that people did not know. */
  'repeats',
  /** Alerts that began to fire, again or for the first time. */
  'alerts',
  /** News that reached nobody because of a silence, a window, an inhibition, flapping or a snooze. */
  'suppressed',
  /** News of what comes all the time. */
  'routine',
  /** News that waited for others of its incident, or was told with them. */
  'grouped',
  /** News for which no route is set up. */
  'unrouted',
  /** Decisions to tell people. */
  'notifications',
  'incidents',
  'incidentsResolved',
  /** From start to end of those incidents, ms in all. */
  'incidentMs',
  'resolved',
  /** From the start of the episode to its end, ms in all. */
  'resolveMs',
  /** Firing alerts that a person acknowledged. */
  'acknowledged',
  /** From the start of the episode to the acknowledgement, ms in all. */
  'acknowledgeMs',
  /** Times that an alert began to flap. */
  'flapped',
] as const;
export type TallyMeasure = (typeof tallyMeasures)[number];
export type TallyCounts = Record<TallyMeasure, number>;

/** Whose counts: of one rule's alerts for one service and team. */
export interface TallyKey {
  team: string | null;
  service: string | null;
  name: string;
}

/** What one work of the pipeline adds to the counts of the hour of `at`, ms. */
export interface Tally extends TallyKey {
  at: number;
  counts: Partial<TallyCounts>;
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
  buckets: Array<{ at: number; counts: TallyCounts }>;
  /** Most events first, then by name; counted over the whole days (UTC) that the range touches. */
  names: Array<{ name: string; counts: TallyCounts }>;
}

export const noCounts = (): TallyCounts =>
  Object.fromEntries(tallyMeasures.map((measure) => [measure, 0])) as TallyCounts;

export const addCounts = (to: TallyCounts, more: Partial<TallyCounts>): void => {
  for (const measure of tallyMeasures) {
    to[measure] += more[measure] ?? 0;
  }
};

/** Adds up tallies whose `keyOf` is the same; one of each, with all their counts. */
export const summed = <T extends { counts: Partial<TallyCounts> }>(
  tallies: Iterable<T>,
  keyOf: (tally: T) => string
): Array<{ first: T; counts: TallyCounts }> => {
  const sums = new Map<string, { first: T; counts: TallyCounts }>();
  for (const tally of tallies) {
    const key = keyOf(tally);
    const sum = sums.get(key) ?? { first: tally, counts: noCounts() };
    addCounts(sum.counts, tally.counts);
    sums.set(key, sum);
  }
  return [...sums.values()];
};
