import pRetry, { AbortError } from 'p-retry';
import { Counter, type Registry } from 'prom-client';
import { request } from 'undici';
import { remoteWriteBody, type ScrapedSamples } from './remote-write-body.js';
import type { WebhookPayload } from './webhook-payloads.js';

const timeout = 5000;
const retries = 3;

/** Carries the shop's metrics and alerts to a companion, as Prometheus and Alertmanager would. */
export interface ShopTransport {
  write(scrapes: readonly ScrapedSamples[]): Promise<void>;
  notify(payload: WebhookPayload): Promise<void>;
}

interface TransportOptions {
  /** Address of the companion, without a path. */
  baseUrl: string;
  /** Bearer token; the loopback needs none by default. */
  token?: string | undefined;
  registry?: Registry | undefined;
  /** Stops what is under way. */
  signal?: AbortSignal | undefined;
}

/** Rejects when the companion refuses (4xx, at once) or can't take it after three retries. */
export const createShopTransport = (options: TransportOptions): ShopTransport => {
  const outcomes = new Counter({
    name: 'watchroom_lab_requests_total',
    help: 'Requests that the simulated shop sent, retries included',
    labelNames: ['path', 'outcome'],
    registers: options.registry ? [options.registry] : [],
  });
  const post = (path: string, body: Buffer | string, headers: Record<string, string>): Promise<void> =>
    pRetry(
      async () => {
        const { statusCode, body: answer } = await request(new URL(path, options.baseUrl), {
          method: 'POST',
          headers: { ...headers, ...(options.token && { authorization: `Bearer ${options.token}` }) },
          body,
          headersTimeout: timeout,
          bodyTimeout: timeout,
          signal: options.signal ?? null,
        }).catch((error: unknown) => {
          outcomes.inc({ path, outcome: 'unreachable' });
          throw error;
        });
        const text = (await answer.text()).slice(0, 500);
        outcomes.inc({ path, outcome: String(statusCode) });
        if (statusCode >= 300) {
          const error = new Error(`${path} answered ${statusCode}: ${text}`);
          throw statusCode < 500 && statusCode !== 429 ? new AbortError(error) : error;
        }
      },
      { retries, minTimeout: 200, maxTimeout: 2000, randomize: true, ...(options.signal && { signal: options.signal }) }
    );
  return {
    write: async (scrapes) =>
      post('/api/v1/write', await remoteWriteBody(scrapes), {
        'content-type': 'application/x-protobuf',
        'content-encoding': 'snappy',
        'x-prometheus-remote-write-version': '0.1.0',
        'user-agent': 'watchroom-lab',
      }),
    notify: (payload) =>
      post('/intake/alertmanager', JSON.stringify(payload), {
        'content-type': 'application/json',
        'user-agent': 'watchroom-lab',
      }),
  };
};
