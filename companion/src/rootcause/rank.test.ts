import { describe, expect, it } from 'vitest';
import type { MetricSeries } from './metric-series.js';
import { rankCauses } from './rank.js';
import { summarise, explainCause } from './explain.js';

const minute = 60_000;
const start = Date.UTC(2026, 10, 23, 5);
const onset = start + 60 * minute;

/** A wave with small, repeatable noise; from `onset` on `during` is added. */
const series = (
  service: string,
  metric: string,
  level: number,
  during: number,
  options: { noise?: number; end?: number } = {}
): MetricSeries => {
  const times: number[] = [];
  const values: number[] = [];
  for (let at = start; at < (options.end ?? onset + 10 * minute); at += 15_000) {
    const index = times.length;
    times.push(at);
    values.push(level + Math.sin(index * 1.7) * (options.noise ?? level * 0.05) + (at >= onset ? during : 0));
  }
  return { service, metric, labels: {}, times, values };
};

const shop = (): MetricSeries[] => [
  series('frontend', 'latency_seconds', 0.2, 0.1),
  series('cart', 'latency_seconds', 0.05, 0.3),
  series('orders', 'cpu_usage_ratio', 0.4, 0.02),
  series('payment', 'cpu_usage_ratio', 0.3, 0),
];

describe('rankCauses', () => {
  it('puts the service that moved most first, with every term of its score', () => {
    const ranking = rankCauses({ series: shop(), detectedAt: onset });
    expect(ranking.causes.map((cause) => cause.service).slice(0, 2)).toEqual(['cart', 'frontend']);
    expect(ranking.confident).toBe(true);
    const [cart] = ranking.causes;
    const best = cart?.shifts[0];
    expect(best?.score).toBeCloseTo(
      Math.log1p(Math.min(30, best?.shift ?? 0)) * Math.min(2, Math.abs(best?.logRatio ?? 0)),
      10
    );
    expect(best?.onsetAt).toBe(onset);
    expect(ranking.onsetAt).toBe(onset);
  });

  it('finds the same cause and the true onset when detection is 60 s and 5 min late', () => {
    for (const late of [60_000, 5 * minute]) {
      const ranking = rankCauses({ series: shop(), detectedAt: onset + late });
      expect(ranking.causes[0]?.service).toBe('cart');
      expect(ranking.onsetAt).toBe(onset);
    }
  });

  it('sees what leaves a constant zero, and leaves out what stays there', () => {
    const errors = series('queue', 'errors', 0, 5, { noise: 0 });
    const silent = series('mail', 'errors', 0, 0, { noise: 0 });
    const ranking = rankCauses({ series: [...shop(), errors, silent], detectedAt: onset });
    expect(ranking.causes.slice(0, 2).map((cause) => cause.service)).toContain('queue');
    expect(ranking.causes.map((cause) => cause.service)).not.toContain('mail');
    expect([ranking.seriesExamined, ranking.seriesJudged]).toEqual([6, 5]);
  });

  it('judges a success rate by what failed', () => {
    const inverse = (service: string, during: number): MetricSeries => {
      const one = series(service, 'success_percent', 99.8, during, { noise: 0.1 });
      return { ...one, values: one.values.map((value) => Math.min(100, value)) };
    };
    const ranking = rankCauses({
      series: [inverse('cart', -6), inverse('orders', 0), series('orders', 'latency', 1, 0.3)],
      detectedAt: onset,
    });
    expect(ranking.causes[0]?.service).toBe('cart');
    const [evidence] = explainCause(ranking.causes[0] ?? expect.fail('no cause'), ranking.windows, null);
    expect(evidence?.title).toMatch(/^failed share by success_percent of cart rose from 0\.2\d* % to 6\.\d+ %$/);
  });

  it('takes no move for the incident that was there before', () => {
    const early = series('mail', 'latency', 1, 0);
    early.values = early.values.map(
      (value, index) => value + ((early.times[index] ?? 0) >= onset - 5 * minute ? 5 : 0)
    );
    const ranking = rankCauses({ series: [...shop(), early], detectedAt: onset });
    expect(ranking.causes[0]?.service).toBe('cart');
    expect(ranking.causes.find(({ service }) => service === 'mail')?.score).toBeLessThan(0.1);
  });

  it('names the memory that ran out before the processor that it kept busy', () => {
    const moved = [
      series('cart', 'cpu', 2, 90),
      series('cart', 'memory_bytes', 3e8, 4e8, { noise: 1e6 }),
      ...shop().slice(2),
    ];
    expect(rankCauses({ series: moved, detectedAt: onset }).causes[0]?.shifts[0].series.metric).toBe('memory_bytes');
  });

  it('blames the callee for what a caller measures of its calls', () => {
    const moved = [series('orders', 'source_50(payment)', 0.01, 0.05), series('payment', 'cpu', 1, 0)];
    expect(rankCauses({ series: moved, detectedAt: onset }).causes[0]?.service).toBe('payment');
  });

  it('shares a shift that many services show alike, as of a common host', () => {
    const node = ['a', 'b', 'c', 'd'].map((service) => series(service, 'node_cpu', 10, 60));
    const ranking = rankCauses({ series: [...node, series('cart', 'latency', 1, 4)], detectedAt: onset });
    expect(ranking.causes[0]?.service).toBe('cart');
  });

  it('says that nothing stands out where nothing moved', () => {
    const ranking = rankCauses({
      series: [series('cart', 'cpu', 1, 0), series('orders', 'cpu', 2, 0.01)],
      detectedAt: onset,
    });
    expect(ranking.confident).toBe(false);
    expect(summarise(ranking)).toMatch(/^No confident cause/);
  });

  it('says which is missing: series, history or samples of the incident', () => {
    expect(summarise(rankCauses({ series: [], detectedAt: onset }))).toContain('No stored series');
    expect(summarise(rankCauses({ series: shop(), detectedAt: start + 30_000 }))).toContain('Too little history');
    const before = [series('cart', 'cpu', 1, 0, { end: onset - minute })];
    expect(summarise(rankCauses({ series: before, detectedAt: onset }))).toContain('No samples have come in');
  });

  it('judges a counter by its rate', () => {
    const counter = series('cart', 'requests_total', 0, 0);
    let total = 0;
    counter.values = counter.times.map((at, index) => (total += at >= onset ? 300 : 100 + Math.sin(index) * 5));
    const ranking = rankCauses({ series: [counter], detectedAt: onset });
    expect(ranking.causes[0]?.shifts[0].normal.level).toBeCloseTo(100 / 15, 0);
    expect(ranking.causes[0]?.shifts[0].incidentLevel).toBeCloseTo(20, 5);
  });

  it('takes from a caller what its callee explains, and prefers what the symptom calls to a bystander', () => {
    const moved = [
      series('frontend', 'latency', 1, 1),
      series('cart', 'latency', 1, 2),
      series('bystander', 'latency', 1, 4),
    ];
    const graph = [
      { caller: 'frontend', callee: 'cart' },
      { caller: 'other', callee: 'bystander' },
    ];
    const input = { series: moved, detectedAt: onset, graph };
    expect(rankCauses({ ...input, symptom: null }).causes[0]?.service).toBe('bystander');
    const walked = rankCauses({ ...input, symptom: 'frontend' });
    expect(walked.causes[0]?.service).toBe('cart');
    const evidence = explainCause(walked.causes[0] ?? expect.fail('no cause'), walked.windows, 'frontend');
    expect(evidence.map((item) => item.kind)).toEqual(['metric', 'topology']);
  });

  it('gives the same ranking twice', () => {
    expect(rankCauses({ series: shop(), detectedAt: onset })).toEqual(
      rankCauses({ series: shop(), detectedAt: onset })
    );
  });
});

describe('explainCause', () => {
  it('has a sentence for each term and at most 200 points that keep the extremes', () => {
    const ranking = rankCauses({ series: shop(), detectedAt: onset });
    const [item] = explainCause(ranking.causes[0] ?? expect.fail('no cause'), ranking.windows, null);
    expect(item?.title).toMatch(/^latency_seconds of cart rose from 50 ms to 3\d\d ms$/);
    expect(item?.terms.map((term) => term.name)).toEqual(['shift', 'log_ratio', 'onset', 'score']);
    expect(item?.terms.every((term) => term.text.length > 20)).toBe(true);
    expect(item?.points?.times.length).toBeLessThanOrEqual(200);
    expect(Math.max(...(item?.points?.values as number[]))).toBe(Math.max(...(shop()[1]?.values ?? [])));
  });
});
