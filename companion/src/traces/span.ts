import type { ServiceKind } from '@watchroom/contract';

export type SpanKind = 'internal' | 'server' | 'client' | 'producer' | 'consumer';

/** Whom a span calls, as far as its caller knows. */
export interface Peer {
  name: string;
  kind: ServiceKind;
}

/** What is read of a span; its other attributes are never kept. */
export interface Span {
  traceId: string;
  spanId: string;
  /** `spanKey` of the span that it is part of, or that a consumer's message came from; empty where there is none. */
  parent: string;
  service: string;
  kind: SpanKind;
  operation: string;
  /** ms. */
  startedAt: number;
  durationMs: number;
  error: boolean;
  /** Of clients and producers. */
  peer: Peer | null;
}

/** A span that waits for its other end. */
export interface OpenSpan extends Span {
  receivedAt: number;
}

/** One call from a service to another. */
export interface Call {
  /** When it began, ms. */
  at: number;
  /** Empty where it is not known. */
  caller: string;
  callee: string;
  calleeKind: ServiceKind;
  operation: string;
  durationMs: number;
  error: boolean;
  traceId: string;
  spanId: string;
}

/** What names a span among all. */
export const spanKey = (traceId: string, spanId: string): string => `${traceId}:${spanId}`;
