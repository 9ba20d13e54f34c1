import type { estypes } from '@elastic/elasticsearch';
import pRetry from 'p-retry';
import { StoreUnavailable } from '../alert-store.js';
import type { AlertStoreMetrics } from '../alert-store-metrics.js';
import { createBatcher, type Outcome } from '../batcher.js';
import type { Connection } from './connection.js';
import type { Visibility } from './visibility.js';

/** One item of a bulk request: its action line and, unless it is a delete, its body. */
export interface BulkItem {
  action: estypes.BulkOperationContainer;
  body?: object;
}

export interface BulkAnswer {
  status: number;
  /** Empty where it was carried out. */
  reason: string;
  /** Where it was carried out: its place in the order of the index's writes. */
  seqNo?: number | undefined;
  /** Where it is not the item's fault: whether sending it again may help. */
  trouble?: 'passing' | 'lasting' | undefined;
}

export interface Bulk {
  /**
   * Carries the items out and gives an answer for each, in order. Calls of one event-loop turn, and those that come while
   * requests are under way, share a request: each request waits for the sync of the translog. Items that were refused for a passing reason are sent
   * again; `StoreUnavailable` where some still are, or where an index is not in order. Other refusals (409, 404, 400) are the caller's to judge.
   */
  write(items: BulkItem[]): Promise<BulkAnswer[]>;
}

/** Characters of one request; well below Elasticsearch's limit of 100 MB. */
const maxRequestLength = 8_000_000;
const maxRequestItems = 2000;
/** One request travels while the next is written; more at once would only make them smaller. */
const maxRequests = 2;
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
    seqNo: result?._seq_no,
    trouble: isPassing ? 'passing' : isLasting ? 'lasting' : undefined,
  };
};

/** Calls whose items go into the same requests. */
interface BulkCall {
  lines: string[];
}

const indexOf = ({ action }: BulkItem): string =>
  Object.values<estypes.BulkOperationBase | undefined>({ ...action })[0]?._index ?? '';

const outcomeOf = (answers: BulkAnswer[]): Outcome<BulkAnswer[]> => {
  const unwritten = answers.find(({ trouble }) => trouble !== undefined);
  if (!unwritten) {
    return { value: answers };
  }
  return { error: new StoreUnavailable(`Elasticsearch cannot write now: ${unwritten.reason.slice(0, 300)}`) };
};

/** Makes the one way in which documents are written. */
export const createBulk = (connection: Connection, metrics: AlertStoreMetrics, visibility: Visibility): Bulk => {
  const send = (lines: Line[]): Promise<BulkAnswer[]> =>
    connection.send('bulk', async (client) => {
      // Text is sent as it is: items were serialized once, for all tries.
      const operations = lines.map(({ text }) => text);
      const { items } = await client.bulk<string>({ operations, require_alias: true, timeout: shardTimeout });
      return items.map(answerOf);
    });

  const sendUntilTaken = async (lines: Line[], answers: BulkAnswer[]): Promise<void> => {
    let left = lines;
    const attempt = async (): Promise<void> => {
      const now = await send(left);
      left.forEach(({ index }, place) => {
        answers[index] = now[place] ?? { status: 503, reason: 'no answer for this item', trouble: 'passing' };
      });
      left = left.filter(({ index }) => answers[index]?.trouble === 'passing');
      if (left.length > 0) {
        throw new SomeRefused('some items were refused for a passing reason');
      }
    };
    try {
      await pRetry(attempt, {
        retries: 3,
        maxRetryTime: 5000,
        minTimeout: 2 * connection.firstRetryMs,
        maxTimeout: 2000,
        factor: 3,
        randomize: true,
        shouldRetry: ({ error }) => error instanceof SomeRefused,
        onFailedAttempt: ({ error, retriesLeft }) => {
          if (retriesLeft > 0 && error instanceof SomeRefused) {
            metrics.retried('bulk');
          }
        },
      });
    } catch (error) {
      // What is left is told to those calls whose items they are.
      if (!(error instanceof SomeRefused)) {
        throw error;
      }
    }
  };

  const run = async (calls: BulkCall[]): Promise<Array<Outcome<BulkAnswer[]>>> => {
    metrics.batched(calls.length);
    const lines = calls.flatMap((call) => call.lines).map((text, index) => ({ index, text }));
    const answers = new Array<BulkAnswer>(lines.length);
    for (const request of requestsOf(lines)) {
      await sendUntilTaken(request, answers);
    }
    let start = 0;
    return calls.map((call) => {
      start += call.lines.length;
      return outcomeOf(answers.slice(start - call.lines.length, start));
    });
  };

  const batcher = createBatcher<BulkCall, BulkAnswer[]>({
    weigh: (call) => call.lines.length,
    maxWeight: maxRequestItems,
    maxRunning: maxRequests,
    run,
  });

  return {
    write: async (items) => {
      const lines = items.map(({ action, body }) =>
        body ? `${JSON.stringify(action)}\n${JSON.stringify(body)}` : JSON.stringify(action)
      );
      if (lines.length === 0) {
        return [];
      }
      try {
        return await batcher.add({ lines });
      } finally {
        // Of a call that failed a part may have been written.
        new Set(items.map(indexOf)).forEach(visibility.wrote);
      }
    },
  };
};
