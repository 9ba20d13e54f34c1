import type { MaintenanceWindowSpec } from '@watchroom/contract';
import { RRuleTemporal } from 'rrule-temporal';
import { Temporal } from 'temporal-polyfill';

export type WindowSchedule = Pick<MaintenanceWindowSpec, 'start' | 'timezone' | 'rrule' | 'durationMinutes'>;

/** When a maintenance window is. Times are ms since the epoch. */
export interface WindowTimes {
  /** When the window that holds at `now` ends; null where none does. */
  activeUntil(now: number): number | null;
  /** The next starts after `now`, at most `count`. */
  next(now: number, count: number): number[];
}

const hour = 3_600_000;
/** How far a rule is followed: ten years of days. What has not come by then is taken to come never. */
const maxIterations = 4000;
const maxCandidateEvaluations = 20_000;
/** Clocks of a zone are moved by less than this. */
const skew = 3 * hour;

/** The wall clock of a zone, as if it were UTC, and back. What clocks skip is taken later, what they repeat the first time. */
const clockOf = (timezone: string) => ({
  wall: (ms: number): number => {
    const local = Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(timezone).toPlainDateTime();
    return local.toZonedDateTime('UTC').epochMilliseconds;
  },
  instant: (wall: number): number => {
    const local = Temporal.Instant.fromEpochMilliseconds(wall).toZonedDateTimeISO('UTC').toPlainDateTime();
    return local.toZonedDateTime(timezone, { disambiguation: 'compatible' }).epochMilliseconds;
  },
});

const icsTime = (wall: number): string => `${new Date(wall).toISOString().replaceAll(/[-:]|\.\d+/g, '')}`;

/** The rule is worked out on the wall clock, so its UNTIL must be on it too; a date alone is its whole day. */
const onWallClock = (rrule: string, wall: (ms: number) => number): string =>
  rrule.replace(/UNTIL=(\d{8})(?:T(\d{6})(Z?))?/i, (_, date: string, time?: string, zulu?: string) => {
    const [y, m, d] = [date.slice(0, 4), date.slice(4, 6), date.slice(6, 8)];
    const clock = time === undefined ? '23:59:59' : `${time.slice(0, 2)}:${time.slice(2, 4)}:${time.slice(4, 6)}`;
    const ms = Date.parse(`${y}-${m}-${d}T${clock}Z`);
    return `UNTIL=${icsTime(zulu === 'Z' ? wall(ms) : ms)}`;
  });

const startWall = (start: string): number => Date.parse(`${start}:00Z`);

interface Found {
  from: number;
  to: number;
  activeUntil: number | null;
}

/**
 * The times of a window. Recurrence goes by the wall clock of its zone, so that 02:00 stays 02:00 where clocks change; each lasts so long
 * by a stop-watch.
 *
 * @throws {Error} on a start, a zone or a rule that can't be read; see `scheduleProblem`.
 */
export const createWindowTimes = ({ start, timezone, rrule, durationMinutes }: WindowSchedule): WindowTimes => {
  const { wall, instant } = clockOf(timezone);
  const durationMs = durationMinutes * 60_000;
  const first = startWall(start);
  const rule =
    rrule === null
      ? null
      : new RRuleTemporal({
          rruleString: `DTSTART:${icsTime(first)}\nRRULE:${onWallClock(rrule, wall)}`,
          maxIterations,
          maxCandidateEvaluations,
        });

  const startsBetween = (from: number, to: number): number[] => {
    const walls = rule
      ? rule.between(new Date(wall(from) - skew), new Date(wall(to) + skew), true).map((at) => at.epochMilliseconds)
      : [first];
    return walls.map(instant).filter((at) => at > from && at <= to);
  };

  const next = (now: number, count: number): number[] => {
    const found: number[] = [];
    if (rule === null) {
      const at = instant(first);
      return at > now ? [at] : [];
    }
    let after = new Date(wall(now) - skew);
    while (found.length < count) {
      const at = rule.next(after);
      if (at === null) {
        break;
      }
      const starts = instant(at.epochMilliseconds);
      if (starts > now && starts !== found.at(-1)) {
        found.push(starts);
      }
      after = new Date(at.epochMilliseconds);
    }
    return found;
  };

  /** What was found last, and until when it holds: between two changes the rule need not be asked. */
  let known: Found | null = null;
  const find = (now: number): Found => {
    try {
      const ends = startsBetween(now - durationMs, now).map((at) => at + durationMs);
      const activeUntil = ends.length > 0 ? Math.max(...ends) : null;
      return { from: now, to: activeUntil ?? next(now, 1)[0] ?? Number.POSITIVE_INFINITY, activeUntil };
    } catch {
      // Nothing is found as far as the rule is followed. No alert may be lost for that.
      return { from: now, to: now + 24 * hour, activeUntil: null };
    }
  };

  return {
    next,
    activeUntil: (now) => {
      if (known === null || now < known.from || now >= known.to) {
        known = find(now);
      }
      return known.activeUntil;
    },
  };
};

/** Every day at most: what comes more often is no maintenance. */
const frequencies = /(?:^|;)FREQ=(?:DAILY|WEEKLY|MONTHLY|YEARLY)(?:;|$)/i;
/** A rule that counts is walked from its start each time. */
const maxCount = 400;
const timeOfDay = /(?:^|;)(?:BYHOUR|BYMINUTE|BYSECOND)=/i;

/** What is wrong with a schedule, by field; null where nothing is. */
export const scheduleProblem = (schedule: WindowSchedule): { field: string; message: string } | null => {
  if (!Number.isFinite(startWall(schedule.start)) || icsTime(startWall(schedule.start)).length !== 16) {
    return { field: 'start', message: 'must be a date and time like 2026-12-06T02:00' };
  }
  try {
    Temporal.Now.zonedDateTimeISO(schedule.timezone);
  } catch {
    return { field: 'timezone', message: 'must be a time zone of the IANA database, like Europe/Berlin' };
  }
  const { rrule } = schedule;
  if (rrule === null) {
    return null;
  }
  if (/[\r\n:]/.test(rrule)) {
    return { field: 'rrule', message: 'must be the rule alone, like FREQ=WEEKLY;BYDAY=SU' };
  }
  if (!frequencies.test(rrule)) {
    return { field: 'rrule', message: 'must have FREQ=DAILY, WEEKLY, MONTHLY or YEARLY, like FREQ=WEEKLY;BYDAY=SU' };
  }
  if (timeOfDay.test(rrule)) {
    return { field: 'rrule', message: 'must not name hours, minutes or seconds: the time of day is that of start' };
  }
  const count = Number(/(?:^|;)COUNT=(\d+)/i.exec(rrule)?.[1] ?? 1);
  if (count > maxCount) {
    return { field: 'rrule', message: `COUNT must be at most ${maxCount}; UNTIL may be any time` };
  }
  try {
    const { next } = createWindowTimes(schedule);
    return next(clockOf(schedule.timezone).instant(startWall(schedule.start)) - 1, 1).length > 0
      ? null
      : { field: 'rrule', message: 'never comes' };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { field: 'rrule', message: /iterations|evaluations/i.test(reason) ? 'never comes' : reason };
  }
};
