import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { calendar } from '@watchroom/contract';
import { readConfigDir } from './config-dir.js';
import { formatProblem, InvalidConfig } from './config-error.js';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'watchroom-calendars-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

const load = async (text: string) => {
  await writeFile(join(dir, 'c.yaml'), `${text}apiVersion: 1\n`);
  return readConfigDir(dir);
};
const faults = async (text: string): Promise<string[]> => {
  const error: unknown = await load(text).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(InvalidConfig);
  return (error as InvalidConfig).problems.map((problem) => formatProblem(problem).replace(`${dir}/c.yaml:`, ''));
};

test('reads calendars in all their forms', async () => {
  const { calendars, detectors } = await load(`calendars:
  - name: Germany
    timezone: Europe/Berlin
    default: true
    matchers: '{namespace="shop"}'
    holidays:
      - 2026-12-25
      - { date: 2027-01-01, name: New Year }
      - { from: 2027-03-26, to: 2027-03-29 }
    maintenance:
      - { from: 2026-12-01T22:00, to: 2026-12-02T04:00Z, name: move }
      - { days: [sun, wed], start: "02:00", duration: 1h30m }
      - { start: 23:45, duration: 90m }
detectors:
  - { name: a, kind: baseline, matchers: cpu, calendars: [Germany], holidays: judge }
  - { name: b, kind: threshold, matchers: cpu, above: 1, calendars: [] }
`);
  expect(calendars).toEqual([
    {
      name: 'Germany',
      timezone: 'Europe/Berlin',
      default: true,
      matchers: [{ label: 'namespace', op: '=', value: 'shop' }],
      holidays: [
        { from: '2026-12-25', to: '2026-12-25', name: null },
        { from: '2027-01-01', to: '2027-01-01', name: 'New Year' },
        { from: '2027-03-26', to: '2027-03-29', name: null },
      ],
      maintenance: [
        { kind: 'once', from: Date.parse('2026-12-01T21:00Z'), to: Date.parse('2026-12-02T04:00Z'), name: 'move' },
        { kind: 'weekly', days: ['wed', 'sun'], start: '02:00', minutes: 90, name: null },
        {
          kind: 'weekly',
          days: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'],
          start: '23:45',
          minutes: 90,
          name: null,
        },
      ],
    },
  ]);
  expect(() => calendar.encode(calendars[0] as never)).not.toThrow();
  expect(detectors.map(({ calendars: named, holidays }) => [named, holidays])).toEqual([
    [['Germany'], 'judge'],
    [[], 'judge'],
  ]);
});

test('says what is wrong, and where', async () => {
  expect(
    await faults(`calendars:
  - name: Mars
    timezone: Mars/Olympus
    holidays:
      - 2026-13-01
      - { date: 2026-12-25, from: 2026-12-24 }
      - { from: 2026-12-26, to: 2026-12-24 }
      - { date: 2026-12-26, day: 26 }
    maintenance:
      - { days: [sunday], start: "2:00", duration: 2 hours }
      - { from: 2026-12-02T00:00, to: soon }
      - { start: "02:00" }
      - { from: 2026-12-02T00:00, to: 2026-12-03T00:00, days: [sun] }
      - {}
      - { start: "02:00", duration: 8d }
`)
  ).toEqual([
    '3: calendars[0].timezone: must be a time zone of the IANA database, like Europe/Berlin',
    '5: calendars[0].holidays[0].date: must be a date like 2026-12-25',
    '6: calendars[0].holidays[1]: has a date and a range; keep one of them',
    '7: calendars[0].holidays[2].to: must not be before from (2026-12-26)',
    '8: calendars[0].holidays[3].day: unknown key; known here: date, from, to, name',
    '10: calendars[0].maintenance[0].days[0]: must be one of "mon", "tue", "wed", "thu", "fri", "sat", "sun"',
    '10: calendars[0].maintenance[0].start: must be a time of day like "02:00"',
    '10: calendars[0].maintenance[0].duration: must be a length like 90m, 2h or 1h30m, at most 7d',
    '11: calendars[0].maintenance[1].to: must be a time like 2026-12-01T22:00 or 2026-12-01T22:00:00Z',
    '12: calendars[0].maintenance[2].duration: is missing',
    '13: calendars[0].maintenance[3].days: goes with recurring maintenance only, and there is from or to',
    '14: calendars[0].maintenance[4]: must have from and to, or start and duration',
    '15: calendars[0].maintenance[5].duration: must be a length like 90m, 2h or 1h30m, at most 7d',
  ]);
});

test('one-off maintenance ends after it begins, by the clock of its zone', async () => {
  expect(
    await faults(`calendars:
  - name: a
    timezone: Asia/Tokyo
    maintenance:
      - { from: 2026-12-02T09:00, to: 2026-12-02T00:00Z }
`)
  ).toEqual(['5: calendars[0].maintenance[0].to: must be after from (2026-12-02T09:00)']);
});

test('names of calendars are known and not used twice', async () => {
  expect(
    await faults(`calendars:
  - { name: a, timezone: UTC }
  - { name: a, timezone: UTC }
detectors:
  - { name: d, kind: baseline, matchers: cpu, calendars: [a, b] }
`)
  ).toEqual([
    expect.stringMatching(/^3: calendars\[1\].name: "a" is used already in .*c.yaml:2$/),
    '5: detectors[0].calendars[1]: there is no calendar "b"; known: "a"',
  ]);
});
