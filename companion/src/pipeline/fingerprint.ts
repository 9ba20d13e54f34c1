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

/** Most events say again what was said: their fingerprints are remembered, as to look one up takes a tenth of the time. */
const known = new Map<string, string>();
const maxKnown = 20_000;
const maxKnownChars = 1000;

const digest = (text: string): string => {
  const before = known.get(text);
  if (before !== undefined) {
    return before;
  }
  const fresh = sha256(text).slice(0, hexLength);
  if (text.length <= maxKnownChars) {
    if (known.size >= maxKnown) {
      known.clear();
    }
    known.set(text, fresh);
  }
  return fresh;
};

/** What makes two events the same alert: sender and identity; 24 hex digits (96 bits). */
export const fingerprintOf = (sender: string, identity: readonly string[]): string =>
  digest(JSON.stringify([sender, ...identity]));

/** Sorts by acceptance as text; the fingerprint's head keeps ids of several companions apart. */
export const eventId = (seq: number, fingerprint: string): string =>
  `${String(seq).padStart(16, '0')}-${fingerprint.slice(0, 8)}`;

type OptionalField = {
  [K in keyof IncomingEvent]-?: undefined extends IncomingEvent[K] ? K : never;
}[keyof IncomingEvent];

/** Named one by one: copying all but one field costs ten times as much, and each event comes through here. */
const optionalFields = Object.keys({
  variant: true,
  bare: true,
  triage: true,
  occurrence: true,
} satisfies Record<OptionalField, true>) as OptionalField[];

/**
 * First stage of the corridor: what a sender said becomes an alert event.
 *
 * @param receivedAt ms since the epoch
 */
export const stampEvent = (sender: string, said: IncomingEvent, seq: number, receivedAt: number): AcceptedEvent => {
  const fingerprint = fingerprintOf(sender, said.identity);
  const event: AlertEvent = {
    id: eventId(seq, fingerprint),
    sender,
    fingerprint,
    name: said.name,
    status: said.status,
    severity: said.severity,
    service: serviceOf(said.labels),
    summary: said.summary,
    description: said.description,
    labels: said.labels,
    annotations: said.annotations,
    links: said.links,
    startsAt: said.startsAt,
    endsAt: said.endsAt,
    receivedAt,
  };
  for (const field of optionalFields) {
    if (said[field] !== undefined) {
      Object.assign(event, { [field]: said[field] });
    }
  }
  return { seq, event };
};
