import { Worker } from 'node:worker_threads';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import { StoreUnavailable } from '../alert-store.js';
import { createAlertStoreMetrics } from '../alert-store-metrics.js';
import {
  bundling,
  encodeArgs,
  errorOf,
  type ThreadCall,
  type ThreadMessage,
  type ThreadSettings,
} from './thread-messages.js';
import type { StateStore } from './state-store.js';

/** Which thread carries a call out: the one that writes, or the one that only reads. */
const threadOf: Record<Exclude<keyof StateStore, 'open' | 'close'>, 'writer' | 'reader'> = {
  ping: 'writer',
  commit: 'writer',
  sync: 'writer',
  pendingEvents: 'reader',
  lastSeq: 'reader',
  eventIds: 'reader',
  eventRows: 'reader',
  getAlerts: 'reader',
  getIncidents: 'reader',
  recentIncidents: 'reader',
  // What lists search is in the memory of the one that writes.
  listAlerts: 'writer',
  facets: 'writer',
  alertValues: 'writer',
  listIncidents: 'reader',
  timeline: 'reader',
  snoozeEnded: 'reader',
  tallies: 'reader',
  putDocument: 'writer',
  getDocument: 'reader',
  listDocuments: 'reader',
  deleteDocument: 'writer',
};

/** Their arguments are JSON already. */
const asTheyAre: ReadonlySet<string> = new Set<keyof StateStore>(['commit']);

const builtEntry = new URL('./store-thread.js', import.meta.url);

/** As the metrics name it: `appendEvents` is `append_events`. */
const operationOf = (method: string): string => method.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

interface Thread {
  call(method: string, args: unknown[]): Promise<unknown>;
  /** Resolves when it has ended; what is under way is refused. */
  end(): Promise<void>;
}

const startThread = (
  entry: URL,
  settings: ThreadSettings,
  on: { log(message: Extract<ThreadMessage, { kind: 'log' }>): void; batch(size: number): void }
): Thread => {
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: unknown): void }>();
  let last = 0;
  // Without a listener for its errors: a fault that nothing caught ends the process, as one in here would.
  const worker = new Worker(entry, { workerData: settings });
  const settle = (id: number, how: (call: { resolve(value: unknown): void; reject(error: unknown): void }) => void) => {
    const call = waiting.get(id);
    waiting.delete(id);
    if (call) {
      how(call);
    }
  };
  const post = bundling<ThreadCall>((calls) => worker.postMessage(calls));
  const take = (message: ThreadMessage): void => {
    if (message.kind === 'answer') {
      const { value } = message;
      settle(message.id, ({ resolve }) => resolve(value === undefined ? undefined : JSON.parse(value)));
    } else if (message.kind === 'refusal') {
      settle(message.id, ({ reject }) => reject(errorOf(message)));
    } else if (message.kind === 'log') {
      on.log(message);
    } else {
      on.batch(message.size);
    }
  };
  worker.on('message', (messages: ThreadMessage[]) => messages.forEach(take));
  worker.on('exit', () => {
    const error = new StoreUnavailable('the embedded alert store has been closed');
    for (const { reject } of waiting.values()) {
      reject(error);
    }
    waiting.clear();
  });
  return {
    call: (method, args) =>
      new Promise((resolve, reject) => {
        last += 1;
        waiting.set(last, { resolve, reject });
        post({ id: last, method, args: asTheyAre.has(method) ? args : encodeArgs(args) });
      }),
    end: async () => {
      await worker.terminate();
    },
  };
};

/**
 * The embedded alert store's database on threads of its own, one that writes and answers lists, and one for other reads: neither its SQL nor its syncs to
 * disk hold up requests and pipeline, and alerts and timelines are read while much is written.
 */
export const createThreadedStateStore = (deps: {
  path: string;
  retentionDays: number;
  registry: Registry;
  logger: Logger;
  /** What the threads run; as it was built where nothing is given. */
  entry?: URL;
}): StateStore => {
  const { path, retentionDays, logger, entry = builtEntry } = deps;
  const metrics = createAlertStoreMetrics(deps.registry, 'embedded');
  let threads: { writer: Thread; reader: Thread } | null = null;

  const start = (settings: Omit<ThreadSettings, 'path'>): Thread =>
    startThread(
      entry,
      { path, ...settings },
      { log: ({ level, fields, text }) => logger[level](fields, text), batch: metrics.batched }
    );

  const openThread = async (thread: Thread): Promise<Thread> => {
    try {
      await thread.call('open', []);
      return thread;
    } catch (error) {
      await thread.end();
      throw error;
    }
  };

  const openBoth = async (): Promise<{ writer: Thread; reader: Thread }> => {
    // The writer first: it makes and migrates the file, and removes what is past its retention.
    const writer = await openThread(start({ retentionDays, lists: true }));
    try {
      return { writer, reader: await openThread(start({ retentionDays: Infinity, lists: false })) };
    } catch (error) {
      await writer.end();
      throw error;
    }
  };

  const closeThread = async (thread: Thread): Promise<void> => {
    await thread.call('close', []);
    await thread.end();
  };

  const calls = Object.entries(threadOf).map(([method, which]) => {
    const operation = operationOf(method);
    const call = async (...args: unknown[]): Promise<unknown> => {
      if (!threads) {
        throw new StoreUnavailable('the embedded alert store is not open');
      }
      return await threads[which].call(method, args);
    };
    return [method, (...args: unknown[]) => metrics.observe(operation, () => call(...args))];
  });
  return {
    ...(Object.fromEntries(calls) as Omit<StateStore, 'open' | 'close'>),
    open: async () => {
      threads ??= await metrics.observe('open', openBoth);
    },
    close: async () => {
      const closing = threads;
      threads = null;
      if (closing) {
        await Promise.all([closeThread(closing.reader), closeThread(closing.writer)]);
      }
    },
  };
};
