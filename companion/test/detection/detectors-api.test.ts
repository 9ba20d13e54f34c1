import { detector as detectorSchema, routes } from '@watchroom/contract';
import { describe, expect, test } from 'vitest';
import { baselineSpec, call, createDetectionKit, refusal, thresholdSpec } from './detection-kit.js';
import { DAY, MINUTE, START, daily } from './signals.js';

const NOW = START + 2 * DAY;
const high = { ...thresholdSpec, name: 'Too high' };
const at = (name: string) => ({ params: { name } });

describe('detectors made by people', () => {
  test('run from the next tick on, can be looked at, changed and removed', async () => {
    const kit = createDetectionKit(NOW);
    const detection = kit.boot();
    await detection.tick();
    const made = await call(detection, 'createDetector', { body: high });
    expect(made).toMatchObject({ name: 'Too high', origin: 'ui', spec: high, lastRunAt: null, cost: null });
    expect(() => detectorSchema.encode(made)).not.toThrow();
    expect(kit.messages).toContainEqual({ type: 'detection', changed: 'detectors' });

    await kit.live(detection, 2, ['a', 'b'], (_, host) => (host === 'a' ? 95 : 50));
    expect(kit.told()).toEqual(['a firing']);
    kit.clock.advance(MINUTE);
    expect(await call(detection, 'getDetector', at('Too high'))).toMatchObject({
      seriesCount: 2,
      openAnomalies: 1,
      anomaliesLastWeek: 1,
      lastError: null,
    });

    await call(detection, 'updateDetector', { ...at('Too high'), body: { ...high, above: 40 } });
    await kit.live(detection, 2, ['a', 'b'], (_, host) => (host === 'a' ? 95 : 50));
    expect(kit.told()).toEqual(['a firing', 'b firing']);

    const last = await call(detection, 'deleteDetector', at('Too high'));
    expect(last.spec).toMatchObject({ above: 40 });
    await detection.tick();
    expect(kit.told().slice(2).sort()).toEqual(['a resolved', 'b resolved']);
    expect(kit.anomalies().every(({ endsAt }) => endsAt !== null)).toBe(true);
    expect((await call(detection, 'listDetectors')).items).toEqual([]);
    expect((await refusal(call(detection, 'getDetector', at('Too high')))).status).toBe(404);
  });

  test('tell their cost, without the learning of history', async () => {
    const kit = createDetectionKit(NOW);
    const detection = kit.boot(high);
    const cost = async () => (await call(detection, 'getDetector', at('Too high'))).cost;
    await kit.live(detection, 1, ['a'], () => 50);
    expect(await cost()).toBeNull();
    await kit.live(detection, 2, ['a'], () => 50);
    expect(await cost()).toBeGreaterThan(0);
    expect(await cost()).toBeLessThan(0.1);
  });

  test('survive a restart, and what was removed meanwhile ends', async () => {
    const kit = createDetectionKit(NOW);
    const first = kit.boot();
    await call(first, 'createDetector', { body: high });
    await kit.live(first, 2, ['a'], () => 95);
    await first.stop();
    const second = kit.boot();
    await kit.live(second, 1, ['a'], () => 95);
    expect((await call(second, 'listDetectors')).items).toMatchObject([{ name: 'Too high', openAnomalies: 1 }]);
    expect(kit.told()).toEqual(['a firing']);
    await second.stop();
    const stored = await kit.documents.getDocument('detector', 'Too high');
    await kit.documents.deleteDocument('detector', 'Too high', stored?.version ?? 0);
    const third = kit.boot();
    await third.start();
    await third.tick();
    await third.stop();
    expect(kit.told()).toEqual(['a firing', 'a resolved']);
  });

  test('are taken in by every companion on the store', async () => {
    const kit = createDetectionKit(NOW);
    const [one, other] = [kit.boot(), kit.boot()];
    await call(one, 'createDetector', { body: high });
    await other.tick();
    expect((await call(other, 'getDetector', at('Too high'))).spec).toMatchObject({ above: 90 });
    await call(other, 'updateDetector', { ...at('Too high'), body: { ...high, above: 10 } });
    const behind = await refusal(call(one, 'updateDetector', { ...at('Too high'), body: { ...high, above: 20 } }));
    expect([behind.status, behind.message]).toEqual([409, expect.stringMatching(/changed by somebody else/)]);
    await one.tick();
    expect((await call(one, 'getDetector', at('Too high'))).spec).toMatchObject({ above: 10 });
    await call(one, 'deleteDetector', at('Too high'));
    await other.tick();
    expect((await call(other, 'listDetectors')).items).toEqual([]);
  });

  test('a change goes on from where the detector was: nothing is told twice', async () => {
    const kit = createDetectionKit(NOW);
    const usual = daily(1);
    await kit.put(['a'], START, NOW, usual, 5 * MINUTE);
    const detection = kit.boot();
    await call(detection, 'createDetector', { body: { ...baselineSpec, historyDays: 2 } });
    await kit.live(detection, 5, ['a'], usual);
    await kit.live(detection, 3, ['a'], () => 300);
    expect(kit.told()).toEqual(['a firing']);
    const changed = { ...baselineSpec, historyDays: 2, severity: 'critical' };
    await call(detection, 'updateDetector', { ...at(baselineSpec.name), body: changed });
    await kit.live(detection, 2, ['a'], () => 300);
    await kit.live(detection, 10, ['a'], usual);
    expect(kit.told().filter((line) => line.endsWith('resolved'))).toHaveLength(1);
    expect(kit.anomalies()).toHaveLength(1);
  });
});

