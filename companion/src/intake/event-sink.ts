import type { Clock } from '../clock.js';
import { stampEvent } from '../pipeline/fingerprint.js';
import { SequenceTaken, StoreUnavailable, type AcceptedEvent, type AlertStore } from '../stores/alert-store.js';
import type { EventSink } from './intake-route.js';
import type { IncomingEvent } from './sender.js';

/** Who makes something of accepted events. */
export interface EventTaker {
  take(events: AcceptedEvent[]): void;
  /** Null where there is room for more; else resolves when senders may go on. Throws where nothing more can be taken. */
  room(): Promise<void> | null;
}

/** Sequence numbers hold the time in microseconds, so that they grow across restarts even where the journal was pruned. */
const seqPerMs = 1000;

/** Companions that count from the same number part again at random within this many. */
const spread = 10_000;
const maxAttempts = 5;

/**
 * The way into the journal, shared by senders and Watchroom's own detectors. `accept` resolves when the events are durable, then
 * hands them on; it rejects with `StoreUnavailable` when they can't be.
 */
export const createEventSink = (deps: {
  store: Pick<AlertStore, 'appendEvents' | 'lastSeq'>;
  clock: Clock;
}): EventSink & { handTo(taker: EventTaker): void } => {
  const takers: EventTaker[] = [];
  let last: number | null = null;
  let reading: Promise<number> | null = null;

  const readLastSeq = async (): Promise<void> => {
    reading ??= deps.store.lastSeq();
    try {
      last = Math.max(last ?? 0, await reading);
    } finally {
      reading = null;
    }
  };

  const nextSeq = (now: number): number => {
    last = Math.max((last ?? 0) + 1, now * seqPerMs);
    return last;
  };

  const append = async (sender: string, incoming: IncomingEvent[]): Promise<AcceptedEvent[]> => {
    for (let attempt = 1; attempt <= maxAttempts; attempt++) {
      const now = deps.clock.now();
      const events = incoming.map((event) => stampEvent(sender, event, nextSeq(now), now));
      try {
        await deps.store.appendEvents(events);
        return events;
      } catch (error) {
        if (!(error instanceof SequenceTaken)) {
          throw error;
        }
        await readLastSeq();
        last = (last ?? 0) + Math.floor(Math.random() * spread);
      }
    }
    throw new StoreUnavailable('other companions took each sequence number that was tried');
  };

  return {
    handTo: (taker) => void takers.push(taker),
    accept: async (sender, incoming) => {
      if (incoming.length === 0) {
        return [];
      }
      for (const { room } of takers) {
        await room();
      }
      if (last === null) {
        await readLastSeq();
      }
      const events = await append(sender, incoming);
      for (const { take } of takers) {
        take(events);
      }
      return events;
    },
  };
};
