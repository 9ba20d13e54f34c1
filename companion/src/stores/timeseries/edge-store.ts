import type { CallSample, ServiceKind } from '@watchroom/contract';
import type { DurationHistogram } from '../../traces/duration-histogram.js';
import type { OpenSpan } from '../../traces/span.js';

/** Calls of one edge in a minute, or in the step that was asked for. */
export interface EdgeMinute {
  /** Its beginning, ms. */
  at: number;
  /** Empty where it is not known. */
  caller: string;
  callee: string;
  /** Of the callee. */
  kind: ServiceKind;
  calls: number;
  errors: number;
  /** Sum, ms. */
  durationMs: number;
  maxMs: number;
  histogram: DurationHistogram;
}

export interface EdgeRange {
  /** Inclusive, ms; minutes that begin in [from, to) count whole. */
  from: number;
  /** Exclusive, ms. */
  to: number;
  /** Only calls that one of these makes or gets. */
  services?: readonly string[] | undefined;
  /** Whole minutes, ms; the whole window in one where absent. */
  step?: number | undefined;
}

export interface SampleFilter {
  from: number;
  to: number;
  /** Empty: callers that are not known. */
  caller?: string | undefined;
  callee?: string | undefined;
  limit: number;
}

/** Calls between services in ClickHouse, from spans. */
export interface EdgeStore {
  /** Adds to what is there of an edge and minute. Resolves when it is durable. */
  addEdges(edges: readonly EdgeMinute[]): Promise<void>;
  addSamples(samples: readonly CallSample[]): Promise<void>;
  /** Keeps spans that wait for their other end, for a day at most, and notes those that do no more. */
  keepOpen(owner: string, opened: readonly OpenSpan[], closed: readonly OpenSpan[]): Promise<void>;
  /** What of an owner (a companion) still waits, received at or after `since` (ms), in order of receipt. */
  openSpans(owner: string, since: number): Promise<OpenSpan[]>;
  /** By edge and step, in order of time; those with most calls first where there is one step. */
  edges(range: EdgeRange): Promise<EdgeMinute[]>;
  /** Examples: failed calls first, then the slowest. */
  samples(filter: SampleFilter): Promise<CallSample[]>;
}
