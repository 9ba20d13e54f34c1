import { describe, expect, it } from 'vitest';
import { graphFromLabels } from '../rootcause/graph-from-labels.js';
import type { MetricSeries } from '../rootcause/metric-series.js';
import { rankCauses } from '../rootcause/rank.js';
import type { Fault, FaultKind } from './faults.js';
import { createShopModel } from './shop-model.js';

const minute = 60_000;
const start = Date.UTC(2026, 10, 23, 17);

const record = (seed: number, fault: Fault, until: number): MetricSeries[] => {
  const model = createShopModel({ seed, cluster: 'lab', namespace: 'shop' });
  const all = new Map<string, MetricSeries>();
  for (let at = start - 66 * minute; at < until; at += at < start - minute ? minute : 5000) {
    for (const { metric, labels, value } of model.sampleAt(at, at >= start ? fault : null)) {
      const key = JSON.stringify([metric, labels]);
      const series = all.get(key) ?? { service: labels['service'] ?? '', metric, labels, times: [], values: [] };
      all.set(key, series);
      series.times.push(at);
      series.values.push(value);
    }
  }
  return [...all.values()];
};

const cases: Array<[FaultKind, string, number]> = [
  ...['catalogue', 'cart', 'user', 'orders'].map((each): [FaultKind, string, number] => ['bad-deploy', each, 25_000]),
  ...['cart', 'recommendation', 'catalogue', 'user'].map((each): [FaultKind, string, number] => [
    'memory-leak',
    each,
    150_000,
  ]),
  ...['database', 'payment'].map((each): [FaultKind, string, number] => ['dependency-down', each, 15_000]),
];

describe("ranking on the shop's data", () => {
  it.each(cases)('finds the cause of %s at %s first, also 60 s late', (kind, service, alertAfter) => {
    for (const seed of [1, 2, 3]) {
      for (const late of [0, 60_000]) {
        const detectedAt = start + alertAfter + late;
        const fault: Fault = { id: 'f', kind, service, startsAt: start, endsAt: start + 300_000, change: null };
        const series = record(seed, fault, detectedAt + 30_000);
        const graph = graphFromLabels(series.map(({ labels }) => labels));
        const ranking = rankCauses({ series, detectedAt, graph, symptom: 'frontend' });
        expect(ranking.causes[0]?.service, `seed ${seed}, ${late} ms late`).toBe(service);
        expect(ranking.confident).toBe(true);
      }
    }
  });
});