describe('is refused', () => {
  const detection = createDetectionKit(NOW).boot(thresholdSpec);
  const fieldsOf = async (body: unknown): Promise<unknown[]> => {
    const { status, options } = await refusal(call(detection, 'createDetector', { body }));
    expect(status).toBe(400);
    return (options.errors ?? []).map(({ field }) => field);
  };

  test('a name that is taken, and a change of what files say', async () => {
    const { name } = thresholdSpec;
    for (const work of [
      call(detection, 'createDetector', { body: thresholdSpec }),
      call(detection, 'updateDetector', { ...at(name), body: thresholdSpec }),
      call(detection, 'deleteDetector', at(name)),
    ]) {
      expect((await refusal(work)).status).toBe(409);
    }
    expect((await call(detection, 'getDetector', at(name))).origin).toBe('file');
  });

  test('what makes no sense, by field', async () => {
    expect(await fieldsOf({ ...high, matchers: [] })).toEqual(['matchers']);
    expect(await fieldsOf({ ...high, matchers: [{ label: 'host', op: '=~', value: '(' }] })).toEqual([
      'matchers[0].value',
    ]);
    expect(await fieldsOf({ ...high, above: null })).toEqual(['above']);
    expect(await fieldsOf({ ...high, above: 1, below: 2 })).toEqual(['above']);
    const query = { type: 'sql', source: 'ch', sql: 'SELECT 1', stepSeconds: 60 };
    expect(await fieldsOf({ ...high, query })).toEqual(['query.sql']);
    const spec = routes.createDetector.body.safeDecode({ ...high, colour: 'red' } as never);
    expect(spec.error?.issues[0]?.message).toContain('colour');
  });

  test('another name in a change', async () => {
    const kit = createDetectionKit(NOW).boot();
    await call(kit, 'createDetector', { body: high });
    const problem = await refusal(call(kit, 'updateDetector', { ...at('Too high'), body: { ...high, name: 'x' } }));
    expect(problem.options.errors?.[0]?.field).toBe('name');
    expect((await refusal(call(kit, 'updateDetector', { ...at('x'), body: { ...high, name: 'x' } }))).status).toBe(404);
  });
});
