/** Mean and standard deviation of the newest points, wild ones included: what has just been seen is no surprise. */
export interface LocalSpread {
  ring: Float64Array;
  head: number;
  size: number;
  /** Sums are kept of distances from here, and made anew each round, so that rounding does not pile up. */
  origin: number;
  sum: number;
  squares: number;
}

const POINTS = 288;

export const createLocalSpread = (): LocalSpread => ({
  ring: new Float64Array(POINTS),
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
  let sum = 0;
  for (const value of ring) {
    sum += value;
  }
  local.origin = sum / POINTS;
  local.sum = 0;
  local.squares = 0;
  for (const value of ring) {
    const distance = value - local.origin;
    local.sum += distance;
    local.squares += distance * distance;
  }
};

/** Learns a finite value in place of the oldest. O(1) on average. */
export const learnLocal = (local: LocalSpread, value: number): void => {
  const { ring, head, origin } = local;
  if (local.size === POINTS) {
    const oldest = (ring[head] as number) - origin;
    const newest = value - origin;
    local.sum += newest - oldest;
    local.squares += newest * newest - oldest * oldest;
  } else {
    local.size += 1;
  }
  ring[head] = value;
  local.head = head + 1 === POINTS ? 0 : head + 1;
  if (local.head === 0) {
    startRound(local);
  }
};
