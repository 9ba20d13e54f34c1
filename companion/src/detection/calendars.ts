import { compileMatchers, type Calendar, type Detector, type DetectorSpec, type Series } from '@watchroom/contract';
import { calendarProblem } from '../config/calendar-schema.js';
import { firstIndexWhere } from '../first-index.js';
import { calendarTimes, type CalendarTimes, type Interval } from './calendar-times.js';
import type { Heeded } from './feedback-effect.js';

export type HeededSeries = Pick<Series, 'id' | 'name' | 'labels'>;
/** What of a detector says which calendars it heeds, and how. */
export type HeedingSpec = Pick<DetectorSpec, 'calendars' | 'holidays'>;

/** The calendars of the YAML files. */
export interface Calendars {
  all(): Calendar[];
  /** The times that touch [from, to] (ms) of the calendars that a detector heeds for a series; of a longer range its newest 800 days. */
  during(spec: HeedingSpec, series: HeededSeries, from: number, to: number): Heeded[];
  /** By which calendar a detector tells nothing at `now` (ms), of all its series before those of some, the longest first; null where it tells all. */
  quiet(spec: HeedingSpec, now: number): Detector['quiet'];
}

const DAY = 86_400_000;
/** Twice the longest history that is learnt. */
const LONGEST = 800 * DAY;
/** Worked out besides what is asked for, as the next question will be about a time nearby. */
const MARGIN = 60 * DAY;

/** `intervals` ascend and don't overlap. */
const touching = (intervals: readonly Interval[], from: number, to: number): Interval[] => {
  const at = (index: number): Interval => intervals[index] as Interval;
  return intervals.slice(
    firstIndexWhere(intervals.length, (index) => at(index).until > from),
    firstIndexWhere(intervals.length, (index) => at(index).from > to)
  );
};

/** Answers `calendarTimes` from a stretch that is kept and grows with what is asked for. */
const rememberTimes = (calendar: Calendar): ((from: number, to: number) => CalendarTimes) => {
  let known = { from: Infinity, to: -Infinity, times: { maintenance: [], holidays: [] } as CalendarTimes };
  return (asked, to) => {
    const from = Math.max(asked, to - LONGEST);
    if (from < known.from || to > known.to) {
      const all = { from: Math.min(known.from, from - MARGIN), to: Math.max(known.to, to + MARGIN) };
      const range = all.to - all.from <= LONGEST + 2 * MARGIN ? all : { from: from - MARGIN, to: to + MARGIN };
      known = { ...range, times: calendarTimes(calendar, range.from, range.to) };
    }
    const { maintenance, holidays } = known.times;
    return { maintenance: touching(maintenance, from, to), holidays: touching(holidays, from, to) };
  };
};

const heededAs = (verdict: Heeded['verdict'], intervals: readonly Interval[]): Heeded[] =>
  intervals.map(({ from, until }) => ({ anomalyId: '', verdict, from, until, score: 0 }));

export const createCalendars = (calendars: readonly Calendar[]): Calendars => {
  const known = calendars.map((calendar) => ({
    calendar,
    timesOf: rememberTimes(calendar),
    fits: compileMatchers(calendar.matchers),
  }));
  const heededBy = (spec: HeedingSpec) =>
    known.filter(({ calendar }) => (spec.calendars ? spec.calendars.includes(calendar.name) : calendar.default));
  return {
    all: () => [...calendars],
    during: (spec, { name, labels }, from, to) => {
      const heeded: Heeded[] = [];
      for (const { timesOf, fits } of heededBy(spec)) {
        const { maintenance, holidays } = timesOf(from, to);
        // Most of the time there is nothing, and no need to look at labels.
        if (maintenance.length + holidays.length > 0 && fits(labels, name)) {
          heeded.push(...heededAs('expected', maintenance));
          heeded.push(...heededAs(spec.holidays === 'judge' ? 'unlearnt' : 'expected', holidays));
        }
      }
      return heeded;
    },
    quiet: (spec, now) => {
      const found = heededBy(spec).flatMap(({ calendar, timesOf }) => {
        const { maintenance, holidays } = timesOf(now, now);
        const because = (why: 'maintenance' | 'holiday') => (times: Interval) => ({
          calendar: calendar.name,
          why,
          until: times.until,
          partly: calendar.matchers.length > 0,
        });
        return [
          ...maintenance.map(because('maintenance')),
          ...(spec.holidays === 'skip' ? holidays.map(because('holiday')) : []),
        ];
      });
      return found.sort((a, b) => Number(a.partly) - Number(b.partly) || b.until - a.until)[0] ?? null;
    },
  };
};

/** What is wrong with the calendars that a detector names, by its fields. */
export const calendarErrors = (
  { calendars: names }: HeedingSpec,
  calendars: Pick<Calendars, 'all'>
): Array<{ field: string; message: string }> => {
  const known = new Set(calendars.all().map(({ name }) => name));
  return (names ?? []).flatMap((name, index) => {
    const message = calendarProblem(name, known);
    return message === null ? [] : [{ field: `calendars[${index}]`, message }];
  });
};
