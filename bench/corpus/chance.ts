export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
/** When every series of the corpus begins, ms. */
export const START = Date.UTC(2026, 2, 2);

/** Chance that is the same for the same seed. */
export interface Chance {
  uniform(from?: number, to?: number): number;
  normal(): number;
  poisson(mean: number): number;
  pick<T>(list: readonly T[]): T;
}

export const createChance = (seed: number): Chance => {
  let state = Math.imul(seed + 1, 0x9e3779b1) >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
  const poisson = (mean: number): number => {
    if (mean > 50) {
      return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal()));
    }
    const floor = Math.exp(-mean);
    let count = 0;
    for (let left = next(); left > floor; left *= next()) {
      count += 1;
    }
    return count;
  };
  return {
    uniform: (from = 0, to = 1) => from + (to - from) * next(),
    normal,
    poisson,
    pick: (list) => list[Math.floor(next() * list.length)] as (typeof list)[number],
  };
};
