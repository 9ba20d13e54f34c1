import type { IncomingHttpHeaders } from 'node:http';
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
  method: 'POST';
  path: string;
  maxBytes: number;
  /** Body as received (after content-encoding gzip); text for JSON routes must be valid UTF-8, which the route checks. */
  receive(body: Buffer, headers: IncomingHttpHeaders): Promise<IntakeAnswer>;
}

/** Takes events from senders and from Watchroom's own detectors; resolves when they are durable. */
export interface EventSink {
  accept(sender: string, events: IncomingEvent[]): Promise<AcceptedEvent[]>;
}
