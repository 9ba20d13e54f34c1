import { z } from 'zod';
import { HttpProblem } from '../http/http-problem.js';
import type { AlertStore } from '../stores/alert-store.js';
import type { StoredTemplate } from '../stores/timeseries/log-store.js';

const kind = 'log-template-merge';
const stored = z.object({ into: z.string(), by: z.string() });

/** Templates that people showed as one; what the miner merged itself is seen through too. */
export interface HandMerges {
  start(): Promise<void>;
  /** The template under which lines of this one are shown. */
  canonical(id: string): string;
  /** Ids that were merged by hand into this one, directly. */
  mergedInto(id: string): string[];
  /** `HttpProblem` 409 where it would go round in a circle. */
  merge(id: string, others: readonly string[], by: string): Promise<void>;
  /** Takes these out of the template again; all where none is named. `HttpProblem` 409 for one that was never merged into it. */
  split(id: string, others: readonly string[]): Promise<void>;
}

const maxSteps = 100;

/** Kept as documents in the alert store. */
export const createHandMerges = (deps: {
  store: Pick<AlertStore, 'listDocuments' | 'putDocument' | 'deleteDocument'>;
  templates: () => ReadonlyMap<string, StoredTemplate>;
}): HandMerges => {
  const { store } = deps;
  const byId = new Map<string, { into: string; version: number }>();

  const canonical = (id: string): string => {
    let found = id;
    for (let step = 0; step < maxSteps; step += 1) {
      const next = byId.get(found)?.into ?? deps.templates().get(found)?.mergedInto ?? null;
      if (next === null) {
        return found;
      }
      found = next;
    }
    return found;
  };

  const conflict = (detail: string): HttpProblem => new HttpProblem(409, "Can't change this template", { detail });

  return {
    start: async () => {
      for (const { id, version, body } of await store.listDocuments(kind)) {
        const read = stored.safeParse(body);
        if (read.success) {
          byId.set(id, { into: read.data.into, version });
        }
      }
    },
    canonical,
    mergedInto: (id) => [...byId].filter(([, { into }]) => into === id).map(([other]) => other),
    merge: async (id, others, by) => {
      const top = canonical(id);
      for (const other of others) {
        const from = canonical(other);
        if (from === top) {
          throw conflict(other === id ? 'A template cannot be merged into itself' : `${other} is part of it already`);
        }
        const version = await store.putDocument(kind, from, { into: top, by }, byId.get(from)?.version ?? null);
        byId.set(from, { into: top, version });
      }
    },
    split: async (id, others) => {
      const merged = [...byId].filter(([, { into }]) => into === id).map(([other]) => other);
      const wrong = others.find((other) => !merged.includes(other));
      if (wrong !== undefined) {
        throw conflict(`${wrong} was not merged into this template by hand`);
      }
      for (const other of others.length > 0 ? others : merged) {
        const entry = byId.get(other);
        if (entry !== undefined) {
          await store.deleteDocument(kind, other, entry.version);
          byId.delete(other);
        }
      }
    },
  };
};
