import { randomUUID } from 'node:crypto';
import { DocumentConflict, type StoredDocument } from '../alert-store.js';
import type { Bulk, BulkAnswer, BulkItem } from './bulk.js';
import { documentId } from './documents.js';
import type { Found, Reads } from './reads.js';

interface Source {
  id: string;
  written_by: string;
  document: string;
}

/** Documents of all kinds in one index, `_id` made of kind and id. */
export interface DocumentCollection {
  put(kind: string, id: string, body: unknown, expected: number | null): Promise<number>;
  get(kind: string, id: string): Promise<StoredDocument | null>;
  list(kind: string): Promise<StoredDocument[]>;
  remove(kind: string, id: string, expected: number): Promise<void>;
}

const conflict = 409;
const missing = 404;
/** More than anyone makes by hand. */
const mostOfAKind = 100_000;

/** Elasticsearch counts the writes of an index from 0 and never gives a number twice; versions count from 1. */
const versionOf = (seqNo: number): number => seqNo + 1;

const stored = ({ source, seqNo }: Pick<Found<Source>, 'source' | 'seqNo'>): StoredDocument => ({
  id: source.id,
  version: versionOf(seqNo),
  body: JSON.parse(source.document) as unknown,
});

/**
 * A write names the sequence number and the term of what it replaces, which Elasticsearch checks on the primary shard. It is
 * signed (`written_by`): a conflict with one's own write, whose answer was lost and which was sent again, is none.
 */
export const createDocumentCollection = (deps: { index: string; bulk: Bulk; reads: Reads }): DocumentCollection => {
  const { index, bulk, reads } = deps;
  const keyOf = (kind: string, id: string): string => documentId(`${kind}/${id}`);

  const find = async (operation: string, kind: string, id: string): Promise<Found<Source> | null> => {
    const found = await reads.byIds<Source>(operation, index, [keyOf(kind, id)], ['id', 'written_by', 'document']);
    return found[0] ?? null;
  };
  const writeOne = async (item: BulkItem): Promise<BulkAnswer> => {
    const [answer] = await bulk.write([item]);
    return answer ?? { status: 503, reason: 'no answer' };
  };

  return {
    put: async (kind, id, body, expected) => {
      const before = expected === null ? null : await find('put_document', kind, id);
      if (expected !== null && (!before || versionOf(before.seqNo) !== expected)) {
        throw new DocumentConflict(kind, id);
      }
      const _id = keyOf(kind, id);
      const writtenBy = randomUUID();
      const answer = await writeOne({
        action: before
          ? { index: { _index: index, _id, if_seq_no: before.seqNo, if_primary_term: before.primaryTerm } }
          : { create: { _index: index, _id } },
        body: { kind, id, written_by: writtenBy, document: JSON.stringify(body) },
      });
      if (answer.status < 300 && answer.seqNo !== undefined) {
        return versionOf(answer.seqNo);
      }
      if (answer.status !== conflict) {
        throw new Error(`${kind} "${id}" was refused: ${answer.reason}`);
      }
      const now = await find('put_document', kind, id);
      if (now?.source.written_by !== writtenBy) {
        throw new DocumentConflict(kind, id);
      }
      return versionOf(now.seqNo);
    },

    get: async (kind, id) => {
      const found = await find('get_document', kind, id);
      return found && stored(found);
    },

    list: async (kind) => {
      await reads.refresh('list_documents', index);
      const query = { term: { kind } };
      const hits = await reads.searchAll(
        'list_documents',
        { index, query, sort: [{ id: 'asc' }], seq_no_primary_term: true, _source: ['id', 'document'] },
        mostOfAKind
      );
      return hits.map(({ id = '', document, seqNo = 0 }) =>
        stored({ source: { id, document, written_by: '' }, seqNo })
      );
    },

    remove: async (kind, id, expected) => {
      const before = await find('delete_document', kind, id);
      if (!before) {
        return;
      }
      if (versionOf(before.seqNo) !== expected) {
        throw new DocumentConflict(kind, id);
      }
      const place = { if_seq_no: before.seqNo, if_primary_term: before.primaryTerm };
      const answer = await writeOne({ action: { delete: { _index: index, _id: keyOf(kind, id), ...place } } });
      // A conflict with nothing there is one's own delete, sent again after its answer was lost.
      if (answer.status === conflict && (await find('delete_document', kind, id))) {
        throw new DocumentConflict(kind, id);
      }
      if (answer.status >= 300 && answer.status !== missing && answer.status !== conflict) {
        throw new Error(`${kind} "${id}" could not be deleted: ${answer.reason}`);
      }
    },
  };
};
