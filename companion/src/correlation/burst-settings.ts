/**
 * What the correlation of occurrences goes by. Chosen by what such storms are made of, not by a data set; docs/incidents.md says why
 * each is what it is and how much hangs on it. Times in ms.
 */
export interface BurstSettings {
  /** Nothing for so long ends a dense burst: tools pause for up to some seconds, people for longer. */
  gapMs: number;
  /** What an incident's rhythm starts from, before it has one: how long a single alert waits for others of its host. */
  openingGapMs: number;
  /** No rhythm is slower than this. */
  longestGapMs: number;
  /** The same kind of alert on another host belongs to an incident for so long. */
  sameKindMs: number;
  /** A kind of alert that comes again after so much quiet has begun another episode. */
  episodeQuietMs: number;
  /** Earlier episodes that make a kind routine on a host; and on any host. They count half after `memoryMs`. */
  routineEpisodes: number;
  routineEpisodesAnywhere: number;
  memoryMs: number;
  /** Routine is no excuse for so many times the most that was seen, from so many a second on. */
  surgeFactor: number;
  surgePerSecond: number;
  /** An incident of routine kinds ends after so much quiet and covers at most so long. */
  routineQuietMs: number;
  routineAgeMs: number;
  /** Kinds that come within this time come together; from this much more often than by chance on they are one routine. */
  togetherMs: number;
  togetherShare: number;
  /** From so many alerts a second of one host on it is a flood; a flood's quiet is shorter by this divisor. */
  floodPerSecond: number;
  floodGapDivisor: number;
  /** A flood so many times as dense as an incident of at least so many alerts is another thing. */
  floodJump: number;
  floodJumpAlerts: number;
  /** Incidents that may open at once, and how many more each hour; what is beyond gathers in assorted ones. */
  openingsAtOnce: number;
  openingsPerHour: number;
  assortedQuietMs: number;
}

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

export const defaultBurstSettings: BurstSettings = {
  gapMs: 10 * second,
  openingGapMs: 5 * minute,
  longestGapMs: 15 * minute,
  sameKindMs: 30 * second,
  episodeQuietMs: minute,
  routineEpisodes: 3,
  routineEpisodesAnywhere: 12,
  memoryMs: 24 * hour,
  surgeFactor: 8,
  surgePerSecond: 5,
  routineQuietMs: 30 * minute,
  routineAgeMs: 2 * hour,
  togetherMs: 5 * second,
  togetherShare: 0.1,
  floodPerSecond: 20,
  floodGapDivisor: 3,
  floodJump: 6,
  floodJumpAlerts: 50,
  openingsAtOnce: 24,
  openingsPerHour: 2,
  assortedQuietMs: hour,
};
