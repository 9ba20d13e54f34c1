import type { MetricSeries } from './metric-series.js';
import type { RankWeights } from './weights.js';

/** What a series tells of: by its name where it is a metric, else by what it was made from. */
export type MetricKind =
  | 'failure'
  | 'success'
  | 'latency'
  /** Work under way: connections, threads, queues. */
  | 'waiting'
  | 'cpu'
  /** What fills up: memory, space on a disk, file handles. */
  | 'stock'
  /** Reads and writes of disks. */
  | 'disk'
  | 'traffic'
  | 'network'
  | 'other'
  /** Time that a service's spans spend on nothing but themselves. */
  | 'selfTime'
  /** Time between the span of a caller and that of the callee, blamed on the callee. */
  | 'wireTime'
  /** Calls that a span makes. */
  | 'shape'
  /** Lines that tell of failure. */
  | 'logErrors'
  /** A template's share of its service's lines. */
  | 'logShape';

/** Words of names, in the order in which they decide: a resource first, because `cpu_throttled` is of the processor. */
const words: ReadonlyArray<[MetricKind, RegExp]> = [
  ['other', /(^| )(mem|memory) .*(fail\w*|faults?)( |$)/],
  ['cpu', /(^| )(cpu|processor|load1|load5|load15)/],
  ['disk', /(^| )(diskio|blkio|iops|((disk|fs|filesystem) .*(io|reads?|writes?|written|sector|time)))/],
  ['stock', /(^| )(mem|memory|heap|rss|swap|disk|fs|filesystem|fds?|descriptors?)/],
  ['network', /(^| )(net|network|nic|tcp|udp) .*(err\w*|drop\w*|retrans\w*)/],
  ['success', /(^| )(success\w*|availab\w*|health\w*|ready|alive|up)( |$)/],
  ['failure', /(^| )(err|fail|fault|5xx|exception|throttl|timeouts?|drop|reject|abort|unavailab|retr(y|ies))/],
  ['latency', /(^| )(lat|latency|duration|response|elapsed|delay|time|rtt|wait)( |$)|(^| )p?(50|75|90|95|99|999)$/],
  ['waiting', /(^| )(pool|queue|conn|thread|goroutine|socket|in ?flight|pending|backlog|lag)/],
  ['network', /(^| )(net|network|bytes?|packets?|syscall|io|transmit|receive)/],
  ['traffic', /(^| )(req|rps|ops|workload|throughput|qps|tps|count|load|calls?|hits?|rate)/],
];

/** `PodServerLatencyP99(s)` as `pod server latency p99`: words in small letters, without what stands in brackets. */
const spelled = (metric: string): string =>
  metric
    .slice(0, 200)
    .replaceAll(/\([^()]*\)/g, ' ')
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
    .replaceAll(/[^A-Za-z0-9]+/g, ' ')
    .trim()
    .toLowerCase();

/** Kind of a metric by its name, in any usual spelling. */
export const metricKind = (metric: string): MetricKind => {
  const name = spelled(metric);
  return words.find(([, pattern]) => pattern.test(name))?.[0] ?? 'other';
};

/** Failures and slowness travel from callee to caller; the use of resources does not. */
export const travels = (kind: MetricKind): boolean =>
  kind === 'failure' || kind === 'success' || kind === 'latency' || kind === 'logErrors';

/** Failures and missing successes are two names of one thing. */
export const sameSignal = (kind: MetricKind): MetricKind => (kind === 'success' ? 'failure' : kind);

const fallsWithTraffic: ReadonlySet<MetricKind> = new Set([
  'failure',
  'success',
  'latency',
  'cpu',
  'stock',
  'disk',
  'selfTime',
  'wireTime',
  'logErrors',
]);

/** Weight of a series' shift; `rises` after `failedShare`. */
export const kindWeight = (metric: string, kind: MetricKind, rises: boolean, weights: RankWeights): number =>
  weights.kind[kind] *
  (!rises && fallsWithTraffic.has(kind) ? weights.fall : 1) *
  (kind === 'latency' && /client/i.test(metric) ? weights.client : 1);

/**
 * What ran out first: a full memory or disk keeps the processor busy (collecting, swapping, retrying), a busy processor makes requests
 * slow; never the other way about. Lower is deeper.
 */
export const depth = (kind: MetricKind): number => (kind === 'stock' ? 0 : kind === 'cpu' || kind === 'disk' ? 1 : 2);

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

/** Which source a kind comes from. */
export const sourceOf = (kind: MetricKind): 'metric' | 'log' | 'trace' =>
  kind === 'logErrors' || kind === 'logShape'
    ? 'log'
    : kind === 'selfTime' || kind === 'wireTime' || kind === 'shape'
      ? 'trace'
      : 'metric';
