/** Mean and standard deviation of the newest points, wild ones included: what has just been seen is no surprise. */
export interface LocalSpread {
  /** Distances from `origin`, so that half the memory is exact enough: 10,000 series hold two of them each. */
  ring: Float32Array;
  head: number;
  size: number;
  /** The mean of the last round. Sums are made anew each round, so that rounding does not pile up. */
  origin: number;
  sum: number;
  squares: number;
}

const POINTS = 288;
/** What half a number's memory can hold, with its square. */
const FARTHEST = 1e30;

export const createLocalSpread = (): LocalSpread => ({
  ring: new Float32Array(POINTS),
  head: 0,
  size: 0,
  origin: 0,
  sum: 0,
  squares: 0,
});

/** How many standard deviations (at least `least` each) a value lies from the mean of the newest 288; signed; 0 before there are so many. O(1). */
export const localDistance = (local: LocalSpread, value: number, least: number): number => {
  if (local.size < POINTS) {
    return 0;
  }
  const mean = local.sum / POINTS;
  const deviation = Math.sqrt(Math.max(0, local.squares / POINTS - mean * mean));
  return (value - local.origin - mean) / Math.max(deviation, least);
};

const startRound = (local: LocalSpread): void => {
  const { ring } = local;
  let total = 0;
  for (const distance of ring) {
    total += distance;
  }
  const shift = total / POINTS;
  local.origin += shift;
  local.sum = 0;
  local.squares = 0;
  for (let place = 0; place < POINTS; place += 1) {
    const distance = Math.fround((ring[place] as number) - shift);
    ring[place] = distance;
    local.sum += distance;
    local.squares += distance * distance;
  }
};

/** Learns a finite value in place of the oldest. O(1) on average. */
export const learnLocal = (local: LocalSpread, value: number): void => {
  const { ring, head } = local;
  if (local.size === 0) {
    local.origin = value;
  }
  const newest = Math.fround(Math.min(FARTHEST, Math.max(-FARTHEST, value - local.origin)));
  if (local.size === POINTS) {
    const oldest = ring[head] as number;
    local.sum += newest - oldest;
    local.squares += newest * newest - oldest * oldest;
  } else {
    local.size += 1;
  }
  ring[head] = newest;
  local.head = head + 1 === POINTS ? 0 : head + 1;
  if (local.head === 0) {
    startRound(local);
  }
};
