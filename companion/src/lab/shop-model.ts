import { harmOf, type Fault } from './faults.js';
import { noise, noiseKey, wander } from './random.js';
import { shopCalls, shopServices, type ShopService } from './shop-topology.js';

const hour = 3_600_000;
const minute = 60_000;
/** Clients give up on a service that is down after this long. */
const timeoutSeconds = 1.5;
const usualLoad = 130;

const depth = new Map(shopServices.map(({ name }, index) => [name, index]));
/** Calls of the services nearest to the customer first, so that a client's load is known before it is passed on. */
const byDepth = (a: { client: string }, b: { client: string }): number =>
  (depth.get(a.client) ?? 0) - (depth.get(b.client) ?? 0);
const callsInOrder = shopCalls.toSorted(byDepth);

/** One sample as a scrape would see it; `unit` as in the metric's name. */
export interface ShopSample {
  metric: string;
  /** Often the same object from one moment to the next: not to be changed. */
  labels: Record<string, string>;
  unit: string;
  value: number;
}

/** One service at one moment, before it is measured. */
export interface ServiceState {
  service: ShopService;
  requests: number;
  p50: number;
  p99: number;
  errors: number;
  cpu: number;
  memory: number;
  connections: number;
  up: boolean;
  version: string;
}

export interface ShopModel {
  stateAt(at: number, fault: Fault | null): Map<string, ServiceState>;
  /** Every series of the shop at `at` (ms). The same seed, time and fault give the same samples. */
  sampleAt(at: number, fault: Fault | null): ShopSample[];
}

/** Load of the whole shop relative to its mean: busy in the evening (UTC), quiet at night, more at the weekend. */
export const season = (at: number): number => {
  const hours = at / hour;
  const daily = 1 + 0.42 * Math.cos(((hours - 20) * Math.PI) / 12) + 0.1 * Math.cos(((hours - 20) * Math.PI) / 6);
  // The epoch was a Thursday: Saturday noon UTC is hour 60 of its week.
  const weekly = 1 + 0.13 * Math.cos(((hours - 60) * Math.PI) / 84);
  return daily * weekly;
};

