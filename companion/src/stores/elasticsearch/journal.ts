import type { AlertEvent, Page } from '@watchroom/contract';
import { SequenceTaken, type AcceptedEvent, type PageRequest } from '../alert-store.js';
import { createBatcher, type Outcome } from '../batcher.js';
import { decodeCursor, type CursorScope } from '../cursor.js';
import { pageFrom } from '../page.js';
import type { Bulk, BulkAnswer } from './bulk.js';
import { eventDocumentId, eventSource } from './documents.js';
import type { Hit, Reads } from './reads.js';

export interface Journal {
  append(events: AcceptedEvent[]): Promise<void>;
  markApplied(seqs: number[]): Promise<void>;
  pending(limit: number): Promise<AcceptedEvent[]>;
  lastSeq(): Promise<number>;
  eventsOf(alertId: string, page: PageRequest): Promise<Page<AlertEvent>>;
}

export interface JournalDeps {
  index: string;
  bulk: Bulk;
  reads: Reads;
  batched: (size: number) => void;
}

/** Events per bulk request. */
const maxEvents = 2000;
/** One request travels while the next is written; more at once would only make them smaller. */
const maxRequests = 2;

const newestFirst = [{ seq: 'desc' as const }];
/** Searches of the journal sort by `seq` alone. */
const accepted = ({ document, sort }: Hit): AcceptedEvent => ({
  seq: Number(sort[0]),
  event: JSON.parse(document) as AlertEvent,
});

interface HeldEvent {
  seq: number;
  id: string;
}

export const createJournal = ({ index, bulk, reads, batched }: JournalDeps): Journal => {
  /** Ids of the events that hold these places, where they are not the ones that were to be written. */
  const findTaken = async (refused: AcceptedEvent[]): Promise<Set<number>> => {
    const ids = refused.map(({ seq }) => eventDocumentId(seq));
    const held = await reads.byIds<HeldEvent>('append_events', index, ids, ['seq', 'id']);
    const holders = new Map(held.map(({ source }) => [source.seq, source.id]));
    return new Set(refused.filter(({ seq, event }) => holders.get(seq) !== event.id).map(({ seq }) => seq));
  };

  const outcomeOf = (events: AcceptedEvent[], answers: BulkAnswer[], taken: Set<number>): Outcome<void> => {
    const failed = answers.findIndex(({ status }) => status >= 300 && status !== 409);
    if (failed !== -1) {
      const reason = answers[failed]?.reason ?? '';
      return { error: new Error(`event "${events[failed]?.event.id ?? ''}" was refused: ${reason}`) };
    }
    const other = events.find(({ seq }) => taken.has(seq));
    if (!other) {
      return { value: undefined };
    }
    return { error: new SequenceTaken(`event "${other.event.id}": seq ${other.seq} belongs to another event`) };
  };

  const appendBatch = async (calls: AcceptedEvent[][]): Promise<Array<Outcome<void>>> => {
    const events = calls.flat();
    batched(calls.length);
    const answers = await bulk.write(
      'append_events',
      events.map((accepted) => ({
        action: { create: { _index: index, _id: eventDocumentId(accepted.seq) } },
        body: eventSource(accepted),
      }))
    );
    // Refused as existing: written before, by an earlier call or by a try whose answer was lost, or by another writer.
    const refused = events.filter((_, place) => answers[place]?.status === 409);
    const taken = refused.length > 0 ? await findTaken(refused) : new Set<number>();
    let start = 0;
    return calls.map((call) => {
      const outcome = outcomeOf(call, answers.slice(start, start + call.length), taken);
      start += call.length;
      return outcome;
    });
  };

  const batcher = createBatcher<AcceptedEvent[], void>({
    weigh: (events) => Math.max(1, events.length),
    maxWeight: maxEvents,
    maxRunning: maxRequests,
    run: appendBatch,
  });

  return {
    append: async (events) => {
      if (events.length > 0) {
        await batcher.add(events);
      }
    },
    markApplied: async (seqs) => {
      const answers = await bulk.write(
        'commit',
        seqs.map((seq) => ({
          action: { update: { _index: index, _id: eventDocumentId(seq), retry_on_conflict: 3 } },
          body: { doc: { applied: true } },
        }))
      );
      const failed = answers.find(({ status }) => status >= 300 && status !== 404);
      if (failed) {
        throw new Error(`events could not be marked as applied: ${failed.reason}`);
      }
    },
    pending: async (limit) => {
      await reads.refresh('pending_events', index);
      const request = { index, query: { term: { applied: false } }, sort: [{ seq: 'asc' as const }] };
      return (await reads.searchAll('pending_events', request, limit)).map(accepted);
    },
    lastSeq: async () => {
      await reads.refresh('last_seq', index);
      const { hits } = await reads.search('last_seq', { index, size: 1, sort: newestFirst });
      return Number(hits[0]?.sort[0] ?? 0);
    },
    eventsOf: async (alertId, { limit, cursor }) => {
      const scope: CursorScope = { list: `events/${alertId}`, valueType: 'number' };
      const after = cursor === undefined ? undefined : [decodeCursor(scope, cursor).value];
      const { hits, total } = await reads.search('events_of', {
        index,
        query: { term: { fingerprint: alertId } },
        sort: newestFirst,
        size: limit + 1,
        ...(after ? { search_after: after } : {}),
      });
      const position = ({ seq, event }: AcceptedEvent) => ({ value: seq, id: event.id });
      const page = pageFrom(hits.map(accepted), limit, total, scope, position);
      return { ...page, items: page.items.map(({ event }) => event) };
    },
  };
};
