import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { ChangeEvent } from '@watchroom/contract';
import type { z } from 'zod';
import type { Signature } from '../intake/sender.js';

/** What a payload says of one change; what is left out is unknown. */
export type IncomingChange = Pick<ChangeEvent, 'at' | 'kind' | 'title'> &
  Partial<Omit<ChangeEvent, 'id' | 'at' | 'kind' | 'title' | 'source'>> & {
    /** The values that make two messages tell of the same change, in a fixed order. */
    identity: readonly string[];
  };

/** One kind of sender of changes: a file in this folder and a line in `change-senders.ts`. Served at `POST /intake/<name>`. */
export interface ChangeSender {
  /** `changes` or `<product>-changes`; in the YAML the `type` of a sender. */
  name: string;
  /** As people call it. */
  title: string;
  /** The `source` of its changes. */
  source: string;
  schema: z.ZodType;
  signature?: Signature;
  /** Pure; throws `InvalidPayload`. None where the message tells of no change. */
  parse(payload: unknown, context: { receivedAt: number; headers: IncomingHttpHeaders }): IncomingChange[];
}

const firstMoment = Date.UTC(2000, 0, 1);
const lastMoment = Date.UTC(2100, 0, 1);

/** Whether a time (ms) is one that a change may have; what lies outside is a mistake in units, or Go's zero time. */
export const isSaneTime = (ms: number): boolean => ms >= firstMoment && ms < lastMoment;

/** A time as text; null where it is none or outside of 2000 to 2100. */
export const saneTime = (iso: string | null | undefined): number | null => {
  const ms = iso ? Date.parse(iso) : Number.NaN;
  return isSaneTime(ms) ? ms : null;
};

/** Cut to so many characters; halves of characters, which JSON may hold and cutting may make, become U+FFFD. */
const short = (text: string | null | undefined, most: number): string | null =>
  text ? Buffer.from(text.slice(0, most), 'utf8').toString('utf8') : null;

const maxWord = 500;
const maxDescription = 10_000;

const idOf = (source: string, identity: readonly string[]): string =>
  createHash('sha256')
    .update(JSON.stringify([source, ...identity]))
    .digest('hex')
    .slice(0, 32);

/** A change as it is stored: with an id that is the same whenever it is told, and texts bounded. */
export const toChangeEvent = (source: string, change: IncomingChange, receivedAt: number): ChangeEvent => {
  const { identity, at, endsAt = null, kind, state = 'done' } = change;
  return {
    id: idOf(source, identity),
    at,
    // Clocks of those who tell of begin and end may differ.
    endsAt: endsAt === null ? null : Math.max(at, endsAt),
    kind,
    state,
    service: short(change.service?.trim(), maxWord),
    environment: short(change.environment?.trim(), maxWord),
    title: short(change.title.trim(), maxWord) ?? kind,
    description: short(change.description, maxDescription) ?? '',
    version: short(change.version, maxWord),
    previousVersion: short(change.previousVersion, maxWord),
    by: short(change.by, maxWord),
    url: change.url && /^https?:\/\//i.test(change.url) ? short(change.url, 2000) : null,
    source,
    labels: change.labels ?? {},
    updatedAt: change.updatedAt ?? receivedAt,
  };
};
