import { metricUnit } from '@watchroom/contract';
import type { CallEdge } from './metric-series.js';
import { sameSignal, travels, type MetricKind } from './metric-kind.js';
import type { MetricShift } from './metric-shift.js';
import type { RankWeights } from './weights.js';

/** A shift with its weight by kind and direction, 0..1, and log(1 + shift) x min(2, |logRatio|) x weight. */
export interface ScoredShift extends MetricShift {
  weight: number;
  score: number;
}

/** Moves of less than a spread explain nothing. */
const clearShift = 1;

type Changes = Map<string, Map<string, number>>;

const note = (all: Changes, key: string, { service, change }: MetricShift): void => {
  const of = all.get(key) ?? new Map<string, number>();
  of.set(service, Math.max(of.get(service) ?? 0, change));
  all.set(key, of);
};

const metricKey = ({ series }: MetricShift): string => `${series.metric}\0${series.labels['quantile'] ?? ''}`;

const signalKey = ({ kind, series, judged }: MetricShift): string =>
  `${sameSignal(kind)}\0${judged === series ? metricUnit(series.metric) : 'share'}`;

/** Why a shift counts for less than its own score. Each is a factor from 0 to 1; 1 changes nothing. */
export interface Discounts {
  /** Left of it once the callee that moved most is taken off. */
  own: number;
  callee: string | null;
  /** One divided by the services that show the very same shift, as metrics of a shared host do. */
  shared: number;
  symptom: number;
  /** What a service waits for as a client hurts somebody only so far as its own answers moved too. */
  felt: number;
}

type Own = Pick<Discounts, 'own' | 'callee'>;

/**
 * Who fails because of a callee waits for it as well (timeouts, retries), and work piles up where one waits (Little's law): these
 * follow the signals of the same service behind them.
 */
const follows: Partial<Record<MetricKind, readonly MetricKind[]>> = {
  latency: ['failure'],
  waiting: ['failure', 'latency'],
};

/** Of each service and signal, by `signal\0service`, how much of its strongest shift is its own. */
const strongestOwn = (owns: ReadonlyMap<ScoredShift, Own>): Map<string, Own> => {
  const strongest = new Map<string, { score: number; own: Own }>();
  for (const [shift, own] of owns) {
    const key = `${sameSignal(shift.kind)}\0${shift.service}`;
    if (shift.shift > clearShift && shift.score > (strongest.get(key)?.score ?? 0)) {
      strongest.set(key, { score: shift.score, own });
    }
  }
  return new Map([...strongest].map(([key, { own }]) => [key, own]));
};

const isClients = ({ kind, series }: MetricShift): boolean => kind === 'latency' && /client/i.test(series.metric);

/** The strongest shift of each service's own latency; only of services that tell it. */
const servedLatency = (shifts: readonly ScoredShift[]): ReadonlyMap<string, number> => {
  const strongest = new Map<string, number>();
  for (const shift of shifts) {
    if (shift.kind === 'latency' && !isClients(shift)) {
      const score = shift.change > 0 ? shift.score : 0;
      strongest.set(shift.series.service, Math.max(strongest.get(shift.series.service) ?? 0, score));
    }
  }
  return strongest;
};

/**
 * What of each shift is not explained by others. Slowness and failures arise where they arise and travel to the callers, in the same
 * units: of a caller's 300 ms, the 280 ms of its callee are not its own (as CIRCA and PetShop's traversals do). `symptom`: the service
 * whose trouble is to be explained.
 */
export const discountsOf = (
  shifts: readonly ScoredShift[],
  graph: readonly CallEdge[],
  symptom: string | null,
  weights: RankWeights
): Map<ScoredShift, Discounts> => {
  const callees = new Map<string, Set<string>>();
  for (const { caller, callee } of graph) {
    if (caller !== callee) {
      callees.set(caller, (callees.get(caller) ?? new Set()).add(callee));
    }
  }
  const byMetric: Changes = new Map();
  const bySignal: Changes = new Map();
  const twins = new Map<string, number>();
  const twinKey = ({ series, normal, incidentLevel }: MetricShift): string =>
    `${series.metric}\0${Object.values(series.labels).join('\0')}\0${normal.level.toPrecision(4)}\0${incidentLevel.toPrecision(4)}`;
  for (const shift of shifts) {
    if (travels(shift.kind) && shift.change > 0 && shift.shift > clearShift) {
      note(byMetric, metricKey(shift), shift);
      note(bySignal, signalKey(shift), shift);
    }
    twins.set(twinKey(shift), (twins.get(twinKey(shift)) ?? 0) + 1);
  }

  const ownShare = (shift: ScoredShift): Own => {
    let most = 0;
    let strongest: string | null = null;
    for (const callee of callees.get(shift.service) ?? []) {
      const change = byMetric.get(metricKey(shift))?.get(callee) ?? bySignal.get(signalKey(shift))?.get(callee) ?? 0;
      if (change > most) {
        most = change;
        strongest = callee;
      }
    }
    return { own: Math.max(weights.leastOwn, 1 - most / shift.change), callee: strongest };
  };

  const owns = new Map(
    shifts
      .filter((shift) => travels(shift.kind) && shift.change > 0)
      .map((shift): [ScoredShift, Own] => [shift, ownShare(shift)])
  );
  const ofService = strongestOwn(owns);
  const served = servedLatency(shifts);
  const felt = (shift: ScoredShift): number => {
    const own = isClients(shift) ? served.get(shift.series.service) : undefined;
    return own === undefined || shift.score === 0 ? 1 : Math.min(1, own / shift.score);
  };
  const passedOn = (shift: ScoredShift): Own => {
    const own = owns.get(shift) ?? { own: 1, callee: null };
    const signals = follows[sameSignal(shift.kind)] ?? [];
    return signals
      .flatMap((signal) => ofService.get(`${signal}\0${shift.service}`) ?? [])
      .reduce((least, other) => (shift.change > 0 && other.own < least.own ? other : least), own);
  };

  return new Map(
    shifts.map((shift): [ScoredShift, Discounts] => [
      shift,
      {
        ...passedOn(shift),
        shared: shift.judged === shift.series ? 1 / (twins.get(twinKey(shift)) ?? 1) : 1,
        symptom: travels(shift.kind) && shift.service === symptom ? weights.symptom : 1,
        felt: felt(shift),
      },
    ])
  );
};
