import type { BandOptions } from '@watchroom/contract';
import { createRolling, learnRolling, type Rolling } from './rolling.js';
import { createSeasonal, expectSeasonal, learnSeasonal, type Seasonal } from './seasonal.js';
import type { Level } from './spread.js';

/** Fewer points than this tell nothing. */
const ENOUGH_POINTS = 20;
/** Earlier visits a slot of the day, of the week needs. */
const ENOUGH_DAYS = 3;
const ENOUGH_WEEKS = 2;
/** Points a season must have been tried on before it is trusted. */
const TRIED = 100;
/** Memory of the comparison, in points. */
const MEMORY = 288;
/** How much better another baseline must be to take over, so that they don't alternate. */
const CLEARLY = 0.9;
/** A miss counts at most this many spreads, so that one incident does not decide. */
const WORST_MISS = 5;
const HOUR = 3_600_000;

const NAMES = ['rolling', 'hour-of-day', 'hour-of-week'] as const;

/**
 * Three baselines side by side; the one that foretold the latest points best is used. Each point is compared with what
 * each baseline said before seeing it, so a season is only believed once it has proved itself on held-out points, and is
 * dropped by itself after a level shift until it has learnt the new level.
 */
export interface Baseline {
  rolling: Rolling;
  day: Seasonal | null;
  week: Seasonal | null;
  /** Mean miss and number of points tried, by place in NAMES. */
  misses: Float64Array;
  tried: Float64Array;
  chosen: number;
  hour: number;
}

export const createBaseline = (season: BandOptions['season']): Baseline => ({
  rolling: createRolling(),
  day: season === 'auto' || season === 'hour-of-day' ? createSeasonal(24) : null,
  week: season === 'auto' || season === 'hour-of-week' ? createSeasonal(168) : null,
  misses: new Float64Array(3),
  tried: new Float64Array(3),
  chosen: 0,
  hour: NaN,
});

const isReady = (baseline: Baseline, index: number): boolean =>
  index === 0
    ? baseline.rolling.level.size >= ENOUGH_POINTS
    : index === 1
      ? baseline.day !== null && baseline.day.level.size >= ENOUGH_DAYS
      : baseline.week !== null && baseline.week.level.size >= ENOUGH_WEEKS;

const levelOf = (baseline: Baseline, index: number): Level | undefined =>
  index === 0 ? baseline.rolling.level : index === 1 ? baseline.day?.level : baseline.week?.level;

const choose = (baseline: Baseline): void => {
  const { misses, tried } = baseline;
  for (let index = 0; index < 3; index += 1) {
    const better = (misses[index] as number) < CLEARLY * (misses[baseline.chosen] as number);
    if (better && (tried[index] as number) > TRIED) {
      baseline.chosen = index;
    }
  }
};

/** What is expected at `time`, from earlier points only; null while history is too short. */
export const expectAt = (baseline: Baseline, time: number, step: number): Level | null => {
  const { day, week } = baseline;
  if (day) {
    expectSeasonal(day, time, step);
  }
  if (week) {
    expectSeasonal(week, time, step);
  }
  const hour = Math.floor(time / HOUR);
  if (hour !== baseline.hour) {
    baseline.hour = hour;
    choose(baseline);
  }
  const index = usedIndex(baseline);
  return index < 0 ? null : (levelOf(baseline, index) ?? null);
};

/** The chosen baseline, or the next one that knows this slot: -1 where none does. */
const usedIndex = (baseline: Baseline): number => {
  const { chosen, misses, tried } = baseline;
  if (isReady(baseline, chosen)) {
    return chosen;
  }
  const dayIsGood = (tried[1] as number) > TRIED && (misses[1] as number) < (misses[0] as number);
  if (chosen === 2 && dayIsGood && isReady(baseline, 1)) {
    return 1;
  }
  return isReady(baseline, 0) ? 0 : -1;
};

export const baselineName = (baseline: Baseline): string => NAMES[usedIndex(baseline)] ?? 'too short';

/** Compares a finite value with what each baseline foretold (`expectAt` was called for it before), then learns it. */
export const learnBaseline = (baseline: Baseline, value: number, step: number, leastSpread: number): void => {
  const { rolling, day, week, misses, tried } = baseline;
  if (isReady(baseline, 0)) {
    const spread = Math.max(rolling.level.up, rolling.level.down, leastSpread);
    for (let index = 0; index < 3; index += 1) {
      if (isReady(baseline, index)) {
        const miss = Math.min(WORST_MISS, Math.abs(value - (levelOf(baseline, index) as Level).median) / spread);
        const count = Math.min(MEMORY, (tried[index] as number) + 1);
        tried[index] = count;
        misses[index] = (misses[index] as number) + (miss - (misses[index] as number)) / count;
      }
    }
  }
  learnRolling(rolling, value, step);
  if (day) {
    learnSeasonal(day, value, step);
  }
  if (week) {
    learnSeasonal(week, value, step);
  }
};
