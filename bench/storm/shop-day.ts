import { createChance, HOUR, MINUTE, START, DAY, type Chance } from '../corpus/chance.js';

/** One line of the day, with what only the judge may see. */
export interface DayLine {
  at: number;
  line: {
    timestamp: string;
    name: string;
    severity: string;
    status: string;
    source: string;
    labels: Record<string, string>;
  };
  /** The incident that it belongs to; null for noise. */
  truth: string | null;
  /** Whether it lies in announced maintenance. */
  maintenance: boolean;
}

export interface ShopDay {
  lines: DayLine[];
  maintenance: Array<{ host: string; from: number; to: number }>;
}

interface Service {
  name: string;
  host: string;
  calls: string[];
  /** Which labels its alerts carry; real estates are never uniform. */
  labels: { service: boolean; host: boolean; calls: boolean };
  source: string;
}

const words = [
  'cart',
  'checkout',
  'catalogue',
  'search',
  'pricing',
  'stock',
  'payment',
  'fraud',
  'user',
  'session',
  'review',
  'wishlist',
  'shipping',
  'invoice',
  'mail',
  'image',
  'recommend',
  'coupon',
  'tax',
  'address',
  'gateway',
  'queue',
  'cache',
  'orders',
  'ledger',
  'returns',
];
const sources = ['prometheus', 'zabbix', 'sentry', 'cloudwatch'];
const kinds = [
  'HighLatency',
  'ErrorRate',
  'ProbeFailed',
  'QueueGrows',
  'PodRestarts',
  'Timeouts',
  'SaturatedPool',
  'SlowQueries',
];
const noises = ['DiskFilling', 'CertificateExpires', 'HighCpu', 'ClockSkew', 'BackupLate', 'SwapUsed', 'LogErrors'];

/** A shop of its own: a random call graph in tiers, spread over machines, labelled in part. */
const makeShop = (chance: Chance): Service[] => {
  const names = [...words].sort(() => chance.uniform() - 0.5).slice(0, 22);
  const hosts = Array.from({ length: 10 }, (_, at) => `node-${at}`);
  return names.map((name, at) => {
    const later = names.slice(at + 1);
    const calls = Array.from({ length: Math.min(later.length, 1 + Math.floor(chance.uniform(0, 2.5))) }, () =>
      chance.pick(later.slice(0, 8))
    );
    return {
      name,
      host: chance.pick(hosts),
      calls: [...new Set(calls)],
      labels: { service: chance.uniform() < 0.8, host: chance.uniform() < 0.6, calls: chance.uniform() < 0.5 },
      source: chance.pick(sources),
    };
  });
};

