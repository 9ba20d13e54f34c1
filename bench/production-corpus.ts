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

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const START = Date.UTC(2026, 2, 2);
/** Faults a series and day, about as many as people label in public corpora of such metrics. */
const FAULTS_A_DAY = 0.07;
const FIRST_FAULT_DAY = 4;

interface Chance {
  uniform(from?: number, to?: number): number;
  normal(): number;
  poisson(mean: number): number;
  pick<T>(list: readonly T[]): T;
}

const createChance = (seed: number): Chance => {
  let state = Math.imul(seed + 1, 0x9e3779b1) >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
  const poisson = (mean: number): number => {
    if (mean > 50) {
      return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal()));
    }
    const floor = Math.exp(-mean);
    let count = 0;
    for (let left = next(); left > floor; left *= next()) {
      count += 1;
    }
    return count;
  };
  return {
    uniform: (from = 0, to = 1) => from + (to - from) * next(),
    normal,
    poisson,
    pick: (list) => list[Math.floor(next() * list.length)] as (typeof list)[number],
  };
};

/** What a fault does to the cause at a moment: multiplies it, multiplies its noise, or holds the metric still or at nought. */
interface Effect {
  factor: number;
  noise: number;
  stuck: boolean;
  gone: boolean;
}

interface Fault {
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

/** Answers the metric's value at a time; called once a point, in order. */
type Process = (time: number, effect: Effect) => number;

/** Load of a service over day and week, as people cause it: a double-humped day, quieter weekends, a clock change. */
const createLoad = (chance: Chance): ((time: number) => number) => {
  const depth = chance.uniform(0.2, 0.8);
  const weekend = chance.pick([1, 0.85, 0.6, 0.35]);
  const peak = chance.uniform(0, 24);
  const changeAt = chance.uniform() < 0.25 ? START + 27 * DAY : Infinity;
  return (time) => {
    const hours = time / HOUR + (time > changeAt ? 1 : 0) - peak;
    const day = Math.cos((hours / 12) * Math.PI) + 0.35 * Math.cos((hours / 6) * Math.PI + 1);
    const week = Math.floor(time / DAY + 3) % 7 >= 5 ? weekend : 1;
    return Math.max(0.05, 1 + depth * day * 0.7) * week;
  };
};

/** Wandering that forgets itself within some hours: no metric's noise is white. */
const createWander = (chance: Chance, step: number, size: number): (() => number) => {
  const memory = Math.exp(-step / (chance.uniform(0.3, 4) * HOUR));
  const kick = size * Math.sqrt(1 - memory ** 2);
  let now = 0;
  return () => (now = memory * now + kick * chance.normal());
};

/** Releases now and then, that move a metric a little for good. */
const createReleases = (chance: Chance, step: number): (() => number) => {
  let level = 1;
  const likely = step / (5 * DAY);
  return () => {
    if (chance.uniform() < likely) {
      level *= 1 + 0.06 * chance.normal();
    }
    return level;
  };
};

const families: Record<string, (chance: Chance, step: number) => Process> = {
  requests: (chance, step) => {
    const load = createLoad(chance);
    const wander = createWander(chance, step, 0.06);
    const releases = createReleases(chance, step);
    const volume = (10 ** chance.uniform(0.5, 4.5) * step) / MINUTE;
    return (time, { factor, noise }) => {
      const mean = volume * load(time) * releases() * factor * Math.exp(noise * wander());
      return chance.poisson(mean * Math.exp((noise - 1) * 0.1 * chance.normal()));
    };
  },
  latency: (chance, step) => {
    const load = createLoad(chance);
    const wander = createWander(chance, step, 0.08);
    const releases = createReleases(chance, step);
    const base = 10 ** chance.uniform(-2.5, 0);
    const tail = chance.uniform(0.05, 0.35);
    return (time, { factor, noise }) => {
      const queueing = 1 / (1 - Math.min(0.9, 0.4 * load(time)));
      const outlier = chance.uniform() < step / (5 * DAY) ? chance.uniform(1.5, 4) : 1;
      return base * queueing * releases() * factor * outlier * Math.exp(noise * (wander() + tail * chance.normal()));
    };
  },
  errors: (chance, step) => {
    const load = createLoad(chance);
    const volume = (10 ** chance.uniform(-2.5, 0.8) * step) / MINUTE;
    return (time, { factor, noise }) =>
      chance.poisson(volume * load(time) * factor ** 2 * noise ** 2 * (chance.uniform() < step / (7 * DAY) ? 8 : 1));
  },
  ratio: (chance, step) => {
    const load = createLoad(chance);
    const requests = (10 ** chance.uniform(0.8, 3) * step) / MINUTE;
    const rate = 10 ** chance.uniform(-3, -1);
    return (time, { factor, noise }) => {
      const asked = Math.max(1, chance.poisson(requests * load(time)));
      return Math.min(1, chance.poisson(asked * rate * factor ** 2 * noise) / asked);
    };
  },
  processor: (chance, step) => {
    const load = createLoad(chance);
    const wander = createWander(chance, step, 0.1);
    const releases = createReleases(chance, step);
    const base = chance.uniform(5, 45);
    const nightly = chance.uniform() < 0.5 ? chance.uniform(0, 24) * HOUR : NaN;
    const weekly = chance.uniform() < 0.3 ? chance.uniform(0, 7) * DAY : NaN;
    return (time, { factor, noise }) => {
      const job = (time - nightly) % DAY < 20 * MINUTE ? 30 : 0;
      const backup = (time - weekly) % (7 * DAY) < HOUR ? 40 : 0;
      const busy = base * load(time) * releases() * factor * Math.exp(noise * (wander() + 0.06 * chance.normal()));
      return Math.min(100, Math.max(0, busy + job + backup));
    };
  },
  heap: (chance, step) => {
    const load = createLoad(chance);
    const floor = chance.uniform(100, 2000);
    const room = floor * chance.uniform(0.5, 2);
    const pace = (room * step) / (chance.uniform(0.5, 12) * HOUR);
    let used = 0;
    return (time, { factor, noise }) => {
      used += pace * load(time) * Math.max(0, 1 + 0.3 * noise * chance.normal());
      if (used > room || chance.uniform() < step / (8 * DAY)) {
        used = room * chance.uniform(0, 0.15);
      }
      return (floor + used) * factor * (1 + 0.01 * noise * chance.normal());
    };
  },
  disk: (chance, step) => {
    const pace = step / (chance.uniform(20, 200) * DAY);
    const rotate = chance.uniform(0, 24) * HOUR;
    let used = chance.uniform(0.2, 0.5);
    let logs = 0;
    return (time, { factor, noise }) => {
      used += pace * factor;
      logs = (time - rotate) % DAY < step ? 0 : logs + 5e-5 * (step / MINUTE) * factor;
      return Math.min(100, 100 * (used * (factor > 1 ? factor : 1) + logs) + 0.05 * noise * chance.normal());
    };
  },
  queue: (chance, step) => {
    const load = createLoad(chance);
    const wander = createWander(chance, step, 0.5);
    let depth = 0;
    const served = chance.uniform(20, 200);
    return (time, { factor, noise }) => {
      const arrivals = chance.poisson(served * 0.75 * load(time) * factor * Math.exp(0.3 * noise * wander()));
      return (depth = Math.max(0, Math.min(50 * served, depth + arrivals - served * 1.4)));
    };
  },
  connections: (chance, step) => {
    const load = createLoad(chance);
    const releases = createReleases(chance, step);
    const wander = createWander(chance, step, 0.05);
    const pool = chance.uniform(5, 300);
    return (time, { factor, noise }) =>
      Math.round(pool * (0.6 + 0.4 * load(time)) * releases() * factor * Math.exp(noise * wander()));
  },
  instances: (chance, step) => {
    const usual = Math.ceil(chance.uniform(2, 12));
    let now = usual;
    return (_, { factor }) => {
      if (chance.uniform() < step / (3 * DAY)) {
        now = usual + chance.pick([-1, 0, 0, 1]);
      }
      return Math.round(now * factor);
    };
  },
};

const calm: Effect = { factor: 1, noise: 1, stuck: false, gone: false };

const planFaults = (chance: Chance, days: number, step: number): Fault[] => {
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
