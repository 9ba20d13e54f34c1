import type { estypes } from '@elastic/elasticsearch';
import type { Connection } from './connection.js';
import type { IndexKind, IndexNames } from './index-names.js';
import type { Reads } from './reads.js';

/** Documents of each index that one request removes; small enough to be done well within the request's timeout. */
const portion = 1000;

/** What people made stays until they remove it. */
type Expiring = Exclude<IndexKind, 'documents'>;

const expired = (before: number, lastSeq: number): Record<Expiring, estypes.QueryDslQueryContainer[]> => ({
  // The last event stays, as it holds lastSeq.
  events: [
    { term: { applied: true } },
    { range: { received_at: { lt: before } } },
    { range: { seq: { lt: lastSeq } } },
  ],
  timeline: [{ range: { at: { lt: before } } }],
  alerts: [{ term: { status: 'resolved' } }, { range: { last_seen_at: { lt: before } } }],
  incidents: [{ term: { status: 'resolved' } }, { range: { last_seen_at: { lt: before } } }],
});

/** Removes a portion of what was over before that moment (ms); documents that change meanwhile are left for the next time. */
export const removeExpired = async (
  connection: Connection,
  reads: Reads,
  indices: IndexNames,
  before: number
): Promise<number> => {
  const { hits } = await reads.search('retention', { index: indices.events, size: 1, sort: [{ seq: 'desc' }] });
  const lastSeq = Number(hits[0]?.sort[0] ?? 0);
  let removed = 0;
  for (const [kind, filter] of Object.entries(expired(before, lastSeq)) as Array<
    [Expiring, estypes.QueryDslQueryContainer[]]
  >) {
    const answer = await connection.send('retention', (client) =>
      client.deleteByQuery({
        index: indices[kind],
        query: { bool: { filter } },
        max_docs: portion,
        conflicts: 'proceed',
        refresh: true,
      })
    );
    removed += answer.deleted ?? 0;
  }
  return removed;
};
