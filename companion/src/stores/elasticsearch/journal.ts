import type { AlertEvent, Page } from '@watchroom/contract';
import { SequenceTaken, type AcceptedEvent, type PageRequest } from '../alert-store.js';
import { decodeCursor, type CursorScope } from '../cursor.js';
import { pageFrom } from '../page.js';
import { seqPerMs } from '../sequence.js';
import type { Bulk } from './bulk.js';
import type { DailyIndices } from './daily-indices.js';
import { eventDocumentId, eventSource } from './documents.js';
import { undatedAlias } from './index-names.js';
import type { Hit, Reads } from './reads.js';

export interface Journal {
  append(events: AcceptedEvent[]): Promise<void>;
  markApplied(seqs: number[]): Promise<void>;
  pending(limit: number): Promise<AcceptedEvent[]>;
  lastSeq(): Promise<number>;
  eventsOf(alertId: string, page: PageRequest): Promise<Page<AlertEvent>>;
}

export interface JournalDeps {
  /** The alias of all days. */
  index: string;
  daily: DailyIndices;
  /** The last seq in the index of an older Watchroom, which had one for all days; 0 where there is none. */
  undatedUntil: number;
  bulk: Bulk;
  reads: Reads;
}

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

/** The last seq that an older Watchroom wrote to its one index for all days. */
export const lastUndatedSeq = async (index: string, reads: Reads): Promise<number> => {
  await reads.refresh('last_seq', undatedAlias(index));
  const { hits } = await reads.search('last_seq', { index: undatedAlias(index), size: 1, sort: newestFirst });
  return Number(hits[0]?.sort[0] ?? 0);
};

/**
 * Events by the day that their seq tells (it holds the time): a seq belongs to one index whoever writes it and however often, so that no two
 * events get the same.
 */
export const createJournal = ({ index, daily, undatedUntil, bulk, reads }: JournalDeps): Journal => {
  const indexOf = (seq: number): string =>
    seq <= undatedUntil ? undatedAlias(index) : daily.at(Math.floor(seq / seqPerMs));

  /** Those events whose place another event holds. */
  const findTaken = async (refused: AcceptedEvent[]): Promise<AcceptedEvent[]> => {
    const holders = new Map<number, string>();
    for (const name of new Set(refused.map(({ seq }) => indexOf(seq)))) {
      const ids = refused.filter(({ seq }) => indexOf(seq) === name).map(({ seq }) => eventDocumentId(seq));
      const held = await reads.byIds<HeldEvent>('append_events', name, ids, ['seq', 'id']);
      held.forEach(({ source }) => holders.set(source.seq, source.id));
    }
    return refused.filter(({ seq, event }) => holders.get(seq) !== event.id);
  };

  const append = async (events: AcceptedEvent[]): Promise<void> => {
    const items = events.map((accepted) => ({
      action: { create: { _index: indexOf(accepted.seq), _id: eventDocumentId(accepted.seq) } },
      body: eventSource(accepted),
    }));
    const answers = await daily.writing(
      items.map(({ action }) => action.create._index),
      () => bulk.write(items)
    );
    const failed = answers.findIndex(({ status }) => status >= 300 && status !== 409);
    if (failed !== -1) {
      throw new Error(`event "${events[failed]?.event.id ?? ''}" was refused: ${answers[failed]?.reason ?? ''}`);
    }
    // Refused as existing: written before, by an earlier call or by a try whose answer was lost, or by another writer.
    const refused = events.filter((_, place) => answers[place]?.status === 409);
    const taken = refused.length > 0 ? await findTaken(refused) : [];
    const [other] = taken;
    if (other) {
      throw new SequenceTaken(`event "${other.event.id}": seq ${other.seq} belongs to another event`);
    }
  };

  return {
    append,
    markApplied: async (seqs) => {
      const answers = await bulk.write(
        seqs.map((seq) => ({
          action: { update: { _index: indexOf(seq), _id: eventDocumentId(seq), retry_on_conflict: 3 } },
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
      await reads.catchUp('events_of', index);
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
