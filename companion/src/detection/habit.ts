/** The latest excursions of a series: how far they went and when they ended, so that what keeps happening can be let pass. */
export interface Habit {
  peaks: Float64Array;
  times: Float64Array;
  head: number;
  /** Farthest of the excursion under way and its last point; 0 where there is none. */
  peak: number;
  lastAt: number;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const KEPT = 16;
/** An earlier one of this part of the distance is alike; so many within the span are a habit. */
const ALIKE = 0.5;
const ENOUGH = 6;
/** At a point a minute; slow series are looked at over a longer time, but over fewer points. */
const SPAN_DAYS = 7;
const MOST_DAYS = 60;
const GROWTH = 0.43;

export const createHabit = (): Habit => ({
  peaks: new Float64Array(KEPT),
  times: new Float64Array(KEPT).fill(-Infinity),
  head: 0,
  peak: 0,
  lastAt: NaN,
});

const spanOf = (step: number): number => DAY * Math.min(MOST_DAYS, SPAN_DAYS * Math.max(1, step / MINUTE) ** GROWTH);

/** Learns that an excursion goes on, `distance` (> 0) far at `time`, ms. */
export const learnExcursion = (habit: Habit, time: number, distance: number): void => {
  habit.peak = Math.max(habit.peak, distance);
  habit.lastAt = time;
};

/** Closes the excursion under way once it has been over for an hour. Cheap: call it at each point. `step` in ms. */
export const closeExcursion = (habit: Habit, time: number, step: number): void => {
  if (habit.peak > 0 && time - habit.lastAt > Math.max(HOUR, 1.5 * step)) {
    habit.peaks[habit.head] = habit.peak;
    habit.times[habit.head] = habit.lastAt;
    habit.head = (habit.head + 1) % KEPT;
    habit.peak = 0;
  }
};

/** Whether excursions about as far as `distance` have come often of late. */
export const isHabit = ({ peaks, times }: Habit, time: number, distance: number, step: number): boolean => {
  const since = time - spanOf(step);
  let alike = 0;
  for (let place = 0; place < KEPT; place += 1) {
    alike += (times[place] as number) > since && (peaks[place] as number) > ALIKE * distance ? 1 : 0;
  }
  return alike >= ENOUGH;
};
