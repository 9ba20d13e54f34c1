import type { CallSample } from '@watchroom/contract';
import type { EdgeMinute } from '../stores/timeseries/edge-store.js';
import { bucketOf } from './duration-histogram.js';
import type { Call } from './span.js';

const minute = 60_000;
/** Of each edge and minute, so many of the slowest and so many failed calls are kept as examples. */
const kept = 3;
/** Edges and minutes whose examples are remembered; beyond it some more than `kept` are written. */
const maxRemembered = 20_000;
/** A span's name that holds ids may make an edge of each call. */
const maxEdges = 10_000;
const edgesForgottenAfter = 60 * minute;

/** Calls as they will be stored: summed by edge and minute, with examples. Holds what is not written yet. */
export interface CallLedger {
  /** How many of the calls are left out, as there are too many edges. */
  add(calls: readonly Call[], now: number): number;
  readonly edges: readonly EdgeMinute[];
  readonly samples: readonly CallSample[];
  edgesWritten(count: number): void;
  samplesWritten(count: number): void;
}

type Sum = Omit<EdgeMinute, 'histogram'> & { histogram: Map<number, number> };

/** What was kept as examples of an edge and minute: the slowest durations in order, and how many failed calls. */
interface Kept {
  slowest: number[];
  failed: number;
}

/** Whether a call is worth keeping for now, as it failed or is slow, and what it was compared with. */
const createSampleChoice = (): ((edge: string, call: Call) => { of: Kept; isFailure: boolean; isSlow: boolean }) => {
  const seen = new Map<string, Kept>();
  return (edge, { durationMs, error }) => {
    let of = seen.get(edge);
    if (!of) {
      if (seen.size >= maxRemembered) {
        seen.clear();
      }
      of = { slowest: [], failed: 0 };
      seen.set(edge, of);
    }
    const isFailure = error && of.failed < kept;
    const isSlow = of.slowest.length < kept || durationMs > (of.slowest[0] ?? 0);
    if (isFailure) {
      of.failed += 1;
    }
    if (isSlow) {
      of.slowest = [...of.slowest, durationMs].sort((a, b) => a - b).slice(-kept);
    }
    return { of, isFailure, isSlow };
  };
};

const sampleOf = ({ calleeKind: _, ...sample }: Call): CallSample => sample;

export const createCallLedger = (): CallLedger => {
  let sums = new Map<string, Sum>();
  let samples: CallSample[] = [];
  let known = new Set<string>();
  let knownSince = 0;
  const choose = createSampleChoice();

  const isAllowed = (edge: string, now: number): boolean => {
    if (now - knownSince >= edgesForgottenAfter) {
      known = new Set();
      knownSince = now;
    }
    if (known.size >= maxEdges && !known.has(edge)) {
      return false;
    }
    known.add(edge);
    return true;
  };

  /** Tells, once all calls of a batch were seen, whether this one is to be kept as an example. */
  const addOne = (call: Call, edge: string): (() => boolean) => {
    const { caller, callee, calleeKind, durationMs, error } = call;
    const at = Math.floor(call.at / minute) * minute;
    const key = `${edge}\0${at}`;
    let sum = sums.get(key);
    if (!sum) {
      sum = {
        at,
        caller,
        callee,
        kind: calleeKind,
        calls: 0,
        errors: 0,
        durationMs: 0,
        maxMs: 0,
        histogram: new Map(),
      };
      sums.set(key, sum);
    }
    sum.calls += 1;
    sum.errors += error ? 1 : 0;
    sum.durationMs += durationMs;
    sum.maxMs = Math.max(sum.maxMs, durationMs);
    const bucket = bucketOf(durationMs);
    sum.histogram.set(bucket, (sum.histogram.get(bucket) ?? 0) + 1);
    const { of, isFailure, isSlow } = choose(key, call);
    return () => isFailure || (isSlow && of.slowest.includes(durationMs));
  };

  return {
    add: (calls, now) => {
      let leftOut = 0;
      const chosen: Array<{ call: Call; isKept: () => boolean }> = [];
      for (const call of calls) {
        const edge = `${call.caller}\0${call.callee}\0${call.calleeKind}`;
        if (isAllowed(edge, now)) {
          chosen.push({ call, isKept: addOne(call, edge) });
        } else {
          leftOut += 1;
        }
      }
      samples = samples.concat(chosen.filter(({ isKept }) => isKept()).map(({ call }) => sampleOf(call)));
      return leftOut;
    },
    get edges() {
      return [...sums.values()];
    },
    get samples() {
      return samples;
    },
    edgesWritten: (count) => {
      sums = new Map([...sums].slice(count));
    },
    samplesWritten: (count) => {
      samples = samples.slice(count);
    },
  };
};
