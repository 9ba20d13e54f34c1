import { DocumentConflict, type StoredDocument } from '../alert-store.js';
import type { EmbeddedDatabase } from './database.js';

interface Row {
  id: string;
  version: number;
  document: string;
}

/** Documents of all kinds in one table. `put` and `remove` run inside a transaction and throw `DocumentConflict`. */
export interface Documents {
  put(kind: string, id: string, body: unknown, expected: number | null): number;
  get(kind: string, id: string): StoredDocument | null;
  list(kind: string): StoredDocument[];
  remove(kind: string, id: string, expected: number): void;
}

const stored = ({ id, version, document }: Row): StoredDocument => ({
  id,
  version,
  body: JSON.parse(document) as unknown,
});

export const createDocuments = (database: EmbeddedDatabase): Documents => {
  const read = database.prepare<Row>('SELECT id, version, document FROM documents WHERE kind = ? AND id = ?');
  const readAll = database.prepare<Row>('SELECT id, version, document FROM documents WHERE kind = ? ORDER BY id');
  const insert = database.prepare<{ version: number }>(
    'INSERT INTO documents (kind, id, document) VALUES (?, ?, ?) RETURNING version'
  );
  const remove = database.prepare('DELETE FROM documents WHERE version = ?');
  return {
    put: (kind, id, body, expected) => {
      if ((read.get(kind, id)?.version ?? null) !== expected) {
        throw new DocumentConflict(kind, id);
      }
      if (expected !== null) {
        remove.run(expected);
      }
      return insert.get(kind, id, JSON.stringify(body))?.version ?? 0;
    },
    get: (kind, id) => {
      const row = read.get(kind, id);
      return row ? stored(row) : null;
    },
    list: (kind) => readAll.all(kind).map(stored),
    remove: (kind, id, expected) => {
      const version = read.get(kind, id)?.version;
      if (version !== undefined && version !== expected) {
        throw new DocumentConflict(kind, id);
      }
      remove.run(expected);
    },
  };
};
