import { describe, expect, test } from 'vitest';
import { baselineSpec, call, createDetectionKit, thresholdSpec } from './detection-kit.js';
import { DAY, HOUR, MINUTE, START, seeded } from './signals.js';

const NOW = START + 2 * DAY;
const hosts = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
const random = seeded(5);
/** Without a tail, so that chance alone surprises nobody. */
const noise = (): number => 2 * random() - 1;
const usual = (): number => 50 + noise();

const warm = async (spec = { ...baselineSpec, historyDays: 2 }, names = hosts) => {
  const kit = createDetectionKit(NOW);
  await kit.put(names, START, NOW, usual, 5 * MINUTE);
  await kit.put(names, NOW - 2 * HOUR, NOW, usual);
  const detection = kit.boot(spec);
  await detection.tick();
  return { kit, detection, spec };
};

describe('a series that falls silent', () => {
  const others = hosts.slice(1);

  test('is told once, as a restart does not double, and ends with its next point', async () => {
    const { kit, detection, spec } = await warm();
    await kit.live(detection, 3, hosts, usual);
    await kit.live(detection, 30, others, usual);
    expect(kit.told()).toEqual(['a firing']);
    expect(kit.events[0]?.summary).toBe('cpu on a has stopped reporting');
    expect(kit.anomalies()).toMatchObject([{ detectedBy: 'missing-data', endsAt: null, labels: { host: 'a' } }]);
    expect(Math.abs((kit.anomalies()[0]?.startsAt ?? 0) - NOW - 4 * MINUTE)).toBeLessThan(MINUTE / 10);
    await detection.stop();
    const second = kit.boot(spec);
    await kit.live(second, 10, others, usual);
    expect((await call(second, 'listDetectors')).items[0]).toMatchObject({ openAnomalies: 1 });
    expect(kit.told()).toEqual(['a firing']);
    await kit.live(second, 1, hosts, usual);
    expect(kit.told()).toEqual(['a firing', 'a resolved']);
    expect(kit.anomalies()).toMatchObject([{ endsAt: NOW + 44 * MINUTE }]);
  });

  test('is taken away after a day', async () => {
    const { kit, detection } = await warm(undefined, ['a', 'b']);
    await kit.live(detection, 1, ['a', 'b'], usual);
    await kit.live(detection, 20, ['b'], usual);
    for (const end = kit.clock.now() + 25 * HOUR; kit.clock.now() < end;) {
      await kit.put(['b'], kit.clock.now() + MINUTE, kit.clock.now() + 31 * MINUTE, usual, 3 * MINUTE);
      for (let run = 0; run < 10; run += 1) {
        kit.clock.advance(3 * MINUTE);
        await detection.tick();
      }
    }
    expect(kit.told()).toEqual(['a firing', 'a resolved']);
  });

  test('is nobody where detection slept, where the clock of the store stood still, or where a rule is fixed', async () => {
    const { kit, detection } = await warm();
    await kit.live(detection, 1, hosts, usual);
    kit.clock.advance(HOUR);
    await detection.tick();
    await kit.live(detection, 20, others, usual);
    expect(kit.told()).toEqual([]);
    const fixed = createDetectionKit(NOW);
    await fixed.put(hosts, NOW - 2 * HOUR, NOW, usual);
    await fixed.live(fixed.boot(thresholdSpec), 30, [], usual);
    expect(fixed.told()).toEqual([]);
  });

  test('is no news where series come and go', async () => {
    const kit = createDetectionKit(NOW);
    const pods = Array.from({ length: 12 }, (_, index) => `pod-${index}`);
    for (const [index, pod] of pods.entries()) {
      await kit.put([pod], START + index * 2 * HOUR, START + (index * 2 + 5) * HOUR, usual);
    }
    await kit.put(hosts, START, NOW, usual, 5 * MINUTE);
    const detection = kit.boot({ ...baselineSpec, historyDays: 2 });
    await detection.tick();
    await kit.live(detection, 2, hosts, usual);
    await kit.live(detection, 40, others, usual);
    expect(kit.told()).toEqual([]);
  });

  test('what was open goes over into it: one alert', async () => {
    const { kit, detection } = await warm();
    await kit.live(detection, 3, hosts, (_, host) => (host === 'a' ? 200 : usual()));
    expect(kit.told()).toEqual(['a firing']);
    await kit.live(detection, 60, others, usual);
    expect(kit.events.map(({ status, summary }) => [status, summary?.includes('stopped reporting')])).toEqual([
      ['firing', false],
      ['firing', true],
      // What the points told of is over; what lasts speaks for the alert.
      ['firing', true],
    ]);
    await kit.live(detection, 5, hosts, usual);
    expect(kit.told().at(-1)).toBe('a resolved');
    expect(kit.told().filter((line) => line === 'a resolved')).toHaveLength(1);
  });
});

describe('peers', () => {
  const spec = { ...baselineSpec, historyDays: 2, peersBy: [], sensitivity: 0.5 };

  test('one of many stands apart, drifting away too slowly to surprise by itself, and comes back', async () => {
    const { kit, detection } = await warm(spec);
    await kit.live(detection, 5, hosts, usual);
    expect(kit.told()).toEqual([]);
    const odd = (_: number, host: string): number => (host === 'c' ? 90 : usual());
    await kit.live(detection, 6, hosts, odd);
    const peers = kit.anomalies().filter(({ detectedBy }) => detectedBy === 'peer-outlier');
    expect(peers).toMatchObject([{ labels: { host: 'c' }, direction: 'up', endsAt: null, value: 90 }]);
    expect(peers[0]?.reason).toMatch(/^cpu on c is 90, unlike its peers, expected \d+\S* to \d+\S*$/);
    expect(new Set(kit.told())).toEqual(new Set(['c firing']));
    await kit.live(detection, 12, hosts, usual);
    expect(kit.anomalies().every(({ endsAt }) => endsAt !== null)).toBe(true);
    expect(kit.told().at(-1)).toBe('c resolved');
  });

  test('who has always stood apart is different by nature, also after a restart', async () => {
    const kit = createDetectionKit(NOW);
    const primary = (_: number, host: string): number => (host === 'c' ? 90 : 50) + noise();
    await kit.put(hosts, START, NOW, primary, 5 * MINUTE);
    const detection = kit.boot(spec);
    await kit.live(detection, 10, hosts, primary);
    expect(kit.told()).toEqual([]);
  });

  test('compares only those that share the labels asked for', async () => {
    const { kit, detection } = await warm({ ...spec, peersBy: ['host'] });
    await kit.live(detection, 10, hosts, (_, host) => (host === 'c' ? 90 : usual()));
    expect(kit.anomalies().map(({ detectedBy }) => detectedBy)).not.toContain('peer-outlier');
  });
});
