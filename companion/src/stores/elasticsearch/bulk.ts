import type { estypes } from '@elastic/elasticsearch';
import pRetry from 'p-retry';
import { StoreUnavailable } from '../alert-store.js';
import type { AlertStoreMetrics } from '../alert-store-metrics.js';
import type { Connection } from './connection.js';

/** One item of a bulk request: its action line and, unless it is a delete, its body. */
export interface BulkItem {
  action: estypes.BulkOperationContainer;
  body?: object;
}

export interface BulkAnswer {
  status: number;
  /** Empty where it was carried out. */
  reason: string;
  /** Where it is not the item's fault: whether sending it again may help. */
  trouble?: 'passing' | 'lasting' | undefined;
}

export interface Bulk {
  /**
   * Carries the items out and gives an answer for each, in order. Items that were refused for a passing reason are sent
   * again; `StoreUnavailable` where some still are, or where an index is not in order. Other refusals (409, 404, 400) are the caller's to judge.
   */
  write(operation: string, items: BulkItem[]): Promise<BulkAnswer[]>;
}

/** Characters of one request; well below Elasticsearch's limit of 100 MB. */
const maxRequestLength = 8_000_000;
const maxRequestItems = 2000;
/** How long Elasticsearch may wait for a shard that is not ready. */
const shardTimeout = '5s';

const passing = new Set([429, 502, 503, 504]);

/** The index is not in order (missing, blocked, forbidden), which the statuses 404, 403 and 429 do not tell. */
const indexFaults = new Set(['index_not_found_exception', 'cluster_block_exception', 'security_exception']);

class SomeRefused extends Error {
  override name = 'SomeRefused';
}

interface Line {
  index: number;
  text: string;
}

const requestsOf = (lines: Line[]): Line[][] => {
  const requests: Line[][] = [];
  let length = 0;
  for (const line of lines) {
    const current = requests.at(-1);
    if (!current || current.length >= maxRequestItems || length + line.text.length > maxRequestLength) {
      requests.push([line]);
      length = line.text.length;
    } else {
      current.push(line);
      length += line.text.length;
    }
  }
  return requests;
};

const answerOf = (item: Partial<Record<estypes.BulkOperationType, estypes.BulkResponseItem>>): BulkAnswer => {
  const result = Object.values(item)[0];
  const error = result?.error;
  const status = result?.status ?? 503;
  const isPassing = passing.has(status) && error?.type !== 'cluster_block_exception';
  const isLasting = indexFaults.has(error?.type ?? '');
  return {
    status,
    reason: error ? `${error.type}: ${error.reason ?? ''}` : '',
    trouble: isPassing ? 'passing' : isLasting ? 'lasting' : undefined,
  };
};

const unavailable = (reason: string | undefined, cause?: unknown): StoreUnavailable =>
  new StoreUnavailable(`Elasticsearch cannot write now: ${(reason ?? '').slice(0, 300)}`, { cause });

export const createBulk = (connection: Connection, metrics: AlertStoreMetrics): Bulk => {
  const send = (operation: string, lines: Line[]): Promise<BulkAnswer[]> =>
    connection.send(operation, async (client) => {
      // Text is sent as it is: items were serialized once, for all tries.
      const operations = lines.map(({ text }) => text);
      const { items } = await client.bulk<string>({ operations, require_alias: true, timeout: shardTimeout });
      return items.map(answerOf);
    });

  const sendUntilTaken = (operation: string, lines: Line[], answers: BulkAnswer[]): Promise<void> => {
    let left = lines;
    return pRetry(
      async () => {
        const now = await send(operation, left);
        left.forEach(({ index }, place) => {
          answers[index] = now[place] ?? { status: 503, reason: 'no answer for this item', trouble: 'passing' };
        });
        left = left.filter(({ index }) => answers[index]?.trouble === 'passing');
        const first = left[0];
        if (first) {
          throw new SomeRefused(answers[first.index]?.reason);
        }
      },
      {
        retries: 3,
        maxRetryTime: 5000,
        minTimeout: 200,
        maxTimeout: 2000,
        factor: 3,
        randomize: true,
        shouldRetry: ({ error }) => error instanceof SomeRefused,
        onFailedAttempt: ({ error, retriesLeft }) => {
          if (retriesLeft > 0 && error instanceof SomeRefused) {
            metrics.retried(operation);
          }
        },
      }
    ).catch((error: unknown) => {
      if (!(error instanceof SomeRefused)) {
        throw error;
      }
      throw unavailable(error.message, error);
    });
  };

  return {
    write: async (operation, items) => {
      const lines = items.map(({ action, body }, index) => ({
        index,
        text: body ? `${JSON.stringify(action)}\n${JSON.stringify(body)}` : JSON.stringify(action),
      }));
      const answers = new Array<BulkAnswer>(items.length);
      for (const request of requestsOf(lines)) {
        await sendUntilTaken(operation, request, answers);
      }
      const lasting = answers.find(({ trouble }) => trouble === 'lasting');
      if (lasting) {
        throw unavailable(lasting.reason);
      }
      return answers;
    },
  };
};
