import { DAY, HOUR, MINUTE, START, type Chance } from './chance.js';
import type { Effect } from './faults.js';

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

/** How metrics of ten kinds come about. */
export const families: Record<string, (chance: Chance, step: number) => Process> = {
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
