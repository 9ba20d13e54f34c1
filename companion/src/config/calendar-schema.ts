import { calendarName, weekday, weekdays, type Calendar, type Holiday, type Maintenance } from '@watchroom/contract';
import { DateTime, IANAZone } from 'luxon';
import { z } from 'zod';
import { matcherList } from './matcher-list.js';

const label = z.string().trim().min(1).max(200).optional();
const HOURS_OF_A_WEEK = 7 * 24;
const LONGEST_HOLIDAY_DAYS = 366;

const date = z
  .string()
  .refine((text) => DateTime.fromFormat(text, 'yyyy-MM-dd', { zone: 'utc' }).isValid, 'must be a date like 2026-12-25');

export const holidayKeys = z.strictObject({
  date: date.optional(),
  from: date.optional(),
  to: date.optional(),
  name: label,
});

/** `2026-12-25`, or a map of date (or from and to) and name. */
const holidayConfig = z.preprocess(
  (value) => (typeof value === 'string' ? { date: value } : value),
  holidayKeys
    .superRefine((given, context) => {
      const { from, to } = given;
      const wrong = (message: string, path: string[] = []) => context.addIssue({ code: 'custom', message, path });
      if (given.date === undefined && (from === undefined || to === undefined)) {
        wrong('must have a date, or from and to');
      } else if (given.date !== undefined && (from !== undefined || to !== undefined)) {
        wrong('has a date and a range; keep one of them');
      } else if (from !== undefined && to !== undefined && to < from) {
        wrong(`must not be before from (${from})`, ['to']);
      } else if (
        from !== undefined &&
        to !== undefined &&
        Date.parse(to) - Date.parse(from) > LONGEST_HOLIDAY_DAYS * 86_400_000
      ) {
        wrong(`must be within ${LONGEST_HOLIDAY_DAYS} days of from`, ['to']);
      }
    })
    .transform(({ date: day, from = day, to = day, name = null }): Holiday => ({
      from: from ?? '',
      to: to ?? '',
      name,
    }))
);

/** `90m`, `2h`, `1d`, `1h30m`: minutes; NaN where it is none. */
const minutesOf = (text: string): number => {
  const [whole, days = 0, hours = 0, minutes = 0] = /^(?:(\d{1,3})d)?(?:(\d{1,4})h)?(?:(\d{1,5})m)?$/.exec(text) ?? [];
  return whole ? (Number(days) * 24 + Number(hours)) * 60 + Number(minutes) : NaN;
};

const duration = z.string().superRefine((text, context) => {
  const minutes = minutesOf(text);
  if (!(minutes > 0 && minutes <= HOURS_OF_A_WEEK * 60)) {
    context.addIssue({ code: 'custom', message: 'must be a length like 90m, 2h or 1h30m, at most 7d' });
  }
});

const wallClock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day like "02:00"');

/** A moment; without an offset it is by the clock of the calendar's zone. */
const moment = z
  .string()
  .refine((text) => DateTime.fromISO(text).isValid, 'must be a time like 2026-12-01T22:00 or 2026-12-01T22:00:00Z');

const onceKeys = ['from', 'to'] as const;
const weeklyKeys = ['days', 'start', 'duration'] as const;

export const maintenanceKeys = z.strictObject({
  name: label,
  from: moment.optional(),
  to: moment.optional(),
  days: z.array(weekday).min(1).optional(),
  start: wallClock.optional(),
  duration: duration.optional(),
});

/** One-off (`from`, `to`) or recurring (`days`, `start`, `duration`; without `days` daily). */
const maintenanceConfig = maintenanceKeys.superRefine((given, context) => {
  const wrong = (message: string, path: string[] = []) => context.addIssue({ code: 'custom', message, path });
  const isOnce = onceKeys.some((key) => given[key] !== undefined);
  const other = weeklyKeys.find((key) => given[key] !== undefined);
  if (isOnce && other) {
    wrong('goes with recurring maintenance only, and there is from or to', [other]);
  } else if (!isOnce && !other) {
    wrong('must have from and to, or start and duration');
  } else {
    const missing = (isOnce ? onceKeys : (['start', 'duration'] as const)).find((key) => given[key] === undefined);
    if (missing) {
      wrong('is missing', [missing]);
    }
  }
});

const zone = z
  .string()
  .refine((name) => IANAZone.isValidZone(name), 'must be a time zone of the IANA database, like Europe/Berlin');

const inZone = (text: string, timezone: string): number => DateTime.fromISO(text, { zone: timezone }).toMillis();

const maintenanceIn = (given: z.output<typeof maintenanceConfig>, timezone: string): Maintenance => {
  const { name = null, from, to, days = weekdays, start = '', duration: length = '' } = given;
  return from !== undefined && to !== undefined
    ? { kind: 'once', from: inZone(from, timezone), to: inZone(to, timezone), name }
    : { kind: 'weekly', days: weekdays.filter((day) => days.includes(day)), start, minutes: minutesOf(length), name };
};

export const calendarKeys = z.strictObject({
  name: calendarName,
  timezone: zone,
  default: z.boolean().default(false),
  matchers: matcherList.default([]),
  holidays: z.array(holidayConfig).max(1000).default([]),
  maintenance: z.array(maintenanceConfig).max(100).default([]),
});

/** A calendar as YAML says it becomes the contract's: one form of holidays, moments by their zone. */
export const calendarConfig = calendarKeys
  .superRefine(({ timezone, maintenance }, context) => {
    maintenance.forEach(({ from, to }, index) => {
      if (from !== undefined && to !== undefined && !(inZone(from, timezone) < inZone(to, timezone))) {
        context.addIssue({
          code: 'custom',
          path: ['maintenance', index, 'to'],
          message: `must be after from (${from})`,
        });
      }
    });
  })
  .transform(({ maintenance, ...rest }): Calendar => ({
    ...rest,
    maintenance: maintenance.map((one) => maintenanceIn(one, rest.timezone)),
  }));

/** Why a detector can't heed a calendar of this name, given all names; null where it can. */
export const calendarProblem = (name: string, known: ReadonlySet<string>): string | null => {
  const names = [...known].map((one) => `"${one}"`).join(', ');
  return known.has(name)
    ? null
    : `there is no calendar "${name}"; ${names === '' ? 'no calendars are configured' : `known: ${names}`}`;
};
