import pRetry from 'p-retry';

/**
 * Repeats `work` until it succeeds, waiting 1 s and then ever longer up to 30 s, with jitter. Rejects only where `signal` is
 * aborted.
 */
export const retryForever = async (
  work: (attempt: number) => Promise<void>,
  { signal, onFailure }: { signal: AbortSignal; onFailure: (error: Error, attempt: number) => void }
): Promise<void> => {
  await pRetry(
    async (attempt) => {
      try {
        await work(attempt);
      } catch (error) {
        // p-retry gives up on a TypeError; a store that is away must not end the retries whatever it throws.
        throw error instanceof Error && !(error instanceof TypeError)
          ? error
          : new Error(String(error), { cause: error });
      }
    },
    {
      retries: Infinity,
      minTimeout: 1000,
      maxTimeout: 30_000,
      factor: 2,
      randomize: true,
      signal,
      onFailedAttempt: ({ error, attemptNumber }) => onFailure(error, attemptNumber),
    }
  );
};
