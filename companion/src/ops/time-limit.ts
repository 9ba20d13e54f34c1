/** Work that took longer than it may. */
export class TimeLimitExceeded extends Error {
  override name = 'TimeLimitExceeded';
}

/** Rejects with `TimeLimitExceeded` after `ms`; the work itself goes on. */
export const withTimeLimit = async <T>(work: Promise<T>, ms: number, what: string): Promise<T> => {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new TimeLimitExceeded(`${what} took longer than ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
};
