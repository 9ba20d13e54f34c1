import type { estypes } from '@elastic/elasticsearch';
import type { Connection } from './connection.js';
import {
  dailyKinds,
  endOfDay,
  lastingKinds,
  type DailyKind,
  type IndexNames,
  type LastingKind,
} from './index-names.js';
import type { Reads } from './reads.js';

type Query = estypes.QueryDslQueryContainer;

/** Documents of each index that one request removes; small enough to be done well within the request's timeout. */
const portion = 1000;

/** What people made stays until they remove it. */
type Expiring = Exclude<LastingKind, 'documents'>;
const expiring = lastingKinds.filter((kind): kind is Expiring => kind !== 'documents');

const expiredState = (before: number): Query => ({
  bool: { filter: [{ term: { status: 'resolved' } }, { range: { last_seen_at: { lt: before } } }] },
});

const expiredEntries = (before: number, lastSeq: number): Record<DailyKind, Query> => ({
  events: {
    bool: {
      filter: [
        { term: { applied: true } },
        { range: { received_at: { lt: before } } },
        // The last event stays, as it holds lastSeq.
        { range: { seq: { lt: lastSeq } } },
      ],
    },
  },
  timeline: { range: { at: { lt: before } } },
  tallies: { range: { hour: { lt: before } } },
});

/**
 * Removes a portion of what was over before that moment (ms); gives the number of documents. Days go as a whole, with their index, once they are over
 * and nothing of them is to be kept; what else they hold goes document by document. What changes meanwhile is left for the next time.
 */
export const removeExpired = async (
  connection: Connection,
  reads: Reads,
  indices: IndexNames,
  before: number
): Promise<number> => {
  const removeFrom = async (index: string, query: Query): Promise<number> => {
    const answer = await connection.send('retention', (client) =>
      client.deleteByQuery({ index, query, max_docs: portion, conflicts: 'proceed', refresh: true })
    );
    return answer.deleted ?? 0;
  };
  const countIn = async (index: string, query: Query): Promise<number> =>
    (await connection.send('retention', (client) => client.count({ index, query }))).count;

  const removeDay = async (index: string, expired: Query): Promise<number> => {
    await reads.refresh('retention', index);
    if ((await countIn(index, { bool: { must_not: [expired] } })) > 0) {
      return await removeFrom(index, expired);
    }
    const documents = await countIn(index, { match_all: {} });
    await connection.send('retention', (client) => client.indices.delete({ index, ignore_unavailable: true }));
    return documents;
  };

  const { hits } = await reads.search('retention', { index: indices.events, size: 1, sort: [{ seq: 'desc' }] });
  const expired = expiredEntries(before, Number(hits[0]?.sort[0] ?? 0));
  let removed = 0;
  for (const kind of dailyKinds) {
    const days = Object.keys(
      await connection.send('retention', (client) => client.indices.get({ index: indices[kind] }))
    );
    // An older Watchroom's index has no day. The newest stays, so that searches always find one.
    const over = days
      .sort()
      .slice(0, -1)
      .filter((index) => (endOfDay(index) ?? 0) <= before);
    for (const index of over) {
      removed += await removeDay(index, expired[kind]);
    }
  }
  for (const kind of expiring) {
    removed += await removeFrom(indices[kind], expiredState(before));
  }
  return removed;
};
