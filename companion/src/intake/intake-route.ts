import type { IncomingHttpHeaders } from 'node:http';
import type { Problem } from '@watchroom/contract';
import type { AcceptedEvent } from '../stores/alert-store.js';
import type { IncomingEvent } from './sender.js';

export interface IntakeAnswer {
  status: number;
  /** Sent as JSON; nothing where undefined. */
  body?: unknown;
  /** Sent instead of a body, as it is. */
  binary?: { type: string; bytes: Buffer };
}

/**
 * One path that takes data in, served by the plain handler in front of express. The front reads the body up to `maxBytes` (413
 * past it), checks the sender's token and turns errors into problem documents: `InvalidPayload` 400, `StoreUnavailable` 503
 * with Retry-After. A 2xx means that the data is durable.
 */
export interface IntakeRoute {
  method: 'GET' | 'POST';
  path: string;
  maxBytes: number;
  /** Whether a request may show by its body who sends it, so that it needs no token in its head. */
  provesItself?: boolean;
  /**
   * Body as received (after content-encoding gzip); text for JSON routes must be valid UTF-8, which the route checks. `trusted`: with a token, or from
   * this machine; always so where the route does not prove itself.
   */
  receive(body: Buffer, headers: IncomingHttpHeaders, trusted: boolean): Promise<IntakeAnswer>;
  /** The body of a refusal, where it is no problem document. */
  refusal?: ((problem: Problem) => unknown) | undefined;
}

/** Takes events from senders and from Watchroom's own detectors; resolves when they are durable. */
export interface EventSink {
  accept(sender: string, events: IncomingEvent[]): Promise<AcceptedEvent[]>;
}
