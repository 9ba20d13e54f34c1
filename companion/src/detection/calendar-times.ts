import { weekdays, type Calendar, type Maintenance } from '@watchroom/contract';
import { DateTime } from 'luxon';

/** A stretch of time in ms UTC; `until` is not in it. */
export interface Interval {
  from: number;
  until: number;
}

export interface CalendarTimes {
  maintenance: Interval[];
  holidays: Interval[];
}

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** Ascending, without overlaps; what meets is joined. */
const merged = (intervals: Interval[]): Interval[] => {
  const joined: Interval[] = [];
  for (const { from, until } of intervals.sort((a, b) => a.from - b.from)) {
    const last = joined.at(-1);
    if (last && from <= last.until) {
      last.until = Math.max(last.until, until);
    } else {
      joined.push({ from, until });
    }
  }
  return joined;
};

/**
 * The moment of a time by the wall clock, ms: the first of two where clocks are put back, and as much later as clocks are put forward where
 * there is none (RFC 5545, section 3.3.5).
 */
const momentOf = (day: DateTime, hour: number, minute: number): number => {
  const { year, month, day: date } = day;
  const moment = DateTime.fromObject({ year, month, day: date, hour, minute }, { zone: day.zone });
  return Math.min(...moment.getPossibleOffsets().map((possible) => possible.toMillis()));
};

const holidayTimes = ({ holidays, timezone }: Calendar): Interval[] =>
  holidays.map(({ from, to }) => ({
    from: DateTime.fromISO(from, { zone: timezone }).startOf('day').toMillis(),
    // Not where a day has as many hours as another: clocks may change on it.
    until: DateTime.fromISO(to, { zone: timezone }).plus({ days: 1 }).startOf('day').toMillis(),
  }));

/** Each time that begins on a day of the zone between `from`, less its length, and `to`. */
const weeklyTimes = (
  { days, start, minutes }: Extract<Maintenance, { kind: 'weekly' }>,
  timezone: string,
  from: number,
  to: number
): Interval[] => {
  const length = minutes * MINUTE;
  const wanted = new Set(days.map((day) => weekdays.indexOf(day) + 1));
  const [hour = 0, minute = 0] = start.split(':').map(Number);
  const times: Interval[] = [];
  // Noon is on its day wherever clocks change.
  let day = DateTime.fromMillis(from - length, { zone: timezone })
    .minus({ days: 1 })
    .set({ hour: 12 });
  for (; day.toMillis() <= to + DAY; day = day.plus({ days: 1 })) {
    if (wanted.has(day.weekday)) {
      const begin = momentOf(day, hour, minute);
      times.push({ from: begin, until: begin + length });
    }
  }
  return times;
};

/** The times of a calendar that touch [from, to] (ms UTC), whole, ascending, joined where they meet. Pure. */
export const calendarTimes = (calendar: Calendar, from: number, to: number): CalendarTimes => {
  const touching = (intervals: Interval[]): Interval[] =>
    merged(intervals.filter((one) => one.from <= to && one.until > from));
  return {
    holidays: touching(holidayTimes(calendar)),
    maintenance: touching(
      calendar.maintenance.flatMap((one) =>
        one.kind === 'once' ? [{ from: one.from, until: one.to }] : weeklyTimes(one, calendar.timezone, from, to)
      )
    ),
  };
};
