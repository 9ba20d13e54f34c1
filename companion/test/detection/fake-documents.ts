import type { DocumentStore } from '../../src/detection/document-book.js';
import { DocumentConflict, type StoredDocument } from '../../src/stores/alert-store.js';

/** Documents in memory, as the alert stores keep them; several companions may share one. */
export const createFakeDocuments = (): DocumentStore => {
  const kept = new Map<string, StoredDocument>();
  let last = 0;
  const check = (kind: string, id: string, expected: number | null): void => {
    if ((kept.get(`${kind}/${id}`)?.version ?? null) !== expected) {
      throw new DocumentConflict(kind, id);
    }
  };
  return {
    putDocument: async (kind, id, body, expected) => {
      check(kind, id, expected);
      last += 1;
      kept.set(`${kind}/${id}`, { id, version: last, body: JSON.parse(JSON.stringify(body)) as unknown });
      return last;
    },
    getDocument: async (kind, id) => kept.get(`${kind}/${id}`) ?? null,
    listDocuments: async (kind) => [...kept].filter(([key]) => key.startsWith(`${kind}/`)).map(([, one]) => one),
    deleteDocument: async (kind, id, expected) => {
      if (kept.has(`${kind}/${id}`)) {
        check(kind, id, expected);
        kept.delete(`${kind}/${id}`);
      }
    },
  };
};
