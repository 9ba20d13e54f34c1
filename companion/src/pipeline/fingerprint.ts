import crypto from 'node:crypto';
import type { AlertEvent } from '@watchroom/contract';
import { serviceOf } from '../intake/service-name.js';
import type { IncomingEvent } from '../intake/sender.js';
import type { AcceptedEvent } from '../stores/alert-store.js';

const hexLength = 24;

/** One call is twice as fast where the runtime has it (Node 20.12). */
const sha256: (text: string) => string =
  typeof crypto.hash === 'function'
    ? (text) => crypto.hash('sha256', text, 'hex')
    : (text) => crypto.createHash('sha256').update(text, 'utf8').digest('hex');

const digest = (parts: unknown): string => sha256(JSON.stringify(parts)).slice(0, hexLength);

const pairs = (map: Readonly<Record<string, string>>): Array<[string, string]> =>
  Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1));

/** What makes two events the same alert: sender and identity; 24 hex digits (96 bits). */
export const fingerprintOf = (sender: string, identity: readonly string[]): string => digest([sender, ...identity]);

/**
 * Hash of what an event says. Left out: a start that is only the time of receipt, and the end of a firing alert, which
 * Prometheus moves on with each repetition.
 */
export const contentHashOf = (event: IncomingEvent, receivedAt: number): string =>
  digest([
    event.name,
    event.status,
    event.severity,
    event.variant ?? null,
    event.summary,
    event.description,
    pairs(event.labels),
    pairs(event.annotations),
    event.links.map(({ title, url }) => [title, url]),
    event.startsAt === receivedAt ? null : event.startsAt,
    event.status === 'resolved' && event.endsAt !== receivedAt ? event.endsAt : null,
  ]);

/** Sorts by acceptance as text; the fingerprint's head keeps ids of several companions apart. */
export const eventId = (seq: number, fingerprint: string): string =>
  `${String(seq).padStart(16, '0')}-${fingerprint.slice(0, 8)}`;

/**
 * First stage of the corridor: what a sender said becomes an alert event.
 *
 * @param receivedAt ms since the epoch
 */
export const stampEvent = (
  sender: string,
  { identity, ...event }: IncomingEvent,
  seq: number,
  receivedAt: number
): AcceptedEvent => {
  const fingerprint = fingerprintOf(sender, identity);
  const stamped: AlertEvent = {
    ...event,
    id: eventId(seq, fingerprint),
    sender,
    fingerprint,
    contentHash: contentHashOf({ identity, ...event }, receivedAt),
    service: serviceOf(event.labels),
    receivedAt,
  };
  return { seq, event: stamped };
};
