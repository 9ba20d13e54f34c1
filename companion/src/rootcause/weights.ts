import type { MetricKind } from './metric-kind.js';

/** Every weight of the ranking; docs/rootcause.md says why each is what it is. All are factors, 0..1, unless told otherwise. */
export interface RankWeights {
  /** How much a shift of this kind says of a cause. */
  kind: Readonly<Record<MetricKind, number>>;
  /** Latency, failures and use of resources that fall are a sign of requests that no longer come, seldom the cause. */
  fall: number;
  /** The latency that a client sees is that of whom it calls. */
  client: number;
  /** A level that changed more than e to this counts as so much: leaving zero must not outdo everything. Natural logarithm. */
  mostLogRatio: number;
  /** A shift of more spreads than this is no surer. */
  mostShift: number;
  /** A caller keeps so much of the blame even where a callee explains it all. */
  leastOwn: number;
  /** The symptom does not explain itself, unless by its own resources. */
  symptom: number;
  /** Each further signal of a service counts for this share of the one before. */
  nextSignal: number;
  /** An address may be the door to the service behind it, which is the better name for the cause. */
  address: number;
  /** What the calls of the symptom do not lead to can hurt it by other ways only, such as a shared host. */
  unreached: number;
  /** A deeper metric that moved this share of the strongest is what ran out first, and is named. */
  deeperFrom: number;
  /** A service that was changed right before the onset counts for this much more of its score; falls with the time between. */
  change: number;
}

/** The one configuration, for every system. */
export const usualWeights: RankWeights = {
  kind: {
    failure: 1,
    success: 1,
    latency: 1,
    cpu: 1,
    stock: 1,
    disk: 1,
    waiting: 1,
    network: 0.6,
    other: 0.5,
    traffic: 0.3,
    selfTime: 1,
    wireTime: 0.6,
    shape: 0.5,
    logErrors: 1,
    logShape: 0.5,
  },
  fall: 0.3,
  client: 0.6,
  mostLogRatio: 2,
  mostShift: 30,
  leastOwn: 0.1,
  symptom: 0.25,
  nextSignal: 0.35,
  address: 0.5,
  unreached: 0.5,
  deeperFrom: 0.2,
  change: 0.5,
};
