import type { Calendar, Maintenance } from '@watchroom/contract';
import { DateTime } from 'luxon';
import { describe, expect, test } from 'vitest';
import { calendarTimes, type Interval } from './calendar-times.js';

const at = (iso: string): number => Date.parse(iso);
const calendar = (more: Partial<Calendar> = {}): Calendar => ({
  name: 'c',
  timezone: 'Europe/Berlin',
  default: true,
  matchers: [],
  holidays: [],
  maintenance: [],
  ...more,
});
const weekly = (
  days: Extract<Maintenance, { kind: 'weekly' }>['days'],
  start: string,
  minutes: number
): Maintenance => ({
  kind: 'weekly',
  days,
  start,
  minutes,
  name: null,
});
const shown = (intervals: Interval[]): string[] =>
  intervals.map(({ from, until }) =>
    [from, until].map((ms) => new Date(ms).toISOString().replace(':00.000Z', 'Z')).join(' ')
  );

describe('holidays', () => {
  test('are days of the zone, with as many hours as they have', () => {
    const days = ['2026-03-29', '2026-10-25', '2026-12-25'].map((day) => ({ from: day, to: day, name: null }));
    const { holidays } = calendarTimes(calendar({ holidays: days }), at('2026-01-01T00:00Z'), at('2027-01-01T00:00Z'));
    expect(shown(holidays)).toEqual([
      '2026-03-28T23:00Z 2026-03-29T22:00Z',
      '2026-10-24T22:00Z 2026-10-25T23:00Z',
      '2026-12-24T23:00Z 2026-12-25T23:00Z',
    ]);
  });

  test('ranges include both ends; neighbours are one', () => {
    const days = [
      { from: '2026-12-24', to: '2026-12-25', name: null },
      { from: '2026-12-26', to: '2026-12-26', name: 'Boxing day' },
    ];
    const { holidays } = calendarTimes(
      calendar({ holidays: days, timezone: 'UTC' }),
      at('2026-12-26T12:00Z'),
      at('2026-12-26T12:00Z')
    );
    expect(shown(holidays)).toEqual(['2026-12-26T00:00Z 2026-12-27T00:00Z']);
    const all = calendarTimes(
      calendar({ holidays: days, timezone: 'UTC' }),
      at('2026-12-01T00:00Z'),
      at('2027-01-01T00:00Z')
    );
    expect(shown(all.holidays)).toEqual(['2026-12-24T00:00Z 2026-12-27T00:00Z']);
  });

  test('a day without a midnight begins at one', () => {
    const days = [{ from: '2026-04-24', to: '2026-04-24', name: null }];
    const { holidays } = calendarTimes(
      calendar({ holidays: days, timezone: 'Africa/Cairo' }),
      at('2026-04-01T00:00Z'),
      at('2026-05-01T00:00Z')
    );
    expect(shown(holidays)).toEqual(['2026-04-23T22:00Z 2026-04-24T21:00Z']);
  });
});

describe('recurring maintenance', () => {
  const sundays = calendar({ maintenance: [weekly(['sun'], '02:30', 120)] });

  test('is by the wall clock, before and after clocks are put forward, and later where its time is skipped', () => {
    const { maintenance } = calendarTimes(sundays, at('2026-03-20T00:00Z'), at('2026-04-06T00:00Z'));
    expect(shown(maintenance)).toEqual([
      '2026-03-22T01:30Z 2026-03-22T03:30Z',
      '2026-03-29T01:30Z 2026-03-29T03:30Z',
      '2026-04-05T00:30Z 2026-04-05T02:30Z',
    ]);
  });

  test('is once where clocks are put back and its time comes twice', () => {
    const { maintenance } = calendarTimes(sundays, at('2026-10-20T00:00Z'), at('2026-11-02T00:00Z'));
    expect(shown(maintenance)).toEqual(['2026-10-25T00:30Z 2026-10-25T02:30Z', '2026-11-01T01:30Z 2026-11-01T03:30Z']);
  });

  test('that began before the range and passes midnight is found, whole', () => {
    const nights = calendar({ maintenance: [weekly(['fri'], '23:00', 36 * 60)] });
    const { maintenance } = calendarTimes(nights, at('2026-11-22T09:00Z'), at('2026-11-22T09:30Z'));
    expect(shown(maintenance)).toEqual(['2026-11-20T22:00Z 2026-11-22T10:00Z']);
    expect(calendarTimes(nights, at('2026-11-22T10:00Z'), at('2026-11-22T11:00Z')).maintenance).toEqual([]);
  });

  test('far from Greenwich, daily, joined where it never ends', () => {
    const everyDay = (minutes: number) =>
      calendar({
        timezone: 'Pacific/Kiritimati',
        maintenance: [weekly(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'], '00:15', minutes)],
      });
    const from = at('2026-11-20T00:00Z');
    const to = at('2026-11-21T23:00Z');
    expect(shown(calendarTimes(everyDay(30), from, to).maintenance)).toEqual([
      '2026-11-20T10:15Z 2026-11-20T10:45Z',
      '2026-11-21T10:15Z 2026-11-21T10:45Z',
    ]);
    expect(calendarTimes(everyDay(24 * 60), from, to).maintenance).toHaveLength(1);
  });
});

test('one-off maintenance', () => {
  const once: Maintenance = { kind: 'once', from: 1000, to: 2000, name: null };
  const given = calendar({ maintenance: [once] });
  const touches = (from: number, to: number) => calendarTimes(given, from, to).maintenance.length;
  expect([touches(0, 999), touches(0, 1000), touches(1999, 5000), touches(2000, 5000)]).toEqual([0, 1, 1, 0]);
});

test('negative days of before 1970 and times of year-long ranges are as by luxon', () => {
  const zone = 'America/St_Johns';
  const given = calendar({ timezone: zone, maintenance: [weekly(['mon', 'thu'], '00:30', 45)] });
  const { maintenance } = calendarTimes(given, at('1968-01-01T00:00Z'), at('1971-01-01T00:00Z'));
  for (const { from } of maintenance) {
    const local = DateTime.fromMillis(from, { zone });
    expect([1, 4]).toContain(local.weekday);
    expect(local.toFormat('HH:mm')).toBe('00:30');
  }
  expect(maintenance.length).toBeGreaterThan(310);
});
