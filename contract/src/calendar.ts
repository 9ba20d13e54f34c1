import { z } from 'zod';
import { matcher } from './series.js';
import { instant } from './time.js';

export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export const weekday = z.enum(weekdays);
export type Weekday = z.output<typeof weekday>;

export const calendarName = z.string().trim().min(1).max(200);

/** Whole days of the calendar's time zone, both included. */
export const holiday = z.object({ from: z.iso.date(), to: z.iso.date(), name: z.string().nullable() });
export type Holiday = z.output<typeof holiday>;

/** A time in which work on what is watched is no news; `to` is not in it. */
export const maintenance = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('once'), from: instant, to: instant, name: z.string().nullable() }),
  /** Begins at `start` (`HH:mm` by the wall clock of the calendar's zone) of these days; lasts so long by a stop-watch. */
  z.object({
    kind: z.literal('weekly'),
    days: z.array(weekday).min(1),
    start: z.string(),
    minutes: z.number(),
    name: z.string().nullable(),
  }),
]);
export type Maintenance = z.output<typeof maintenance>;

/** Times at which detectors don't learn, and mostly don't judge. */
export const calendar = z
  .object({
    name: calendarName,
    /** Of the IANA database: `Europe/Berlin`. */
    timezone: z.string(),
    /** Heeded by every detector that names no calendars. */
    default: z.boolean(),
    /** The series it is for; none: all. */
    matchers: z.array(matcher),
    holidays: z.array(holiday),
    maintenance: z.array(maintenance),
  })
  .meta({ id: 'Calendar' });
export type Calendar = z.output<typeof calendar>;

/** What a detector does on a holiday: judges it (but learns nothing of it), or skips it as it does maintenance. */
export const onHolidays = z.enum(['judge', 'skip']);
