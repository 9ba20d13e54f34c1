import type { BandOptions } from '@watchroom/contract';
import { compare, createForesight, type Foresight } from './foresight.js';
import { createRolling, learnRolling, type Rolling } from './rolling.js';
import { createSeasonal, expectSeasonal, learnSeasonal, type Seasonal } from './seasonal.js';

/** Fewer points than this tell nothing. */
const ENOUGH_POINTS = 20;
/** Earlier visits a slot of the day, of the week needs. */
const ENOUGH_DAYS = 3;
const ENOUGH_WEEKS = 2;
/** Points a season must have been tried on before it is trusted. */
const TRIED = 100;
/** How much better another baseline must be to take over, so that they don't alternate. */
const CLEARLY = 0.9;
const HOUR = 3_600_000;

/**
 * Up to three baselines side by side; the one that foretold the latest points best is used. Each point is compared with what
 * each baseline said before seeing it, so a season is only believed once it has proved itself on held-out points, and is
 * dropped by itself after a level shift until it has learnt the new level.
 */
export interface Baseline {
  rolling: Rolling;
  day: Seasonal | null;
  week: Seasonal | null;
  byRolling: Foresight;
  byDay: Foresight | null;
  byWeek: Foresight | null;
  chosen: 'rolling' | 'hour-of-day' | 'hour-of-week';
  /** Hour since the epoch in which the choice was last looked at. */
  hour: number;
}

export const createBaseline = (season: BandOptions['season']): Baseline => {
  const rolling = createRolling();
  const day = season === 'auto' || season === 'hour-of-day' ? createSeasonal(24) : null;
  const week = season === 'auto' || season === 'hour-of-week' ? createSeasonal(168) : null;
  return {
    rolling,
    day,
    week,
    byRolling: createForesight(rolling.level),
    byDay: day && createForesight(day.level),
    byWeek: week && createForesight(week.level),
    chosen: 'rolling',
    hour: NaN,
  };
};

const isBetter = (other: Foresight | null, than: Foresight | null): boolean =>
  other !== null && than !== null && other.tried > TRIED && other.miss < CLEARLY * than.miss;

const foresightOf = (baseline: Baseline): Foresight | null =>
  baseline.chosen === 'rolling'
    ? baseline.byRolling
    : baseline.chosen === 'hour-of-day'
      ? baseline.byDay
      : baseline.byWeek;

const choose = (baseline: Baseline): void => {
  const { byRolling, byDay, byWeek } = baseline;
  if (isBetter(byRolling, foresightOf(baseline))) {
    baseline.chosen = 'rolling';
  }
  if (isBetter(byDay, foresightOf(baseline))) {
    baseline.chosen = 'hour-of-day';
  }
  if (isBetter(byWeek, foresightOf(baseline))) {
    baseline.chosen = 'hour-of-week';
  }
};

const knowsDay = ({ byDay }: Baseline): boolean => byDay !== null && byDay.level.size >= ENOUGH_DAYS;
const knowsWeek = ({ byWeek }: Baseline): boolean => byWeek !== null && byWeek.level.size >= ENOUGH_WEEKS;
const knowsRolling = ({ rolling }: Baseline): boolean => rolling.level.size >= ENOUGH_POINTS;

/** The chosen baseline, or the next one that knows this slot; null where none does. */
const inUse = (baseline: Baseline): Foresight | null => {
  const { chosen, byRolling, byDay, byWeek } = baseline;
  if (chosen === 'hour-of-week' && knowsWeek(baseline)) {
    return byWeek;
  }
  if (chosen !== 'rolling' && knowsDay(baseline) && (chosen === 'hour-of-day' || isBetter(byDay, byRolling))) {
    return byDay;
  }
  return knowsRolling(baseline) ? byRolling : null;
};

/** What is expected at `time`, from earlier points only; null while history is too short. `step` as in `trackStep`. */
export const expectAt = (baseline: Baseline, time: number, step: number): Foresight | null => {
  const { day, week } = baseline;
  const hours = time / HOUR;
  const hour = Math.floor(hours);
  if (day) {
    expectSeasonal(day, hours, hour, step);
  }
  if (week) {
    expectSeasonal(week, hours, hour, step);
  }
  if (hour !== baseline.hour) {
    baseline.hour = hour;
    choose(baseline);
  }
  return inUse(baseline);
};

export const baselineName = (baseline: Baseline): string => {
  const used = inUse(baseline);
  const { byDay, byWeek } = baseline;
  return used === null ? 'too short' : used === byWeek ? 'hour-of-week' : used === byDay ? 'hour-of-day' : 'rolling';
};

const DAY = 24 * HOUR;

/** How far back the points in use reach at most, ms; `step` as in `trackStep`. */
export const baselineMemory = (baseline: Baseline, step: number): number => {
  const used = inUse(baseline);
  const { byDay, byWeek, day, week, rolling } = baseline;
  const seasonal = used === byWeek && byWeek ? week : used === byDay && byDay ? day : null;
  if (!seasonal) {
    return rolling.window.ring.length * rolling.stride * step;
  }
  const perVisit = Math.max(1, Math.min(seasonal.perVisit, Math.round(HOUR / step)));
  return (seasonal.capacity / perVisit) * (seasonal.slots === 24 ? DAY : 7 * DAY);
};

/**
 * Compares a finite value with what each baseline foretold (`expectAt` was called for it before), then learns it, unless it is `held` back as
 * part of an anomaly: then only how far off it was is learnt.
 */
export const learnBaseline = (
  baseline: Baseline,
  value: number,
  step: number,
  least: number,
  fade: number,
  direction: BandOptions['direction'],
  held: boolean
): void => {
  const { rolling, day, week, byRolling, byDay, byWeek } = baseline;
  if (knowsRolling(baseline)) {
    const yardstick = Math.max(rolling.level.up, rolling.level.down, least);
    compare(byRolling, value, least, yardstick, fade, direction, held);
    if (byDay && knowsDay(baseline)) {
      compare(byDay, value, least, yardstick, fade, direction, held);
    }
    if (byWeek && knowsWeek(baseline)) {
      compare(byWeek, value, least, yardstick, fade, direction, held);
    }
  }
  if (held) {
    return;
  }
  learnRolling(rolling, value, step);
  if (day) {
    learnSeasonal(day, value, step);
  }
  if (week) {
    learnSeasonal(week, value, step);
  }
};