/** The simulated shop. `cluster` and `namespace` become labels of every series. */
export const createShopModel = (options: { seed: number; cluster: string; namespace: string }): ShopModel => {
  const { seed } = options;
  const jitter = (owner: string, kind: string, at: number, size: number): number =>
    1 + size * noise(seed, noiseKey(owner, kind), Math.floor(at / 1000));

  /** Requests each service is asked for: the frontend's, spread along the calls. */
  const loads = (at: number): Map<string, number> => {
    const drift = 1 + 0.04 * wander(seed, noiseKey('shop', 'drift'), at, 20 * minute);
    const asked = new Map([['frontend', usualLoad * season(at) * drift * jitter('shop', 'load', at, 0.02)]]);
    for (const { client, server, calls } of callsInOrder) {
      const share = (asked.get(client) ?? 0) * calls * jitter(client, server, at, 0.02);
      asked.set(server, (asked.get(server) ?? 0) + share);
    }
    return asked;
  };

  const stateOf = (
    service: ShopService,
    asked: number,
    known: ReadonlyMap<string, ServiceState>,
    at: number,
    fault: Fault | null
  ): ServiceState => {
    const { name } = service;
    const harm = harmOf(fault, name, at);
    const vary = (what: string, size: number): number => jitter(name, what, at, size);
    const busy = Math.min(1.2, asked / service.capacity);
    let p50 = service.ownSeconds * (1 + 0.8 * busy ** 2) * harm.latencyFactor * vary('p50', 0.03);
    let p99 = 3.5 * service.ownSeconds * (1 + 1.6 * busy ** 2) * harm.latencyFactor * vary('p99', 0.06);
    let works = 1 - Math.min(1, 0.002 * Math.max(0.2, vary('errors', 0.25)) + harm.errors);
    for (const { client, server, calls, passesOn } of shopCalls) {
      const callee = client === name ? known.get(server) : undefined;
      if (callee) {
        const share = Math.min(1, calls);
        p50 += 0.8 * share * (callee.up ? callee.p50 : timeoutSeconds * vary('wait', 0.03));
        p99 += 0.8 * share * (callee.up ? callee.p99 : timeoutSeconds * vary('wait', 0.03));
        works *= 1 - share * passesOn * callee.errors;
      }
    }
    const usualMemory =
      service.memoryBytes * (1 + 0.1 * busy + 0.01 * wander(seed, noiseKey(name, 'heap'), at, 7 * minute));
    const cpu = Math.min(1, (0.06 + 0.6 * busy) * harm.cpuFactor * vary('cpu', 0.03));
    const up = !harm.down;
    return {
      service,
      requests: up ? asked : 0,
      p50,
      p99,
      errors: up ? 1 - works : 1,
      cpu: up ? cpu : 0.002 * Math.abs(vary('idle', 0.3)),
      memory:
        (up ? usualMemory + harm.memoryFill * (service.memoryLimitBytes - usualMemory) : 0.1 * usualMemory) *
        vary('memory', 0.003),
      connections: up ? Math.round(4 + asked * (p50 + p99) * vary('connections', 0.04)) : 0,
      up,
      version:
        fault?.change?.service === name && at < fault.endsAt && at >= fault.change.at
          ? fault.change.version
          : service.version,
    };
  };

  const stateAt = (at: number, fault: Fault | null): Map<string, ServiceState> => {
    const asked = loads(at);
    const known = new Map<string, ServiceState>();
    for (const service of shopServices.toReversed()) {
      known.set(service.name, stateOf(service, asked.get(service.name) ?? 0, known, at, fault));
    }
    return known;
  };

  const common = { cluster: options.cluster, namespace: options.namespace };
  const labelSets = new Map(
    shopServices.map(({ name }) => {
      const own = { ...common, service: name };
      return [name, { own, p50: { ...own, quantile: '0.5' }, p99: { ...own, quantile: '0.99' } }];
    })
  );
  const callLabels = callsInOrder.map((call) => ({
    ...call,
    labels: { ...common, service: call.client, client: call.client, server: call.server },
  }));
  const serviceSamples = (state: ServiceState, at: number): ShopSample[] => {
    const { own = {}, p50 = {}, p99 = {} } = labelSets.get(state.service.name) ?? {};
    const sample = (metric: string, unit: string, value: number, labels: Record<string, string> = own): ShopSample => ({
      metric,
      labels,
      unit,
      value,
    });
    // Nobody measures the latency of a service that answers nothing.
    const latency = state.up
      ? [
          sample('shop_request_latency_seconds', 's', state.p50, p50),
          sample('shop_request_latency_seconds', 's', state.p99, p99),
        ]
      : [];
    const backlog = 20 * jitter('queue', 'backlog', at, 0.15) * (state.requests / 10);
    return [
      sample('shop_requests_per_second', 'req/s', state.requests),
      ...latency,
      sample('shop_error_ratio', 'ratio', state.errors),
      sample('shop_cpu_usage_ratio', 'ratio', state.cpu),
      sample('shop_memory_bytes', 'bytes', state.memory),
      sample('shop_connections', 'connections', state.connections),
      sample('shop_up', '', state.up ? 1 : 0),
      sample('shop_deployment_info', '', 1, { ...own, version: state.version }),
      ...(state.service.name === 'queue'
        ? [sample('shop_queue_depth', 'messages', Math.max(0, Math.round(backlog)))]
        : []),
    ];
  };

  const callSamples = (states: ReadonlyMap<string, ServiceState>, at: number): ShopSample[] =>
    callLabels.map(({ client, server, calls, labels }) => ({
      metric: 'shop_calls_per_second',
      labels,
      unit: 'req/s',
      value: (states.get(client)?.requests ?? 0) * calls * jitter(client, server, at, 0.02),
    }));

  return {
    stateAt,
    sampleAt: (at, fault) => {
      const states = stateAt(at, fault);
      return [...[...states.values()].flatMap((state) => serviceSamples(state, at)), ...callSamples(states, at)];
    },
  };
};
