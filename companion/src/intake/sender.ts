import type { IncomingHttpHeaders } from 'node:http';
import type { AlertEvent, AlertStatus, Problem, Severity } from '@watchroom/contract';
import type { z } from 'zod';
import type { IncomingLogLine } from '../logs/log-line.js';
import type { IntakeAnswer } from './intake-route.js';

/** What a sender's payload says of one alert, before Watchroom adds id, hashes and times of receipt. */
export type IncomingEvent = Omit<
  AlertEvent,
  'id' | 'fingerprint' | 'receivedAt' | 'sender' | 'service' | 'enrichedBy'
> & {
  /** The values that make two events the same alert, in a fixed order. */
  identity: readonly string[];
};

/** A payload that can't be taken: each wrong field by its path in the payload. */
export class InvalidPayload extends Error {
  override name = 'InvalidPayload';
  constructor(readonly errors: Array<{ field: string; message: string }>) {
    super(errors.map((error) => `${error.field}: ${error.message}`).join('; '));
  }
}

/** A request as received, its content-encoding undone. */
export interface SenderRequest {
  body: Buffer;
  headers: IncomingHttpHeaders;
}

/** What the configuration says of a sender; all may be left out. */
export interface SenderOptions {
  /** Shared with the sender, which signs with it; null: signatures are not looked at. */
  secret: string | null;
  signatureHeader: string | null;
  /** Header whose value is signed along with the body; null where there is none. */
  timestampHeader: string | null;
  /** Topics of SNS that may send without a token. */
  topics: readonly string[];
}

/** A signature over the raw body, by a secret that sender and Watchroom share. */
export interface Signature {
  /** The header that holds it, for people. */
  header: string;
  /** Whether it is right; `now` in ms. */
  verify(request: SenderRequest, secret: string, options: SenderOptions, now: number): boolean;
}

/** What a sender's own check may use of the world. */
export interface SenderWorld {
  now(): number;
  /** GET of an https address on a host that `allowed` names; no redirects, bounded in time and size. Rejects with `HttpProblem`. */
  get(url: string, allowed: RegExp, purpose: string): Promise<string>;
}

/** How a sender's words become Watchroom's, for the page and the docs. */
export interface SenderWords {
  severities: Readonly<Record<string, Severity>>;
  statuses: Readonly<Record<string, AlertStatus>>;
  /** The fields that make two events one alert. */
  identity: readonly string[];
  links: readonly string[];
}

/**
 * One kind of sender: a file in this folder and a line in `registry.ts`. `parse` is pure; it throws `InvalidPayload`.
 * Served at `POST /intake/<name>` and at `paths`.
 */
export interface Sender<Parsed = IncomingEvent[]> {
  name: string;
  /** As people call it. */
  title: string;
  /** The sender's own paths, e.g. `/api/v2/alerts`. */
  paths: readonly string[];
  /** What a payload must look like; JSON Schema is made from it. */
  schema: z.ZodType;
  words: SenderWords;
  maxBytes?: number;
  /** What the sender's clients GET before they send; told to everybody. */
  hello?: { paths: readonly string[]; body: unknown };
  signature?: Signature;
  /** The payload of a request; JSON where absent. Pure; throws `InvalidPayload`. */
  read?(request: SenderRequest): unknown;
  /** The token in a payload, for protocols that have no header for it. */
  tokenOf?(payload: unknown): string | null;
  /**
   * For senders with a handshake or signatures of their own: whether the request proves who sends it, and an answer where that is all
   * there is to do. Throws `HttpProblem` for a forged one. `trusted`: a token was given, or it came from this machine.
   */
  check?(
    request: SenderRequest,
    context: { trusted: boolean; options: SenderOptions; world: SenderWorld }
  ): Promise<{ proven: boolean; answer: IntakeAnswer | null }>;
  parse(payload: unknown, receivedAt: number): Parsed;
  /** Log lines in a payload, which are stored besides; pure. */
  lines?(payload: unknown, receivedAt: number): IncomingLogLine[];
  /** How many alerts the sender says that it left out of a payload, as it sends only so many at once. */
  truncated?(payload: unknown): number;
  /** In the sender's own protocol; `{accepted}` where absent. */
  answer?(payload: unknown, events: readonly AlertEvent[], request: SenderRequest): IntakeAnswer;
  /** The body of a refusal in the sender's own protocol; a problem document where absent. */
  refusal?(problem: Problem): unknown;
}

/** A sender whose parsing is done by an expression that may take turns. */
export type AnySender = Sender<IncomingEvent[] | Promise<IncomingEvent[]>>;
