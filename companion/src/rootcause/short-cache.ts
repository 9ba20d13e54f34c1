import type { Clock } from '../clock.js';

/** Keeps answers for a moment; callers that ask at the same time share one computation. A failure is not kept. */
export interface ShortCache<T> {
  get(key: string, compute: () => Promise<T>): Promise<T>;
}

/** `keepFor` in ms; at most `most` answers are held, the oldest go first. */
export const createShortCache = <T>(options: { clock: Clock; keepFor: number; most: number }): ShortCache<T> => {
  const held = new Map<string, { answer: Promise<T>; doneAt: number | null }>();
  const dropOld = (): void => {
    for (const [key, { doneAt }] of held) {
      if (held.size > options.most || (doneAt !== null && options.clock.now() - doneAt >= options.keepFor)) {
        held.delete(key);
      }
    }
  };
  return {
    get: (key, compute) => {
      dropOld();
      const known = held.get(key);
      if (known) {
        return known.answer;
      }
      const entry = { answer: compute(), doneAt: null as number | null };
      held.set(key, entry);
      entry.answer.then(
        () => {
          entry.doneAt = options.clock.now();
        },
        () => {
          if (held.get(key) === entry) {
            held.delete(key);
          }
        }
      );
      return entry.answer;
    },
  };
};
