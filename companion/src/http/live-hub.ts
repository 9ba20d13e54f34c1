import type { LiveMessage } from '@watchroom/contract';

/** Spreads changes to all open pages. Publishing never waits for a reader. */
export interface LiveHub {
  publish(message: LiveMessage): void;
  /** Returns how to stop listening. */
  subscribe(listener: (message: LiveMessage) => void): () => void;
  readonly subscribers: number;
}

export const createLiveHub = (): LiveHub => {
  const listeners = new Set<(message: LiveMessage) => void>();
  return {
    publish: (message) => {
      for (const listener of listeners) {
        listener(message);
      }
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    get subscribers() {
      return listeners.size;
    },
  };
};
