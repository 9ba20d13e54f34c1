import { expect, test } from 'vitest';
import { baselineSpec, createDetectionKit, thresholdSpec } from './detection-kit.js';
import { DAY, START } from './signals.js';

const NOW = START + DAY;
const hosts = ['a', 'b', 'c', 'd', 'e', 'f'];
const full = { ...thresholdSpec, severity: 'auto' as const };
const low = (): number => 10;

const at = async (broken: string[]) => {
  const kit = createDetectionKit(NOW);
  await kit.put(hosts, NOW - DAY / 24, NOW, low);
  const detection = kit.boot(full);
  await detection.tick();
  const valueAt = (_: number, host: string): number => (broken.includes(host) ? 99 : 10);
  return {
    kit,
    detection,
    live: (minutes: number) => kit.live(detection, minutes, hosts, valueAt),
    severities: (host: string) =>
      kit.events.filter(({ labels }) => labels['host'] === host).map(({ status, severity }) => `${status} ${severity}`),
  };
};

test('rises while an anomaly lasts, and is told once each time', async () => {
  const { kit, live, severities } = await at(['a']);
  await live(3);
  expect(severities('a')).toEqual(['firing warning']);
  await live(10);
  expect(severities('a')).toEqual(['firing warning', 'firing high']);
  expect(kit.events.at(-1)?.description).toMatch(/; high: lasting 5 min, 1 of 6 series$/);
  expect(kit.anomalies()).toMatchObject([{ severity: 'high', endsAt: null }]);
  await kit.live(kit.boot(full), 1, hosts, low);
  expect(severities('a')).toEqual(['firing warning', 'firing high', 'resolved high']);
  expect(kit.anomalies()).toMatchObject([{ severity: 'high' }]);
});

test('rises with the number of series, and does not sink with it', async () => {
  const broken = ['a'];
  const { live, severities, kit } = await at(broken);
  await live(1);
  broken.push('b', 'c', 'd', 'e');
  await live(1);
  expect(severities('a')).toEqual(['firing warning', 'firing high']);
  expect(severities('e')).toEqual(['firing high']);
  broken.splice(1);
  await live(2);
  expect(severities('a')).toEqual(['firing warning', 'firing high']);
  expect(severities('e')).toEqual(['firing high', 'resolved high']);
  broken.splice(0);
  await live(1);
  broken.push('a');
  await live(1);
  expect(severities('a').slice(2)).toEqual(['resolved high', 'firing warning']);
  expect(kit.anomalies().filter(({ endsAt }) => endsAt === null)).toMatchObject([{ severity: 'warning' }]);
});

test('goes on from what was told before a restart', async () => {
  const { kit, live, severities } = await at(['a']);
  await live(8);
  expect(severities('a')).toEqual(['firing warning', 'firing high']);
  await kit.live(kit.boot(full), 5, hosts, (_, host) => (host === 'a' ? 99 : 10));
  expect(severities('a')).toHaveLength(2);
  expect(kit.anomalies()).toMatchObject([{ severity: 'high', endsAt: null }]);
});

test('a fixed severity stays', async () => {
  const kit = createDetectionKit(NOW);
  await kit.put(hosts, NOW - DAY / 24, NOW, low);
  const detection = kit.boot({ ...thresholdSpec, severity: 'info' }, baselineSpec);
  await detection.tick();
  await kit.live(detection, 40, hosts, () => 99);
  expect(new Set(kit.events.filter(({ name }) => name === thresholdSpec.name).map(({ severity }) => severity))).toEqual(
    new Set(['info'])
  );
});
