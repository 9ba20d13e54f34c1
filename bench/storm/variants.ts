import { defaultBurstSettings, type BurstSettings } from '../../companion/src/correlation/burst-settings.js';
import { createChance, DAY, HOUR } from '../corpus/chance.js';
import type { Labelled } from './judge-alerts.js';

const byTime = (storm: Labelled[]): Labelled[] => storm.sort((a, b) => a.at - b.at);

const scaled = (storm: readonly Labelled[], factor: number): Labelled[] => {
  const start = storm[0]?.at ?? 0;
  return storm.map((alert) => ({ ...alert, at: Math.round(start + (alert.at - start) * factor) }));
};

const withHost = (alert: Labelled, host: string): Labelled => ({ ...alert, labels: { ...alert.labels, host } });

const renamed = (storm: readonly Labelled[]): Labelled[] =>
  storm.map((alert) => withHost(alert, `m-${[...(alert.labels['host'] ?? '')].reverse().join('')}`));

/** Another such estate beside it, hours later, with hosts of its own. */
const beside = (storm: readonly Labelled[]): Labelled[] =>
  byTime([
    ...storm,
    ...storm.map((alert) => ({
      ...withHost(alert, `b-${alert.labels['host'] ?? ''}`),
      at: alert.at + 7 * HOUR,
      truth: alert.truth === 'false_positive' ? alert.truth : `${alert.truth}_b`,
    })),
  ]);

/** The whole again, days later: the same attacks for a second time. */
const twice = (storm: readonly Labelled[]): Labelled[] => [
  ...storm,
  ...storm.map((alert) => ({
    ...alert,
    at: alert.at + 4 * DAY,
    truth: alert.truth === 'false_positive' ? alert.truth : `${alert.truth}_again`,
  })),
];

const lastDays = (storm: readonly Labelled[], days: number): Labelled[] => {
  const from = (storm.at(-1)?.at ?? 0) - days * DAY;
  return storm.filter(({ at }) => at >= from);
};

const thinned = (storm: readonly Labelled[], share: number, seed: number): Labelled[] => {
  const chance = createChance(seed);
  return storm.filter(() => chance.uniform() < share);
};

const jittered = (storm: readonly Labelled[], seed: number): Labelled[] => {
  const chance = createChance(seed);
  return byTime(storm.map((alert) => ({ ...alert, at: alert.at + Math.round(chance.uniform(-1500, 1500)) })));
};

const withoutHost = (storm: readonly Labelled[], host: string): Labelled[] =>
  storm.filter(({ labels }) => labels['host'] !== host);

/** Copies of a storm that nothing was chosen on. */
export const variantsOf = (storm: readonly Labelled[]): Array<{ name: string; storm: Labelled[] }> => [
  { name: 'time_half', storm: scaled(storm, 0.5) },
  { name: 'time_double', storm: scaled(storm, 2) },
  { name: 'hosts_renamed', storm: renamed(storm) },
  { name: 'jittered', storm: jittered(storm, 7) },
  { name: 'last_two_days', storm: lastDays(storm, 2) },
  { name: 'last_day', storm: lastDays(storm, 1) },
  { name: 'half_of_alerts', storm: thinned(storm, 0.5, 11) },
  { name: 'without_mail', storm: withoutHost(storm, 'mail') },
  { name: 'without_firewall', storm: withoutHost(storm, 'inet-firewall') },
  { name: 'twice', storm: twice(storm) },
  { name: 'two_estates', storm: beside(storm) },
];

/** Each constant halved and doubled. */
export const sensitivities = (): Array<{ name: string; bursts: Partial<BurstSettings> }> =>
  (Object.entries(defaultBurstSettings) as Array<[keyof BurstSettings, number]>).flatMap(([key, value]) => [
    { name: `${key}_half`, bursts: { [key]: value / 2 } },
    { name: `${key}_double`, bursts: { [key]: value * 2 } },
  ]);
