import type { Logger } from 'pino';
import { z } from 'zod';
import type { Clock } from '../clock.js';
import type { AlertStore } from '../stores/alert-store.js';
import type { Correlator } from './correlator.js';

/** Keeps over a restart what correlation has learnt. */
export interface LearningStore {
  load(): Promise<void>;
  /** Writes it where that was not done for a while, or at once. */
  save(atOnce?: boolean): Promise<void>;
}

const kind = 'correlation';
const id = 'learnt';
const everyMs = 10 * 60_000;

const together = z.object({
  since: z.number().nullable(),
  kinds: z.array(
    z.tuple([z.string(), z.number(), z.number(), z.number(), z.array(z.tuple([z.string(), z.number(), z.number()]))])
  ),
});
const learnt = z.object({
  version: z.literal(1),
  recurrences: z.array(
    z.tuple([
      z.string(),
      z.object({
        last: z.number(),
        episodes: z.number(),
        episodeAt: z.number(),
        rate: z.number(),
        top: z.number(),
        peak: z.number(),
      }),
    ])
  ),
  bursts: together,
  episodes: together,
});

/**
 * Several companions learn each for themselves; the last to write is what the next to start begins with. A failure costs only what was
 * learnt since: it is logged, never thrown.
 */
export const createLearningStore = (deps: {
  store: Pick<AlertStore, 'getDocument' | 'putDocument'>;
  correlator: Correlator;
  clock: Clock;
  logger: Logger;
}): LearningStore => {
  const { store, correlator, clock, logger } = deps;
  let savedAt = clock.now();
  return {
    load: async () => {
      try {
        const stored = await store.getDocument(kind, id);
        const read = learnt.safeParse(stored?.body);
        if (read.success) {
          correlator.restore(read.data);
        } else if (stored) {
          logger.warn('What correlation had learnt does not fit and is learnt anew');
        }
      } catch (error) {
        logger.warn({ err: error }, 'What correlation had learnt cannot be read; it is learnt anew');
      }
    },
    save: async (atOnce = false) => {
      const now = clock.now();
      if (!atOnce && now - savedAt < everyMs) {
        return;
      }
      savedAt = now;
      try {
        const stored = await store.getDocument(kind, id);
        await store.putDocument(kind, id, correlator.learnt(), stored?.version ?? null);
      } catch (error) {
        logger.warn({ err: error }, 'What correlation has learnt cannot be kept now; trying again later');
      }
    },
  };
};
