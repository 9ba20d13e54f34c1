import type { AlertStore } from '../alert-store.js';
import { createEmbeddedStateStore, type EmbeddedStateStoreDeps } from './embedded-state-store.js';
import { createJournaledAlertStore } from './journaled-alert-store.js';

/** The embedded alert store in this thread. */
export const createEmbeddedAlertStore = (deps: EmbeddedStateStoreDeps): AlertStore =>
  createJournaledAlertStore({ ...deps, state: createEmbeddedStateStore(deps) });
