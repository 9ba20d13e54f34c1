import { weekdays, type Calendar, type Maintenance, type Weekday } from '@watchroom/contract';
import { DateTime, IANAZone } from 'luxon';

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

/** Tells moments of a zone, ms. Days are said as their midnight in UTC. */
type WallClock = (day: number, hour: number, minute: number) => number;

/**
 * The first of two moments where clocks are put back, and as much later as clocks are put forward where there is none (RFC 5545, section
 * 3.3.5). The offset is asked for once a day, since that takes long.
 */
const createWallClock = (timezone: string): WallClock => {
  const zone = IANAZone.create(timezone);
  const offsets = new Map<number, number>();
  const offsetAt = (day: number): number => {
    const offset = offsets.get(day) ?? zone.offset(day) * MINUTE;
    offsets.set(day, offset);
    return offset;
  };
  return (day, hour, minute) => {
    const offset = offsetAt(day);
    // A day of any zone lies between these.
    if (offsetAt(day - DAY) === offset && offsetAt(day + DAY) === offset && offsetAt(day + 2 * DAY) === offset) {
      return day + (hour * 60 + minute) * MINUTE - offset;
    }
    const { year, month, day: date } = DateTime.fromMillis(day, { zone: 'utc' });
    const moment = DateTime.fromObject({ year, month, day: date, hour, minute }, { zone });
    return Math.min(...moment.getPossibleOffsets().map((possible) => possible.toMillis()));
  };
};

const holidayTimes = ({ holidays, timezone }: Calendar): Interval[] =>
  holidays.map(({ from, to }) => ({
    from: DateTime.fromISO(from, { zone: timezone }).startOf('day').toMillis(),
    // Not where a day has as many hours as another: clocks may change on it.
    until: DateTime.fromISO(to, { zone: timezone }).plus({ days: 1 }).startOf('day').toMillis(),
  }));

/** 1970 began on a Thursday. */
const weekdayOf = (day: number): Weekday => weekdays[(((day / DAY + 3) % 7) + 7) % 7] as Weekday;

/** Each time that may touch [from, to]. */
const weeklyTimes = (
  { days, start, minutes }: Extract<Maintenance, { kind: 'weekly' }>,
  clock: WallClock,
  from: number,
  to: number
): Interval[] => {
  const length = minutes * MINUTE;
  const [hour = 0, minute = 0] = start.split(':').map(Number);
  const times: Interval[] = [];
  // A day of any zone begins within a day of that of UTC.
  for (let day = (Math.floor((from - length) / DAY) - 1) * DAY; day <= to + DAY; day += DAY) {
    if (days.includes(weekdayOf(day))) {
      const begin = clock(day, hour, minute);
      times.push({ from: begin, until: begin + length });
    }
  }
  return times;
};

/** The times of a calendar that touch [from, to] (ms UTC), whole, ascending, joined where they meet. Pure. */
export const calendarTimes = (calendar: Calendar, from: number, to: number): CalendarTimes => {
  const touching = (intervals: Interval[]): Interval[] =>
    merged(intervals.filter((one) => one.from <= to && one.until > from));
  const clock = createWallClock(calendar.timezone);
  return {
    holidays: touching(holidayTimes(calendar)),
    maintenance: touching(
      calendar.maintenance.flatMap((one) =>
        one.kind === 'once' ? [{ from: one.from, until: one.to }] : weeklyTimes(one, clock, from, to)
      )
    ),
  };
};
