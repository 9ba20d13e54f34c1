import type { MetricSeries } from './metric-series.js';

/** What a metric tells of, by its name. */
export type MetricKind =
  | 'failure'
  | 'success'
  | 'latency'
  /** Work under way: connections, threads, queues. */
  | 'waiting'
  | 'cpu'
  /** What fills up: memory, disk, file handles. */
  | 'stock'
  | 'traffic'
  | 'network'
  | 'other';

/** The first that fits; names of metrics are short, and no pattern backtracks. */
const patterns: ReadonlyArray<[MetricKind, RegExp]> = [
  ['success', /success|availab|health|ready|alive|(^|_)up$/],
  ['failure', /err|fail|5xx|exception|throttl|timeout|drop/],
  ['latency', /lat|duration|response|elapsed|delay|_time|rtt|source_50|destination_50/],
  ['cpu', /cpu/],
  ['stock', /mem|heap|rss|disk|fs_|(^|_)fds?($|_)/],
  ['waiting', /pool|queue|conn|thread|socket|in_?flight|pending|backlog/],
  ['network', /net|byte|packet|syscall|io/],
  ['traffic', /req|rps|ops|workload|throughput|qps|count|load|lod|calls|rate/],
];

/** Kind of a metric by its name, in any usual spelling. */
export const metricKind = (metric: string): MetricKind => {
  const name = metric.toLowerCase();
  return patterns.find(([, pattern]) => pattern.test(name))?.[0] ?? 'other';
};

/** Failures and slowness travel from callee to caller; the use of resources does not. */
export const travels = (kind: MetricKind): boolean => kind === 'failure' || kind === 'success' || kind === 'latency';

/** Failures and missing successes are two names of one thing. */
export const sameSignal = (kind: MetricKind): MetricKind => (kind === 'success' ? 'failure' : kind);

/** How much a shift of this kind says of a cause: load and traffic follow from others' trouble more often than they make it. */
const kindWeights: Record<MetricKind, number> = {
  failure: 1,
  success: 1,
  latency: 1,
  cpu: 1,
  stock: 1,
  waiting: 1,
  network: 0.6,
  other: 0.5,
  traffic: 0.3,
};
/** Latency, failures and use of resources that fall are a sign of requests that no longer come, seldom the cause. */
const fallWeight = 0.3;
/** The latency that a client sees is that of whom it calls. */
const clientWeight = 0.6;

/** Weight of a metric's shift, `rises` after `failedShare`. */
export const kindWeight = (metric: string, kind: MetricKind, rises: boolean): number => {
  const ofDirection = !rises && (travels(kind) || kind === 'cpu' || kind === 'stock') ? fallWeight : 1;
  return kindWeights[kind] * ofDirection * (kind === 'latency' && /client/i.test(metric) ? clientWeight : 1);
};

/**
 * What ran out first: a full memory or disk keeps the processor busy (collecting, swapping, retrying), a busy processor makes requests
 * slow; never the other way about. Lower is deeper.
 */
export const depth = (kind: MetricKind): number => (kind === 'stock' ? 0 : kind === 'cpu' ? 1 : 2);

/**
 * Availability or success rate (0..1 or 0..100) as the share that failed, 0..1: from 99.9 to 96 % is nothing as a ratio, but
 * forty times the failures. Null where the values are no share.
 */
export const failedShare = (series: MetricSeries): MetricSeries | null => {
  const top = series.values.reduce((most, value) => Math.max(most, value), 0);
  const whole = top > 1.5 ? 100 : 1;
  if (top === 0 || top > whole * 1.001) {
    return null;
  }
  return { ...series, values: series.values.map((value) => (whole - value) / whole) };
};
