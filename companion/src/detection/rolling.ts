import { createSortedWindow, halveSorted, pushSorted, quantileOfSorted, type SortedWindow } from './sorted-window.js';
import { measureLevel, noLevel, type Level } from './spread.js';

const CAPACITY = 288;
const DAY = 86_400_000;
/** One point moves the quantiles of so many little: from here on they are measured every fourth time only. */
const LARGE = 96;
const MEASURE_EVERY = 4;

/**
 * Baseline from the newest points: at least 288 of them and at least a day. Where a day holds more, every second (fourth,
 * ...) point is kept, which leaves the distribution of single points as it is; averaging would narrow it.
 */
export interface Rolling {
  window: SortedWindow;
  /** One of `stride` points is kept. */
  stride: number;
  skipped: number;
  level: Level;
  /** Points since the level was measured. */
  unmeasured: number;
  /** From the 2 % to the 98 % quantile. */
  range: number;
}

export const createRolling = (): Rolling => ({
  window: createSortedWindow(CAPACITY),
  stride: 1,
  skipped: 0,
  level: noLevel(),
  unmeasured: 0,
  range: 0,
});

/** Learns a finite value; `step` is the usual distance of points in ms. O(log n), and nothing for points passed over. */
export const learnRolling = (rolling: Rolling, value: number, step: number): void => {
  rolling.skipped += 1;
  if (rolling.skipped < rolling.stride) {
    return;
  }
  rolling.skipped = 0;
  const { window } = rolling;
  if (window.size === CAPACITY && rolling.stride * step * CAPACITY < DAY) {
    halveSorted(window);
    rolling.stride *= 2;
  }
  pushSorted(window, value);
  rolling.unmeasured += 1;
  if (window.size >= LARGE && rolling.unmeasured < MEASURE_EVERY) {
    return;
  }
  rolling.unmeasured = 0;
  const { sorted, size } = window;
  measureLevel(sorted, 0, size, rolling.level);
  rolling.range = quantileOfSorted(sorted, 0, size, 0.98) - quantileOfSorted(sorted, 0, size, 0.02);
};
