import type { estypes } from '@elastic/elasticsearch';
import { StoreUnavailable } from '../alert-store.js';
import type { Connection } from './connection.js';
import type { StoredDocument } from './documents.js';
import { createVisibility, type Visibility } from './visibility.js';

/** One read by id, at the state of the last write. */
export interface Found<T> {
  id: string;
  source: T;
  seqNo: number;
  primaryTerm: number;
}

/** One document of a search, with the values it sorted by. */
export interface Hit {
  document: string;
  sort: estypes.SortResults;
  /** Where the request asked for them. */
  id?: string | undefined;
  seqNo?: number | undefined;
}

export interface Reads {
  /** Documents by `_id`, also those that no search finds yet; those that are not there are left out. */
  byIds<T>(operation: string, index: string, ids: string[], fields: string[]): Promise<Array<Found<T>>>;
  /** A search whose total is exact and that fails rather than leave out a shard. */
  search(operation: string, request: estypes.SearchRequest): Promise<{ hits: Hit[]; total: number }>;
  /** Documents in the request's sort order, which must be unambiguous, read in portions, `limit` in all. */
  searchAll(operation: string, request: estypes.SearchRequest, limit: number): Promise<Hit[]>;
  /** `total` is exact where the request has `track_total_hits`. */
  aggregate<A>(operation: string, request: estypes.SearchRequest): Promise<{ total: number; aggregations: A }>;
  /** Makes all writes so far, of any process, visible to searches. */
  refresh(operation: string, index: string): Promise<void>;
  /** Makes this process's writes so far visible to searches; costs nothing where they are. */
  catchUp(operation: string, index: string): Promise<void>;
}

const maxIdsPerRead = 1000;
const maxHitsPerSearch = 1000;

const portions = <T>(items: T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, index) => items.slice(index * size, (index + 1) * size));

const foundOf = <T>(answer: estypes.MgetResponseItem<T>): Found<T> | null => {
  if ('error' in answer) {
    throw new StoreUnavailable(`Elasticsearch cannot read now: ${answer.error.type} ${answer.error.reason ?? ''}`);
  }
  const { _id: id, found, _source: source, _seq_no: seqNo, _primary_term: primaryTerm } = answer;
  if (!found || source === undefined || seqNo === undefined || primaryTerm === undefined) {
    return null;
  }
  return { id, source, seqNo, primaryTerm };
};

const totalOf = (total: estypes.SearchHitsMetadata['total']): number =>
  typeof total === 'number' ? total : (total?.value ?? 0);

/** Makes the visibility that the bulk writes of a connection tell and its reads ask. */
export const visibilityOf = (connection: Connection): Visibility =>
  createVisibility(async (operation, index) => {
    await connection.send(operation, (client) => client.indices.refresh({ index }));
  });

export const createReads = (connection: Connection, visibility: Visibility): Reads => {
  const search: Reads['search'] = (operation, request) =>
    connection.send(operation, async (client) => {
      const { hits } = await client.search<StoredDocument & { id?: string }>({
        track_total_hits: true,
        allow_partial_search_results: false,
        _source: ['document'],
        ...request,
      });
      return {
        hits: hits.hits.flatMap(({ _source, _seq_no: seqNo, sort }) =>
          _source ? { document: _source.document, id: _source.id, seqNo, sort: sort ?? [] } : []
        ),
        total: totalOf(hits.total),
      };
    });

  return {
    search,
    byIds: async <T>(operation: string, index: string, ids: string[], fields: string[]) => {
      const found: Array<Found<T> | null> = [];
      for (const portion of portions([...new Set(ids)], maxIdsPerRead)) {
        const { docs } = await connection.send(operation, (client) =>
          client.mget<T>({ index, ids: portion, _source_includes: fields, realtime: true })
        );
        found.push(...docs.map(foundOf));
      }
      return found.filter((one) => one !== null);
    },
    searchAll: async (operation, request, limit) => {
      const all: Hit[] = [];
      while (all.length < limit) {
        const size = Math.min(limit - all.length, maxHitsPerSearch);
        const after = all.at(-1)?.sort;
        const { hits } = await search(operation, { ...request, size, ...(after ? { search_after: after } : {}) });
        all.push(...hits);
        if (hits.length < size) {
          break;
        }
      }
      return all;
    },
    aggregate: <A>(operation: string, request: estypes.SearchRequest) =>
      connection.send(operation, async (client) => {
        const { aggregations, hits } = await client.search<unknown, A>({
          allow_partial_search_results: false,
          size: 0,
          ...request,
        });
        // Of none it answers with nothing.
        if (!aggregations && Object.keys(request.aggs ?? {}).length > 0) {
          throw new StoreUnavailable('Elasticsearch answered without aggregations');
        }
        return { total: totalOf(hits.total), aggregations: aggregations ?? ({} as A) };
      }),
    refresh: async (operation, index) => {
      await connection.send(operation, (client) => client.indices.refresh({ index }));
    },
    catchUp: visibility.catchUp,
  };
};
