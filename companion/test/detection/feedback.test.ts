import { feedback as feedbackSchema, routes } from '@watchroom/contract';
import { describe, expect, test } from 'vitest';
import { baselineSpec, call, createDetectionKit, refusal } from './detection-kit.js';
import { DAY, HOUR, MINUTE, START, daily } from './signals.js';

const NOW = START + 10 * DAY;
const spec = { ...baselineSpec, historyDays: 10 };
const usual = daily(1);

/** A running detector with an open anomaly of a spike to `value`. */
const withAnomaly = async (value = 110) => {
  const kit = createDetectionKit(NOW);
  await kit.put(['a'], START, NOW, usual, 5 * MINUTE);
  const detection = kit.boot(spec);
  await detection.tick();
  await kit.live(detection, 3, ['a'], usual);
  await kit.live(detection, 2, ['a'], () => value);
  expect(kit.told()).toEqual(['a firing']);
  const anomaly = kit.anomalies()[0];
  if (!anomaly) {
    throw new Error('there is no anomaly');
  }
  const say = (body: object) =>
    call(detection, 'giveFeedback', { params: { id: anomaly.id }, body: { until: null, ...body } });
  return { kit, detection, anomaly, say };
};
const wrong = { verdict: 'not-an-anomaly', reason: 'a load test' };
const expected = (until: number) => ({ verdict: 'expected', reason: 'a migration', until });

describe('not an anomaly', () => {
  test('ends it at once, keeps the like of it quiet also after a restart, until it is taken back', async () => {
    const { kit, detection, anomaly, say } = await withAnomaly(78);
    const given = await say(wrong);
    expect(() => feedbackSchema.encode(given)).not.toThrow();
    expect(given).toMatchObject({ anomalyId: anomaly.id, by: 'ann', score: anomaly.score, from: anomaly.startsAt });
    await detection.tick();
    expect(kit.told()).toEqual(['a firing', 'a resolved']);
    expect(kit.comments).toEqual(['Not an anomaly: a load test']);
    await kit.live(detection, 30, ['a'], usual);
    await kit.live(detection, 2, ['a'], () => 78);
    expect(kit.told()).toHaveLength(2);
    await detection.stop();

    const second = kit.boot(spec);
    await kit.live(second, 60, ['a'], usual);
    await kit.live(second, 2, ['a'], () => 79);
    expect(kit.told()).toHaveLength(2);
    await kit.live(second, 60, ['a'], usual);
    await call(second, 'revertFeedback', { params: { id: given.id } });
    expect(kit.comments.at(-1)).toMatch(/^Feedback taken back/);
    expect((await call(second, 'listFeedback')).items).toEqual([]);
    await kit.live(second, 2, ['a'], () => 120);
    expect(kit.told().slice(2)).toEqual(['a firing']);
  });

  test('the detail of the anomaly shows it beside the earlier ones', async () => {
    const { kit, detection, anomaly, say } = await withAnomaly();
    await say(wrong);
    await say({ verdict: 'not-an-anomaly', reason: 'said better' });
    const earlier = { ...anomaly, id: 'earlier', startsAt: NOW - DAY, endsAt: NOW - DAY + HOUR };
    const other = { ...earlier, id: 'down', direction: 'down' as const };
    await kit.store.saveAnomalies([earlier, other]);
    const detail = await call(detection, 'getAnomaly', { params: { id: anomaly.id } });
    expect(detail.similar.map(({ id }) => id)).toEqual(['earlier']);
    expect(detail.feedback).toMatchObject([{ reason: 'said better' }]);
    expect(detail.anomaly).toMatchObject({
      detector: spec.name,
      detectedBy: expect.any(String) as string,
      onceInWeeks: expect.any(Number) as number,
      baselineFrom: expect.any(Number) as number,
      lower: expect.any(Number) as number,
      upper: expect.any(Number) as number,
    });
    expect(() => routes.getAnomaly.response.encode(detail)).not.toThrow();
    expect((await call(detection, 'listFeedback', { query: { seriesId: anomaly.seriesId } })).items).toHaveLength(1);
    expect((await call(detection, 'listFeedback', { query: { seriesId: 'another' } })).items).toEqual([]);
  });
});

describe('expected', () => {
  test('keeps the series quiet until its end, and out of the baseline', async () => {
    const { kit, detection, say } = await withAnomaly(300);
    const until = kit.clock.now() + HOUR;
    await say(expected(until));
    await kit.live(detection, 59, ['a'], () => 300);
    expect(kit.told()).toEqual(['a firing', 'a resolved']);
    expect((await call(detection, 'listFeedback')).items).toMatchObject([{ verdict: 'expected', until }]);
    await kit.live(detection, 3, ['a'], () => 300);
    expect(kit.told()).toEqual(['a firing', 'a resolved', 'a firing']);
    expect((await call(detection, 'listFeedback')).items).toEqual([]);
  });

  test('taken back while it goes on, it is told again', async () => {
    const { kit, detection, say } = await withAnomaly(300);
    const { id } = await say(expected(kit.clock.now() + HOUR));
    await kit.live(detection, 5, ['a'], () => 300);
    expect(kit.told()).toEqual(['a firing', 'a resolved']);
    await call(detection, 'revertFeedback', { params: { id } });
    await kit.live(detection, 2, ['a'], () => 300);
    expect(kit.told()).toEqual(['a firing', 'a resolved', 'a firing']);
  });

  test('is seen by another companion, and holds for a silence too', async () => {
    const { kit, detection, say } = await withAnomaly(300);
    await say(expected(kit.clock.now() + 2 * HOUR));
    const other = kit.boot(spec);
    await kit.live(other, 40, ['b'], usual);
    expect(kit.told()).toEqual(['a firing', 'a resolved']);
    await detection.stop();
  });
});

test('bad feedback is refused by field', async () => {
  const { kit, detection, say } = await withAnomaly();
  const fieldOf = async (body: object): Promise<unknown> => (await refusal(say(body))).options.errors?.[0]?.field;
  expect(await fieldOf({ verdict: 'expected', reason: 'x' })).toBe('until');
  expect(await fieldOf(expected(kit.clock.now()))).toBe('until');
  expect(await fieldOf(expected(kit.clock.now() + 500 * DAY))).toBe('until');
  expect(await fieldOf({ ...wrong, until: kit.clock.now() + DAY })).toBe('until');
  expect((await call(detection, 'listFeedback')).items).toEqual([]);
  const unknown = call(detection, 'giveFeedback', { params: { id: 'x' }, body: { ...wrong, until: null } });
  expect((await refusal(unknown)).status).toBe(404);
  expect((await refusal(call(detection, 'revertFeedback', { params: { id: 'x' } }))).status).toBe(404);
});
