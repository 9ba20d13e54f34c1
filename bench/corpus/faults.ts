import { DAY, HOUR, MINUTE, START, type Chance } from './chance.js';

/** Faults a series and day, about as many as people label in public corpora of such metrics. */
const FAULTS_A_DAY = 0.07;
const FIRST_FAULT_DAY = 4;

/** What a fault does to the cause at a moment: multiplies it, multiplies its noise, or holds the metric still or at nought. */
export interface Effect {
  factor: number;
  noise: number;
  stuck: boolean;
  gone: boolean;
}

export interface Fault {
  kind: string;
  from: number;
  to: number;
  /** Where the label ends: people mark the beginning of what lasts. */
  labelTo: number;
  effect(time: number): Partial<Effect>;
}

type FaultMaker = (chance: Chance, from: number, step: number) => Fault;

const lasting = (kind: string, from: number, length: number, effect: Fault['effect'], label = length): Fault => ({
  kind,
  from,
  to: from + length,
  labelTo: from + label,
  effect,
});

const faultMakers: FaultMaker[] = [
  (chance, from, step) => {
    const factor = chance.uniform(2.5, 8);
    return lasting('spike', from, step * Math.ceil(chance.uniform(0, 3)), () => ({ factor }));
  },
  (chance, from) => {
    const factor = chance.uniform(1.7, 4);
    return lasting('burst', from, chance.uniform(10, 120) * MINUTE, () => ({ factor }));
  },
  (chance, from) => {
    const factor = chance.uniform(0.1, 0.5);
    return lasting('dip', from, chance.uniform(15, 90) * MINUTE, () => ({ factor }));
  },
  (chance, from) => lasting('outage', from, chance.uniform(10, 60) * MINUTE, () => ({ gone: true })),
  (chance, from) => {
    const factor = chance.pick([chance.uniform(1.4, 2.5), chance.uniform(0.35, 0.7)]);
    return lasting('shift', from, chance.uniform(12, 400) * HOUR, () => ({ factor }), 6 * HOUR);
  },
  (chance, from) => {
    const length = chance.uniform(5, 24) * HOUR;
    const most = chance.uniform(0.7, 2);
    return lasting('drift', from, length, (time) => ({ factor: 1 + (most * (time - from)) / length }));
  },
  (chance, from) => lasting('stuck', from, chance.uniform(2, 8) * HOUR, () => ({ stuck: true })),
  (chance, from) => {
    const noise = chance.uniform(3, 6);
    return lasting('unrest', from, chance.uniform(1, 5) * HOUR, () => ({ noise }));
  },
];

export const calm: Effect = { factor: 1, noise: 1, stuck: false, gone: false };

/** The labelled faults of a series, in order of time. */
export const planFaults = (chance: Chance, days: number, step: number): Fault[] => {
  const faults: Fault[] = [];
  for (let day = FIRST_FAULT_DAY; day < days - 1; day += 1) {
    const from = START + Math.round((day * DAY + chance.uniform(0, DAY)) / step) * step;
    if (chance.uniform() < FAULTS_A_DAY * (days / (days - FIRST_FAULT_DAY - 1))) {
      const last = faults.at(-1);
      if (!last || from > last.labelTo + 6 * HOUR) {
        faults.push(chance.pick(faultMakers)(chance, from, step));
      }
    }
  }
  return faults;
};
