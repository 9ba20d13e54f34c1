import type { AlertEvent } from '@watchroom/contract';

/** What a sender's payload says of one alert, before Watchroom adds id, hashes and times of receipt. */
export type IncomingEvent = Omit<
  AlertEvent,
  'id' | 'fingerprint' | 'contentHash' | 'receivedAt' | 'sender' | 'service'
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

/**
 * One kind of sender: a file in this folder and a line in `registry.ts`. `parse` is pure; it throws `InvalidPayload`.
 * Served at `POST /intake/<name>` and at `paths`.
 */
export interface Sender {
  name: string;
  /** The sender's own paths, e.g. `/api/v2/alerts`. */
  paths: readonly string[];
  parse(payload: unknown, receivedAt: number): IncomingEvent[];
}
