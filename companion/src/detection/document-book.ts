import type { Logger } from 'pino';
import type { z } from 'zod';
import type { AlertStore } from '../stores/alert-store.js';

/** What detection needs of the alert store. */
export type DocumentStore = Pick<AlertStore, 'putDocument' | 'getDocument' | 'listDocuments' | 'deleteDocument'>;

export interface Entry<T> {
  value: T;
  version: number;
}

/** The documents of one kind, kept in memory and brought up to date by `sync`, so that several companions agree in seconds. */
export interface DocumentBook<T> {
  get(id: string): Entry<T> | undefined;
  entries(): ReadonlyMap<string, Entry<T>>;
  /** `expected` as in `AlertStore.putDocument`; rejects with `DocumentConflict`. */
  put(id: string, value: T, expected: number | null): Promise<Entry<T>>;
  /** Removes it as it is stored now; gives what was removed, null where there was nothing. */
  remove(id: string): Promise<Entry<T> | null>;
  /** Reads all; gives the ids that others made, changed or removed since. */
  sync(): Promise<string[]>;
}

/** Documents that do not fit `schema`, as a newer Watchroom may write them, are passed over with a line in the log. */
export const createDocumentBook = <S extends z.ZodType>(deps: {
  store: DocumentStore;
  kind: string;
  schema: S;
  logger: Logger;
}): DocumentBook<z.output<S>> => {
  type T = z.output<S>;
  const { store, kind, schema, logger } = deps;
  let known = new Map<string, Entry<T>>();
  const refused = new Map<string, number>();
  /** Counts own writes, so that a list that was asked for before one does not undo it. */
  let writes = 0;

  const read = (id: string, version: number, body: unknown): Entry<T> | null => {
    const decoded = schema.safeDecode(body as z.input<S>);
    if (decoded.success) {
      return { value: decoded.data, version };
    }
    if (refused.get(id) !== version) {
      refused.set(id, version);
      logger.warn(
        { kind, id, issues: decoded.error.issues.slice(0, 5) },
        'a stored document does not fit and is passed over'
      );
    }
    return null;
  };

  const sync = async (): Promise<string[]> => {
    const before = writes;
    const documents = await store.listDocuments(kind);
    if (before !== writes) {
      return [];
    }
    const found = new Map<string, Entry<T>>();
    for (const { id, version, body } of documents) {
      const same = known.get(id);
      const entry = same?.version === version ? same : read(id, version, body);
      if (entry) {
        found.set(id, entry);
      }
    }
    const ids = new Set([...known.keys(), ...found.keys()]);
    const changed = [...ids].filter((id) => known.get(id)?.version !== found.get(id)?.version);
    known = found;
    return changed;
  };

  return {
    get: (id) => known.get(id),
    entries: () => known,
    put: async (id, value, expected) => {
      const version = await store.putDocument(kind, id, schema.encode(value), expected);
      writes += 1;
      const entry = { value, version };
      known.set(id, entry);
      return entry;
    },
    remove: async (id) => {
      const stored = await store.getDocument(kind, id);
      if (!stored) {
        return null;
      }
      await store.deleteDocument(kind, id, stored.version);
      writes += 1;
      known.delete(id);
      return read(id, stored.version, stored.body);
    },
    sync,
  };
};
