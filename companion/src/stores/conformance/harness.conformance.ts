import { afterEach, beforeEach } from 'vitest';
import type { AlertStore } from '../alert-store.js';

/** A store that was opened for one test. */
export interface OpenedStore {
  store: AlertStore;
  /** Closes it and opens another on the same data, as after a restart. */
  reopen(): Promise<AlertStore>;
  /** Closes it and removes its data. */
  cleanup(): Promise<void>;
}

export interface StoreTraits {
  /** Whether a conflict leaves nothing of the change written; else documents without a conflict are. */
  allOrNothing: boolean;
}

/** Gives the current test's store. */
export interface Harness {
  store(): AlertStore;
  reopen(): Promise<AlertStore>;
}

/** Opens a store of its own for each test of the enclosing `describe`. */
export const useStore = (open: () => Promise<OpenedStore>): Harness => {
  let opened: OpenedStore | null = null;
  const current = (): OpenedStore => {
    if (!opened) {
      throw new Error('no store is open');
    }
    return opened;
  };
  beforeEach(async () => {
    opened = await open();
  });
  afterEach(async () => {
    await opened?.cleanup();
    opened = null;
  });
  return {
    store: () => current().store,
    reopen: async () => {
      const store = await current().reopen();
      opened = { ...current(), store };
      return store;
    },
  };
};

export const idsOf = (documents: Array<{ id: string }>): string[] => documents.map(({ id }) => id);
