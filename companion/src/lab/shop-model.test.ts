import { describe, expect, it } from 'vitest';
import { createFaultPlan, scenarios, type Fault, type FaultKind } from './faults.js';
import { createShopModel, season, type ShopSample } from './shop-model.js';
import { shopServices } from './shop-topology.js';

const hour = 3_600_000;
const day = 24 * hour;
const monday = Date.UTC(2026, 10, 23);
const options = { seed: 7, cluster: 'lab', namespace: 'shop' };
const model = createShopModel(options);

const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const value = (samples: readonly ShopSample[], metric: string, service: string, quantile?: string): number =>
  samples.find(
    (one) => one.metric === metric && one.labels['service'] === service && one.labels['quantile'] === quantile
  )?.value ?? NaN;
const requests = (from: number, to: number): number => {
  const values: number[] = [];
  for (let at = from; at < to; at += 300_000) {
    values.push(value(model.sampleAt(at, null), 'shop_requests_per_second', 'frontend'));
  }
  return mean(values);
};
const faultAt = (kind: FaultKind, service: string): Fault => ({
  id: 'f',
  kind,
  service,
  startsAt: monday,
  endsAt: monday + 300_000,
  change: kind === 'bad-deploy' ? { at: monday, service, kind: 'deploy', title: 'Deploy', version: '9.9.9' } : null,
});

describe('the simulated shop', () => {
  it('is the same for the same seed, in whatever order it is asked, and another for another seed', () => {
    const later = model.sampleAt(monday + day, null);
    model.sampleAt(monday, null);
    expect(createShopModel(options).sampleAt(monday + day, null)).toEqual(later);
    expect(createShopModel({ ...options, seed: 8 }).sampleAt(monday + day, null)).not.toEqual(later);
  });

  it('is busy in the evening, quiet before dawn, and busier at the weekend', () => {
    const evening = requests(monday + 19 * hour, monday + 21 * hour);
    const night = requests(monday + 5 * hour, monday + 7 * hour);
    expect(evening / night).toBeGreaterThan(1.8);
    expect(requests(monday - day, monday) / requests(monday + 2 * day, monday + 3 * day)).toBeGreaterThan(1.1);
    expect(season(monday)).toBeCloseTo(season(monday + 7 * day), 10);
  });

  it('carries the load along the calls: a service is asked more when its callers are', () => {
    const quiet = model.sampleAt(monday + 6 * hour, null);
    const busy = model.sampleAt(monday + 20 * hour, null);
    for (const { name } of shopServices) {
      const [low, high] = [quiet, busy].map((samples) => value(samples, 'shop_requests_per_second', name));
      expect((high ?? 0) / (low ?? 0), name).toBeGreaterThan(1.5);
    }
  });

  it('has finite samples of unlike values with its labels, and no series twice', () => {
    const samples = model.sampleAt(monday, null);
    expect(samples.every((sample) => Number.isFinite(sample.value) && sample.value >= 0)).toBe(true);
    const keys = samples.map(({ metric, labels }) => JSON.stringify([metric, labels]));
    expect(new Set(keys).size).toBe(keys.length);
    expect(samples.every(({ labels }) => labels['cluster'] === 'lab' && labels['namespace'] === 'shop')).toBe(true);
    expect(value(samples, 'shop_queue_depth', 'queue')).toBeGreaterThan(0);
  });
});

describe('each fault leaves its mark at the right service', () => {
  const before = model.sampleAt(monday - 60_000, null);

  it('a bad deploy: errors and latency there and, less, at its callers; another version', () => {
    const during = model.sampleAt(monday + 60_000, faultAt('bad-deploy', 'catalogue'));
    const errors = (service: string): number => value(during, 'shop_error_ratio', service);
    expect(errors('catalogue')).toBeGreaterThan(0.25);
    expect(errors('frontend')).toBeGreaterThan(0.1);
    expect(errors('frontend')).toBeLessThan(errors('catalogue'));
    expect(errors('payment')).toBeLessThan(0.01);
    const p99 = (samples: ShopSample[]) => value(samples, 'shop_request_latency_seconds', 'catalogue', '0.99');
    expect(p99(during) / p99(before)).toBeGreaterThan(3);
    expect(during.find(({ labels }) => labels['version'] === '9.9.9')?.labels['service']).toBe('catalogue');
  });

  it('a leak: memory grows to the limit, then latency, then a restart empties it', () => {
    const fault = faultAt('memory-leak', 'cart');
    const memory = (seconds: number): number =>
      value(model.sampleAt(monday + seconds * 1000, fault), 'shop_memory_bytes', 'cart');
    expect(memory(60)).toBeGreaterThan(memory(1) * 1.2);
    expect(memory(175)).toBeGreaterThan(memory(60) * 1.4);
    const p50 = (seconds: number): number =>
      value(model.sampleAt(monday + seconds * 1000, fault), 'shop_request_latency_seconds', 'cart', '0.5');
    expect(p50(60) / p50(1)).toBeLessThan(1.5);
    expect(p50(175) / p50(1)).toBeGreaterThan(3);
    expect(value(model.sampleAt(monday + 185_000, fault), 'shop_up', 'cart')).toBe(0);
    expect(memory(195)).toBeLessThan(memory(60));
  });

  it('a dependency down: it serves nothing and has no latency, its callers fail and wait', () => {
    const during = model.sampleAt(monday + 30_000, faultAt('dependency-down', 'payment'));
    expect(value(during, 'shop_requests_per_second', 'payment')).toBe(0);
    expect(value(during, 'shop_request_latency_seconds', 'payment', '0.5')).toBeNaN();
    expect(value(during, 'shop_error_ratio', 'orders')).toBeGreaterThan(0.8);
    expect(value(during, 'shop_request_latency_seconds', 'orders', '0.5')).toBeGreaterThan(1);
    expect(value(during, 'shop_error_ratio', 'catalogue')).toBeLessThan(0.01);
  });
});

describe('fault plans', () => {
  it('are the same for the same seed and start, begin within 40 s and leave a long calm', () => {
    const plan = createFaultPlan('default', 3, monday);
    expect(createFaultPlan('default', 3, monday).begun(monday + hour)).toEqual(plan.begun(monday + hour));
    const [first, second, third] = plan.begun(monday + hour);
    expect([first?.kind, second?.kind, third?.kind]).toEqual(scenarios.default);
    expect(first?.startsAt).toBeLessThan(monday + 40_000);
    expect((second?.startsAt ?? 0) - (first?.endsAt ?? 0)).toBeGreaterThanOrEqual(600_000);
    expect(plan.active(monday)).toBeNull();
    expect(plan.active((first?.startsAt ?? 0) + 1)?.id).toBe(first?.id);
    expect(plan.active(first?.endsAt ?? 0)).toBeNull();
  });

  it('hold one kind where the scenario says so, and nothing in a calm', () => {
    expect(createFaultPlan('calm', 1, monday).begun(monday + day)).toEqual([]);
    const leaks = createFaultPlan('memory-leak', 1, monday).begun(monday + hour);
    expect(new Set(leaks.map(({ kind }) => kind))).toEqual(new Set(['memory-leak']));
    expect(new Set(leaks.map(({ service }) => service)).size).toBe(leaks.length);
  });
});
