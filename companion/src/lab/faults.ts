import { hashText, uniform } from './random.js';

export type FaultKind = 'bad-deploy' | 'memory-leak' | 'dependency-down';

/** Something that was broken on purpose, and where: the ground truth. Times in ms. */
export interface Fault {
  id: string;
  kind: FaultKind;
  /** The service that is the cause. */
  service: string;
  startsAt: number;
  endsAt: number;
  /** What a deploy log would say; null where nothing was changed. */
  change: { at: number; service: string; kind: 'deploy'; title: string; version: string } | null;
}

/** What faults do to one service at one moment. */
export interface Harm {
  errors: number;
  latencyFactor: number;
  cpuFactor: number;
  /** 0..1 of the way from its usual memory to the limit. */
  memoryFill: number;
  down: boolean;
}

const targets: Record<FaultKind, readonly string[]> = {
  'bad-deploy': ['catalogue', 'cart', 'user', 'orders'],
  'memory-leak': ['cart', 'recommendation', 'catalogue', 'user'],
  'dependency-down': ['database', 'payment'],
};

const second = 1000;
const rolloutSeconds = 10;
const restartSeconds = 10;
/** A leaking service reaches its limit after this share of the fault, and once more after its restart. */
const leakTurn = 0.6;

/** Scenarios and the faults that come round in them, in turn. */
export const scenarios = {
  default: ['bad-deploy', 'memory-leak', 'dependency-down'],
  calm: [],
  'bad-deploy': ['bad-deploy'],
  'memory-leak': ['memory-leak'],
  'dependency-down': ['dependency-down'],
} as const satisfies Record<string, readonly FaultKind[]>;

export type Scenario = keyof typeof scenarios;

export const isScenario = (name: string): name is Scenario => Object.hasOwn(scenarios, name);

/** When faults come: the first soon, so that a newcomer sees an incident; then long calm, so that the normal stays normal. */
export interface FaultPlan {
  /** Faults that have begun by `at`, oldest first. */
  begun(at: number): Fault[];
  /** The fault that is on at `at`; null in a calm. */
  active(at: number): Fault | null;
}

const timing = { firstAfter: 12 * second, lasts: 300 * second, calm: 600 * second };

/** The same seed, scenario and start give the same faults. `startsAt` in ms. */
export const createFaultPlan = (scenario: Scenario, seed: number, startsAt: number): FaultPlan => {
  const kinds: readonly FaultKind[] = scenarios[scenario];
  const round = timing.lasts + timing.calm;
  const fault = (turn: number): Fault => {
    const kind = kinds[turn % kinds.length] as FaultKind;
    const choice = targets[kind];
    const first = Math.floor(uniform(seed, hashText(kind), 0) * choice.length);
    const service = choice[(first + Math.floor(turn / kinds.length)) % choice.length] as string;
    const begins = startsAt + timing.firstAfter + turn * round;
    const version = `${2 + Math.floor(uniform(seed, hashText(service), turn) * 7)}.${turn}.0-rc1`;
    return {
      id: `${kind}-${turn + 1}`,
      kind,
      service,
      startsAt: begins,
      endsAt: begins + timing.lasts,
      change:
        kind === 'bad-deploy'
          ? { at: begins, service, kind: 'deploy', title: `Deploy ${service} ${version}`, version }
          : null,
    };
  };
  const turnAt = (at: number): number =>
    kinds.length === 0 ? -1 : Math.floor((at - startsAt - timing.firstAfter) / round);
  return {
    begun: (at) => Array.from({ length: Math.max(0, turnAt(at) + 1) }, (_, turn) => fault(turn)),
    active: (at) => {
      const turn = turnAt(at);
      const latest = turn >= 0 ? fault(turn) : null;
      return latest !== null && at < latest.endsAt ? latest : null;
    },
  };
};

const unharmed: Harm = { errors: 0, latencyFactor: 1, cpuFactor: 1, memoryFill: 0, down: false };

const badDeploy = (elapsed: number): Harm => {
  const rolledOut = Math.min(1, elapsed / (rolloutSeconds * second));
  return {
    ...unharmed,
    errors: 0.3 * rolledOut,
    latencyFactor: 1 + 7 * rolledOut,
    cpuFactor: 1 + 0.9 * rolledOut,
  };
};

const memoryLeak = (elapsed: number, lasts: number): Harm => {
  const turn = lasts * leakTurn;
  const sinceRestart = elapsed % turn;
  if (elapsed >= turn && sinceRestart < restartSeconds * second) {
    return { ...unharmed, down: true };
  }
  const filled = Math.min(1, sinceRestart / turn);
  const pressure = Math.max(0, (filled - 0.4) / 0.6);
  return {
    ...unharmed,
    memoryFill: filled,
    cpuFactor: 1 + 1.2 * pressure,
    latencyFactor: 1 + 9 * pressure ** 2,
    errors: 0.04 * pressure ** 3,
  };
};

/** What a fault does at `at` to the service it sits in. Pure. */
export const harmOf = (fault: Fault | null, service: string, at: number): Harm => {
  if (fault === null || fault.service !== service || at < fault.startsAt || at >= fault.endsAt) {
    return unharmed;
  }
  const elapsed = at - fault.startsAt;
  switch (fault.kind) {
    case 'bad-deploy':
      return badDeploy(elapsed);
    case 'memory-leak':
      return memoryLeak(elapsed, fault.endsAt - fault.startsAt);
    case 'dependency-down':
      return { ...unharmed, down: true };
  }
};
