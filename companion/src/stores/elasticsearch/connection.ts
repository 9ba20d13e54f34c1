import { Client, errors } from '@elastic/elasticsearch';
import pRetry from 'p-retry';
import { StoreUnavailable } from '../alert-store.js';
import type { AlertStoreMetrics } from '../alert-store-metrics.js';

export interface ElasticsearchAccess {
  url: string;
  apiKey: string | null;
  username: string | null;
  password: string | null;
  /** For each try of a request; 10 s where it is not given. */
  requestTimeoutMs?: number | undefined;
  /** About how long to wait before the first further try, ms; 100 where it is not given. */
  firstRetryMs?: number | undefined;
}

export interface Connection {
  /**
   * Sends a request; sends it again, at most three times, where it was refused for a passing reason. `StoreUnavailable`
   * where that does not help. A request may thus be carried out twice: callers make theirs so that this does no harm.
   */
  send<T>(operation: string, request: (client: Client) => Promise<T>): Promise<T>;
  /** About how long to wait before the first further try, ms. */
  readonly firstRetryMs: number;
  close(): Promise<void>;
}

const defaultTimeoutMs = 10_000;
const defaultFirstRetryMs = 100;

/** Statuses after which the same request may well succeed: too many requests, no gateway, red index. */
const passing = new Set([429, 502, 503, 504]);
/** Ours to be set right by an operator, not the caller's mistake: credentials, a missing index, a server of another kind. */
const misconfigured = new Set([401, 403, 404]);

const statusOf = (error: unknown): number | undefined =>
  error instanceof errors.ResponseError ? error.statusCode : undefined;

const isUnreachable = (error: unknown): boolean =>
  error instanceof errors.ConnectionError || error instanceof errors.NoLivingConnectionsError;

/** A time-out has used up the caller's patience already, so it is not tried again. */
const isWorthAnotherTry = (error: unknown): boolean => isUnreachable(error) || passing.has(statusOf(error) ?? 0);

const isUnavailable = (error: unknown): boolean =>
  isWorthAnotherTry(error) ||
  misconfigured.has(statusOf(error) ?? 0) ||
  error instanceof errors.TimeoutError ||
  error instanceof errors.RequestAbortedError ||
  error instanceof errors.DeserializationError ||
  error instanceof errors.ProductNotSupportedError;

/** In plain words and without the request, which may carry credentials. */
const reasonOf = (error: unknown, timeoutMs: number): string => {
  const status = statusOf(error);
  if (status === 401 || status === 403) {
    return `Elasticsearch refuses these credentials (HTTP ${status})`;
  }
  if (status !== undefined) {
    return `Elasticsearch answered HTTP ${status}: ${(error as Error).message.slice(0, 300)}`;
  }
  if (error instanceof errors.TimeoutError) {
    return `Elasticsearch did not answer within ${timeoutMs / 1000} s`;
  }
  if (error instanceof errors.ProductNotSupportedError) {
    return 'the server at this address is not Elasticsearch';
  }
  return `Elasticsearch cannot be reached: ${(error as Error).message.slice(0, 300)}`;
};

const translated = (error: unknown, timeoutMs: number): unknown =>
  isUnavailable(error) ? new StoreUnavailable(reasonOf(error, timeoutMs), { cause: error }) : error;

const authOf = ({ apiKey, username, password }: ElasticsearchAccess) => {
  if (apiKey !== null) {
    return { apiKey };
  }
  return username !== null ? { username, password: password ?? '' } : undefined;
};

/** Makes a client; connects with the first request. */
export const createConnection = (access: ElasticsearchAccess, metrics: AlertStoreMetrics): Connection => {
  const auth = authOf(access);
  const requestTimeout = access.requestTimeoutMs ?? defaultTimeoutMs;
  const firstRetryMs = access.firstRetryMs ?? defaultFirstRetryMs;
  const client = new Client({
    node: access.url,
    requestTimeout,
    // Tries again here and not in the transport, so that 429 is among the reasons, with jitter and counted.
    maxRetries: 0,
    ...(auth ? { auth } : {}),
  });
  return {
    send: async (operation, request) => {
      try {
        return await pRetry(() => request(client), {
          retries: 3,
          maxRetryTime: 5000,
          minTimeout: firstRetryMs,
          maxTimeout: 2000,
          factor: 3,
          randomize: true,
          shouldRetry: ({ error }) => isWorthAnotherTry(error),
          onFailedAttempt: ({ error, retriesLeft }) => {
            if (retriesLeft > 0 && isWorthAnotherTry(error)) {
              metrics.retried(operation);
            }
          },
        });
      } catch (error) {
        throw translated(error, requestTimeout);
      }
    },
    firstRetryMs,
    close: () => client.close(),
  };
};
