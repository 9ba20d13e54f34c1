import { describe, expect, test } from 'vitest';
import { bandsRequest, detectorPreviewRequest, routes, type Calendar } from '@watchroom/contract';
import { createCalendars } from '../../src/detection/calendars.js';
import { createPanelHeeding } from '../../src/detection/heeding.js';
import { baselineSpec, call, createDetectionKit, refusal, thresholdSpec } from './detection-kit.js';
import { DAY, HOUR, MINUTE, START, daily } from './signals.js';

const STEP = 5 * MINUTE;
const NOW = START + 10 * DAY;
const usual = daily(1);
const day = (time: number): string => new Date(time).toISOString().slice(0, 10);

const calendar = (more: Partial<Calendar> = {}): Calendar => ({
  name: 'ours',
  timezone: 'UTC',
  default: true,
  matchers: [],
  holidays: [],
  maintenance: [],
  ...more,
});
/** The first hour after now. */
const work = calendar({ maintenance: [{ kind: 'once', from: NOW, to: NOW + HOUR, name: null }] });
const holiday = calendar({ holidays: [{ from: day(NOW), to: day(NOW), name: 'today' }] });
const high = (): number => 500;

const trained = async (calendars: Calendar[], hosts = ['a']) => {
  const kit = createDetectionKit(NOW, calendars);
  await kit.put(hosts, START, NOW, usual, STEP);
  return kit;
};

describe('maintenance', () => {
  test('what happens in it is not told, and what goes on after it is', async () => {
    const kit = await trained([work]);
    const detection = kit.boot(baselineSpec, thresholdSpec);
    await detection.tick();
    await kit.live(detection, 30, ['a'], high);
    expect([kit.told(), kit.anomalies()]).toEqual([[], []]);
    await kit.live(detection, 40, ['a'], high);
    expect(kit.told()).toEqual(['a firing', 'a firing']);
    expect(kit.anomalies().every(({ startsAt }) => startsAt >= NOW + HOUR)).toBe(true);
  });

  test('ends what is open', async () => {
    const later = { kind: 'once' as const, from: NOW + 10 * MINUTE, to: NOW + HOUR, name: null };
    const kit = await trained([calendar({ maintenance: [later] })]);
    const detection = kit.boot(baselineSpec);
    await detection.tick();
    await kit.live(detection, 15, ['a'], high);
    expect(kit.told()).toEqual(['a firing', 'a resolved']);
  });

  test('a silence is told only when it is over, and is no habit afterwards', async () => {
    const kit = createDetectionKit(NOW, [work]);
    await kit.put(['a', 'b', 'c'], NOW - DAY, NOW, usual);
    const detection = kit.boot(baselineSpec);
    await detection.tick();
    await kit.live(detection, 5, ['a', 'b', 'c'], usual);
    await kit.live(detection, 50, ['b', 'c'], usual);
    expect(kit.told()).toEqual([]);
    await kit.live(detection, 7, ['b', 'c'], usual);
    expect(kit.told()).toEqual(['a firing']);
    await kit.live(detection, 5, ['a', 'b', 'c'], usual);
    expect(kit.told()).toEqual(['a firing', 'a resolved']);
    await kit.live(detection, 8, ['b', 'c'], usual);
    expect(kit.told().slice(2)).toEqual(['a firing']);
  });

  test('a silence that was told ends with its beginning', async () => {
    const later = { kind: 'once' as const, from: NOW + 20 * MINUTE, to: NOW + HOUR, name: null };
    const kit = createDetectionKit(NOW, [calendar({ maintenance: [later] })]);
    await kit.put(['a', 'b', 'c'], NOW - DAY, NOW, usual);
    const detection = kit.boot(baselineSpec);
    await detection.tick();
    await kit.live(detection, 2, ['a', 'b', 'c'], usual);
    await kit.live(detection, 15, ['b', 'c'], usual);
    expect(kit.told()).toEqual(['a firing']);
    await kit.live(detection, 10, ['b', 'c'], usual);
    expect(kit.told()).toEqual(['a firing', 'a resolved']);
  });

  test('is for the series that match only', async () => {
    const kit = await trained([{ ...work, matchers: [{ label: 'host', op: '=~', value: 'a|b' }] }], ['a', 'c']);
    const detection = kit.boot(baselineSpec);
    await detection.tick();
    await kit.live(detection, 3, ['a', 'c'], high);
    expect(kit.told()).toEqual(['c firing']);
  });

  test('is heeded by who names it, or by all where it is a default', async () => {
    const named = { ...work, default: false };
    const found = async (calendars: string[] | null, given: Calendar): Promise<number> => {
      const kit = await trained([given]);
      const detection = kit.boot({ ...baselineSpec, calendars });
      await detection.tick();
      await kit.live(detection, 2, ['a'], high);
      return kit.anomalies().length;
    };
    expect([await found(null, named), await found(['ours'], named)]).toEqual([1, 0]);
    expect([await found(null, work), await found([], work)]).toEqual([0, 1]);
  });
});

