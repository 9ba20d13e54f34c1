import { feedback as feedbackSchema, type Feedback } from '@watchroom/contract';
import type { Logger } from 'pino';
import { DocumentConflict } from '../stores/alert-store.js';
import { createDocumentBook, type DocumentStore, type Entry } from './document-book.js';

/** What people said of anomalies, kept in memory by series. One for each anomaly: who speaks later replaces what was said. */
export interface FeedbackBook {
  /** Of a series under one detector. */
  of(detector: string, seriesId: string): readonly Feedback[];
  /** Of a series under all detectors. */
  ofSeries(seriesId: string): readonly Feedback[];
  all(): Feedback[];
  give(feedback: Feedback): Promise<void>;
  /** Gives what was taken back; null where there was nothing. */
  revert(id: string): Promise<Feedback | null>;
  /** Reads all; gives what others gave, changed or took back since. */
  sync(): Promise<Feedback[]>;
}

const ATTEMPTS = 3;
const none: readonly Feedback[] = [];

export const createFeedbackBook = (deps: { store: DocumentStore; logger: Logger }): FeedbackBook => {
  const book = createDocumentBook({ ...deps, kind: 'feedback', schema: feedbackSchema });
  let byDetector = new Map<string, Feedback[]>();
  let bySeries = new Map<string, Feedback[]>();

  const keyOf = (detector: string, seriesId: string): string => `${seriesId} ${detector}`;
  const add = (map: Map<string, Feedback[]>, key: string, value: Feedback): void => {
    map.set(key, [...(map.get(key) ?? []), value]);
  };
  const index = (): void => {
    byDetector = new Map();
    bySeries = new Map();
    for (const { value } of book.entries().values()) {
      add(byDetector, keyOf(value.detector, value.seriesId), value);
      add(bySeries, value.seriesId, value);
    }
  };

  return {
    of: (detector, seriesId) => (byDetector.size === 0 ? none : (byDetector.get(keyOf(detector, seriesId)) ?? none)),
    ofSeries: (seriesId) => bySeries.get(seriesId) ?? none,
    all: () => [...book.entries().values()].map(({ value }) => value),
    give: async (value) => {
      for (let attempt = 1; ; attempt += 1) {
        const before: Entry<Feedback> | undefined = book.get(value.id);
        try {
          await book.put(value.id, value, before?.version ?? null);
          index();
          return;
        } catch (error) {
          // Somebody else spoke a moment ago: the last word counts.
          if (!(error instanceof DocumentConflict) || attempt >= ATTEMPTS) {
            throw error;
          }
          await book.sync();
        }
      }
    },
    revert: async (id) => {
      const removed = await book.remove(id);
      index();
      return removed?.value ?? null;
    },
    sync: async () => {
      const before = new Map(book.entries());
      const changed = await book.sync();
      index();
      return changed.flatMap((id) => book.get(id)?.value ?? before.get(id)?.value ?? []);
    },
  };
};