/** A day of alerts of an e-commerce platform: cascades, noise, flapping, replicas that say all twice, maintenance. The same for a seed. */
export const makeShopDay = (seed: number): ShopDay => {
  const chance = createChance(seed);
  const shop = makeShop(chance);
  const byName = new Map(shop.map((service) => [service.name, service]));
  const lines: DayLine[] = [];
  const maintenance = Array.from({ length: 2 }, () => {
    const from = START + chance.uniform(1, 20) * HOUR;
    return { host: chance.pick(shop).host, from, to: from + chance.uniform(0.5, 2) * HOUR };
  });
  const maintained = (service: Service, at: number): boolean =>
    maintenance.some(({ host, from, to }) => host === service.host && at >= from && at < to);

  const say = (at: number, of: Service, name: string, severity: string, status: string, truth: string | null): void => {
    const labels: Record<string, string> = {
      ...(of.labels.service && { service: of.name }),
      ...(of.labels.host || !of.labels.service ? { host: of.host } : {}),
      ...(of.labels.calls && of.calls[0] !== undefined && { client: of.name, server: of.calls[0] }),
      env: 'prod',
    };
    // Replicas of one sender say the same a moment later.
    const times = of.source === 'prometheus' ? [at, at + chance.uniform(200, 3000)] : [at];
    for (const time of times) {
      const line = {
        timestamp: new Date(time).toISOString(),
        name: `${name} ${of.labels.service ? '' : of.name}`.trim(),
        severity,
        status,
        source: of.source,
        labels,
      };
      lines.push({ at: Math.floor(time), line, truth, maintenance: maintained(of, time) });
    }
  };
  const episode = (
    from: number,
    to: number,
    of: Service,
    name: string,
    severity: string,
    truth: string | null
  ): void => {
    const every = of.source === 'sentry' ? chance.uniform(20, 60) * 1000 : chance.uniform(1, 4) * MINUTE;
    for (let at = from; at < to; at += every * chance.uniform(0.9, 1.1)) {
      say(at, of, name, severity, 'firing', truth);
    }
    if (chance.uniform() < 0.8) {
      say(to, of, name, severity, 'resolved', truth);
    }
  };

  const cascade = (id: string): void => {
    const root = chance.pick(shop.slice(6));
    const from = START + chance.uniform(0.5, 22.5) * HOUR;
    const lasts = chance.uniform(10, 70) * MINUTE;
    const reached = new Map<string, number>([[root.name, from]]);
    for (const [name, at] of reached) {
      for (const caller of shop) {
        if (caller.calls.includes(name) && !reached.has(caller.name) && chance.uniform() < 0.8 && reached.size < 8) {
          reached.set(caller.name, at + Math.exp(chance.normal() * 0.8) * 40_000);
        }
      }
    }
    for (const [name, at] of reached) {
      const service = byName.get(name) as Service;
      for (const kind of new Set(Array.from({ length: 1 + chance.poisson(1.3) }, () => chance.pick(kinds)))) {
        const severity =
          chance.uniform() < (name === root.name ? 0.6 : 0.25) ? 'critical' : chance.pick(['warning', 'high']);
        episode(
          at + chance.uniform(0, 60_000),
          from + lasts + chance.uniform(0, 4) * MINUTE,
          service,
          kind,
          severity,
          id
        );
      }
    }
  };

  const cascades = 6 + Math.floor(chance.uniform(0, 4));
  for (let at = 0; at < cascades; at++) {
    cascade(`incident-${at}`);
  }
  for (let at = 0; at < 45; at++) {
    const from = START + chance.uniform(0, 23) * HOUR;
    episode(
      from,
      from + chance.uniform(3, 90) * MINUTE,
      chance.pick(shop),
      chance.pick(noises),
      chance.uniform() < 0.06 ? 'critical' : chance.pick(['warning', 'info']),
      null
    );
  }
  for (let at = 0; at < 5; at++) {
    const service = chance.pick(shop);
    const name = chance.pick(noises);
    const until = START + chance.uniform(8, 23) * HOUR;
    for (let time = until - chance.uniform(2, 6) * HOUR; time < until; time += chance.uniform(1, 5) * MINUTE) {
      say(time, service, name, 'warning', 'firing', null);
      say(time + chance.uniform(20, 50) * 1000, service, name, 'warning', 'resolved', null);
    }
  }
  for (const { host, from, to } of maintenance) {
    for (const service of shop.filter((one) => one.host === host)) {
      episode(from + chance.uniform(0, 5) * MINUTE, to - 2 * MINUTE, service, 'ProbeFailed', 'critical', null);
    }
  }
  // Chatty informational alerts that never end, until there are enough for a day.
  for (let at = 0; lines.length < 10_500; at++) {
    const service = shop[at % shop.length] as Service;
    const name = noises[at % noises.length] as string;
    for (let time = START + chance.uniform(0, HOUR); time < START + DAY; time += chance.uniform(3, 5) * MINUTE) {
      say(time, service, `${name}Notice`, 'info', 'firing', null);
    }
  }
  lines.sort((a, b) => a.at - b.at);
  return { lines, maintenance };
};