describe('holidays', () => {
  test('are skipped by a baseline detector and judged by fixed rules', async () => {
    const kit = await trained([holiday]);
    const detection = kit.boot(baselineSpec, thresholdSpec);
    await detection.tick();
    await kit.live(detection, 3, ['a'], high);
    expect(kit.anomalies().map(({ detector }) => detector)).toEqual([thresholdSpec.name]);
  });

  test('are judged where the detector says so, and not learnt', async () => {
    const kit = await trained([holiday]);
    const detection = kit.boot({ ...baselineSpec, holidays: 'judge' });
    await detection.tick();
    await kit.live(detection, 3, ['a'], high);
    expect(kit.told()).toEqual(['a firing']);
  });

  test('of the past are not learnt', async () => {
    const dayOf = (time: number): boolean => day(time) === day(NOW - 3 * DAY);
    const band = async (calendars: Calendar[], isWild: boolean) => {
      const calm = daily(1);
      const valueAt = (time: number): number => calm(time) + (isWild && dayOf(time) ? 500 : 0);
      const kit = createDetectionKit(NOW, calendars);
      await kit.put(['a'], START, NOW, valueAt, STEP);
      const body = bandsRequest.decode({
        kind: 'stored',
        matchers: baselineSpec.matchers,
        from: new Date(NOW - 4 * DAY).toISOString(),
        to: new Date(NOW).toISOString(),
        maxPoints: 5000,
      });
      return (await call(kit.boot(baselineSpec), 'bands', { body })).items[0];
    };
    const past = calendar({ holidays: [{ from: day(NOW - 3 * DAY), to: day(NOW - 3 * DAY), name: null }] });
    const heeding = await band([past], true);
    const calm = await band([past], false);
    expect(heeding?.upper).toEqual(calm?.upper);
    expect(heeding?.isAnomaly.some(Boolean)).toBe(false);
    expect((await band([], true))?.isAnomaly.some(Boolean)).toBe(true);
  });
});

test('previews go by calendars', async () => {
  const kit = await trained([]);
  await kit.put(['a'], NOW, NOW + HOUR, high, STEP);
  kit.clock.set(NOW + HOUR);
  const found = async (calendars: Calendar[]): Promise<number> => {
    const other = createDetectionKit(NOW + HOUR, calendars);
    await other.put(['a'], START, NOW, usual, STEP);
    await other.put(['a'], NOW, NOW + HOUR, high, STEP);
    const body = detectorPreviewRequest.decode({
      spec: baselineSpec,
      from: new Date(NOW - HOUR).toISOString(),
      to: new Date(NOW + HOUR).toISOString(),
    });
    return (await call(other.boot(), 'previewDetector', { body })).anomalies.length;
  };
  expect([await found([]), await found([work])]).toEqual([1, 0]);
});

test('bands of a panel heed what the detectors of the series heed, else the defaults', () => {
  const other = { ...work, name: 'other', default: false };
  const calendars = createCalendars([work, other]);
  const series = { id: 's', name: 'cpu', labels: {} };
  const heeded = (...specs: Array<typeof baselineSpec>): number =>
    createPanelHeeding({ specs: () => specs, calendars, feedbackOf: () => [] }).during(series, NOW, NOW + MINUTE)
      .length;
  const memory = { ...baselineSpec, matchers: [{ label: '__name__', op: '=' as const, value: 'memory' }] };
  expect(heeded()).toBe(1);
  expect(heeded({ ...memory, calendars: [] })).toBe(1);
  expect(heeded({ ...baselineSpec, calendars: [] })).toBe(0);
  expect(heeded({ ...baselineSpec, calendars: ['other', 'ours'] }, baselineSpec)).toBe(3);
});

test('a detector says by which calendar it is quiet', async () => {
  const forSome = { ...work, matchers: [{ label: 'host', op: '=' as const, value: 'a' }], name: 'some' };
  const kit = createDetectionKit(NOW, [forSome, holiday]);
  const detection = kit.boot(baselineSpec, thresholdSpec);
  const quiet = async () => (await call(detection, 'listDetectors')).items.map((one) => one.quiet);
  expect(await quiet()).toEqual([
    { calendar: 'ours', why: 'holiday', until: NOW + DAY, partly: false },
    { calendar: 'some', why: 'maintenance', until: NOW + HOUR, partly: true },
  ]);
  kit.clock.advance(DAY);
  const items = await call(detection, 'listDetectors');
  expect(items.items.map((one) => one.quiet)).toEqual([null, null]);
  expect(() => routes.listDetectors.response.encode(items)).not.toThrow();
});

test('the API lists calendars and refuses those that are not there', async () => {
  const kit = createDetectionKit(NOW, [work, holiday]);
  const detection = kit.boot();
  const answer = await call(detection, 'listCalendars');
  expect(routes.listCalendars.response.decode(routes.listCalendars.response.encode(answer))).toEqual(answer);
  const body = { ...baselineSpec, calendars: ['ours', 'theirs'] };
  expect((await refusal(call(detection, 'createDetector', { body }))).options.errors).toEqual([
    { field: 'calendars[1]', message: 'there is no calendar "theirs"; known: "ours"' },
  ]);
  const preview = { spec: body, from: NOW - HOUR, to: NOW, maxSeries: 1 };
  expect((await refusal(call(detection, 'previewDetector', { body: preview }))).options.errors).toMatchObject([
    { field: 'spec.calendars[1]' },
  ]);
});
