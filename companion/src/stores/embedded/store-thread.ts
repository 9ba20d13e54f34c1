import { parentPort, workerData } from 'node:worker_threads';
import { createEmbeddedStateStore } from './embedded-state-store.js';
import type { StateStore } from './state-store.js';
import { bundling, decodeArgs, type ThreadCall, type ThreadMessage, type ThreadSettings } from './thread-messages.js';

const port = parentPort;
if (!port) {
  throw new Error('store-thread.js is started by createThreadedStateStore only');
}
const tell = bundling<ThreadMessage>((messages) => port.postMessage(messages));
const { path, retentionDays, lists } = workerData as ThreadSettings;
const store = createEmbeddedStateStore({
  path,
  retentionDays,
  lists,
  metrics: {
    // The other side measures, with the way here and back.
    observe: (_operation, call) => call(),
    retried: () => undefined,
    batched: (size) => tell({ kind: 'batch', size }),
  },
  logger: {
    info: (fields, text) => tell({ kind: 'log', level: 'info', fields, text }),
    warn: (fields, text) => tell({ kind: 'log', level: 'warn', fields, text }),
  },
});

const answer = async ({ id, method, args }: ThreadCall): Promise<void> => {
  try {
    const call = store[method as keyof StateStore] as (...given: unknown[]) => Promise<unknown>;
    const value = await call(...decodeArgs(args));
    tell({ kind: 'answer', id, value: value === undefined ? undefined : JSON.stringify(value) });
  } catch (thrown) {
    const { name, message, stack } = thrown instanceof Error ? thrown : new Error(String(thrown));
    tell({ kind: 'refusal', id, name, message, stack });
  }
};

port.on('message', (calls: ThreadCall[]) => calls.forEach((call) => void answer(call)));
