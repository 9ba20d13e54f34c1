import { QueryClient } from '@tanstack/react-query';
import { ApiProblem } from '../api/apiProblem';

const worthAnotherTry = (error: unknown): boolean =>
  error instanceof ApiProblem && (error.kind === 'unreachable' || error.kind === 'unavailable');

/** Caches of one page or panel. Live updates keep them fresh, so nothing is fetched again merely because a window gets focus. */
export const createQueryClient = (): QueryClient =>
  new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 30_000,
        refetchOnWindowFocus: false,
        retry: (failures, error) => failures < 2 && worthAnotherTry(error),
        // A page that could show nothing comes to life by itself when the companion is back.
        refetchInterval: ({ state }) => (state.data === undefined && worthAnotherTry(state.error) ? 10_000 : false),
        retryDelay: (attempt) => Math.min(1000 * 2 ** attempt, 10_000) * (0.5 + Math.random() / 2),
      },
      mutations: { retry: false },
    },
  });
