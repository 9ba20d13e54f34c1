import { setTimeout as delay } from 'node:timers/promises';

/** Which writes of this process searches can see already. Elasticsearch shows new documents only after a refresh of their index. */
export interface Visibility {
  /** A write to the index was answered. */
  wrote(index: string): void;
  /**
   * Resolves once searches see every write that was answered before this call; at once where they do already. Rejects where
   * Elasticsearch does not refresh.
   */
  catchUp(operation: string, index: string): Promise<void>;
}

/** Least time between two refreshes of one index: each makes a segment, and a storm of readers must not make hundreds. */
const spacingMs = 100;

interface IndexState {
  written: number;
  visible: number;
  refreshedAt: number;
  round: Promise<void> | null;
}

/** Readers that come while a refresh is due share it. */
export const createVisibility = (refresh: (operation: string, index: string) => Promise<void>): Visibility => {
  const states = new Map<string, IndexState>();
  const stateOf = (index: string): IndexState => {
    const state = states.get(index) ?? { written: 0, visible: 0, refreshedAt: -Infinity, round: null };
    states.set(index, state);
    return state;
  };

  const refreshOnce = async (operation: string, index: string, state: IndexState): Promise<void> => {
    const pause = state.refreshedAt + spacingMs - performance.now();
    if (pause > 0) {
      await delay(pause);
    }
    const written = state.written;
    await refresh(operation, index);
    state.visible = written;
    state.refreshedAt = performance.now();
  };

  return {
    wrote: (index) => {
      stateOf(index).written += 1;
    },
    catchUp: async (operation, index) => {
      const state = stateOf(index);
      const wanted = state.written;
      while (state.visible < wanted) {
        state.round ??= refreshOnce(operation, index, state).finally(() => {
          state.round = null;
        });
        await state.round;
      }
    },
  };
};
