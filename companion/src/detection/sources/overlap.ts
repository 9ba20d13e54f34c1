const leastMs = 2 * 60_000;

/** How far back each poll looks again, ms: for points that came late or have changed since. */
export const overlapOf = (stepMs: number): number => Math.max(5 * stepMs, leastMs);
