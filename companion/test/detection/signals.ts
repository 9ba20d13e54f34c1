import type { BandOptions } from '@watchroom/contract';
import type { Signal } from '../../src/detection/types.js';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
/** A Monday, 00:00 UTC. */
export const START = Date.UTC(2026, 0, 5);

export const defaults: BandOptions = { sensitivity: 0.5, direction: 'both', season: 'auto' };

/** Numbers in [0, 1), the same for the same seed. */
export const seeded = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

/** Standard normal numbers. */
export const normal = (seed: number): (() => number) => {
  const random = seeded(seed);
  return () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
};

export const signal = (
  count: number,
  step: number,
  valueAt: (time: number, index: number) => number,
  start = START
): Signal => {
  const times = Float64Array.from({ length: count }, (_, index) => start + index * step);
  return { times, values: times.map((time, index) => valueAt(time, index)) };
};

/** Waves of a day with noise. */
export const daily = (seed: number, spread = 2): ((time: number) => number) => {
  const noise = normal(seed);
  return (time) => 50 + 20 * Math.sin((time / DAY) * 2 * Math.PI) + spread * noise();
};
