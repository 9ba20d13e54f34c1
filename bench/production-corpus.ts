import { createChance, DAY, MINUTE, START } from './corpus/chance.js';
import { calm, planFaults } from './corpus/faults.js';
import { families } from './corpus/families.js';

/**
 * A corpus of made-up production metrics with labelled faults, the same for the same seed. It is written from how such metrics
 * come about (arrivals, queues, heaps, deploys, cron), not from what our detector assumes: faults act on the cause (the load,
 * the service time), so that what they do to the metric depends on it, and some can't be seen by anybody. Unlabelled
 * nuisances are in it on purpose: small deploys, single outliers, nightly and weekly jobs, restarts, gaps, clock changes.
 */
export interface LabelledSeries {
  name: string;
  times: Float64Array;
  values: Float64Array;
  /** Start and end of each labelled fault, ms, ascending. */
  windows: Array<[number, number]>;
  /** The kind of each fault. */
  kinds: string[];
}

const makeSeries = (seed: number): LabelledSeries => {
  const chance = createChance(seed);
  const names = Object.keys(families);
  const family = names[seed % names.length] as string;
  const step = chance.uniform() < 0.3 ? MINUTE : 5 * MINUTE;
  const days = Math.round(chance.uniform(14, 42));
  const value = (families[family] as (typeof families)[string])(chance, step);
  const faults = planFaults(chance, days, step);
  const times: number[] = [];
  const values: number[] = [];
  let held = 0;
  for (let time = START; time < START + days * DAY; time += step) {
    let effect = calm;
    for (const fault of faults) {
      if (time >= fault.from && time < fault.to) {
        effect = { ...effect, ...fault.effect(time) };
      }
    }
    const usual = value(time, effect);
    held = effect.gone ? 0 : effect.stuck ? held : usual;
    // Scrapes fail now and then.
    if (chance.uniform() > 0.002) {
      times.push(time);
      values.push(held);
    }
  }
  return {
    name: `${family}-${seed}`,
    times: Float64Array.from(times),
    values: Float64Array.from(values),
    // A detection up to a quarter of an hour after the end is still of use.
    windows: faults.map(({ from, labelTo }) => [from, labelTo + 15 * MINUTE]),
    kinds: faults.map(({ kind }) => kind),
  };
};

/** `count` series of ten families, two to six weeks each. */
export const productionCorpus = (count = 100, seed = 0): LabelledSeries[] =>
  Array.from({ length: count }, (_, index) => makeSeries(seed * 1000 + index));
