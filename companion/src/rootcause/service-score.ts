import { isAddress } from './call-metrics.js';
import type { Discounts, ScoredShift } from './explained.js';
import { depth, sameSignal, sourceOf } from './metric-kind.js';
import type { RankWeights } from './weights.js';

/** A shift with what is left of its score. */
export interface WeighedShift extends ScoredShift {
  discounts: Discounts;
  /** Score times the discounts. */
  weighed: number;
}

/** Best first, at least one. */
export type Shifts = [WeighedShift, ...WeighedShift[]];

const byWeight = (a: WeighedShift, b: WeighedShift): number =>
  b.weighed - a.weighed || b.shift - a.shift || a.series.metric.localeCompare(b.series.metric);

/** The strongest shift first, unless a deeper one (`depth`) is worth naming. */
const namedFirst = (shifts: Shifts, deeperFrom: number): Shifts => {
  const [strongest] = shifts;
  let named = strongest;
  for (const shift of shifts) {
    if (shift.weighed >= deeperFrom * strongest.weighed && depth(shift.kind) < depth(named.kind)) {
      named = shift;
    }
  }
  return [named, ...shifts.filter((shift) => shift !== named)];
};

/** What the shifts of one service come to. */
export interface ServiceScore {
  score: number;
  /** The metric to name first, then by weight. */
  shifts: Shifts;
  /** Factor for where the service stands, 0..1. */
  place: number;
}

/**
 * Adds up one service's shifts: the strongest of each signal (resources, latency, failures, ...), each further signal for a third of the
 * one before, because a cause shows in several; many metrics of one signal count once. `reached`: whether calls of the symptom lead
 * to it, null where that is unknown.
 */
export const serviceScore = (
  service: string,
  unsorted: Shifts,
  reached: boolean | null,
  weights: RankWeights
): ServiceScore => {
  const shifts = [...unsorted].sort(byWeight) as Shifts;
  const bySignal = new Map<string, number>();
  for (const { kind, weighed } of shifts) {
    const signal = sameSignal(kind);
    bySignal.set(signal, Math.max(bySignal.get(signal) ?? 0, weighed));
  }
  const sum = [...bySignal.values()]
    .sort((a, b) => b - a)
    .reduce((total, weighed, index) => total + weighed * weights.nextSignal ** index, 0);
  const place = (isAddress(service) ? weights.address : 1) * (reached === false ? weights.unreached : 1);
  return { score: sum * place, shifts: namedFirst(shifts, weights.deeperFrom), place };
};

/** The shift to name a cause by: its first metric, or the first of all where no metric of it moved. */
export const namedShift = ({ shifts }: { shifts: Shifts }): WeighedShift =>
  shifts.find(({ kind, series }) => sourceOf(kind) === 'metric' && !series.metric.startsWith('span_')) ?? shifts[0];
