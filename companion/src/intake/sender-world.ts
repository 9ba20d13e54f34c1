import pRetry, { AbortError } from 'p-retry';
import { Counter, type Registry } from 'prom-client';
import { request } from 'undici';
import type { Clock } from '../clock.js';
import { HttpProblem } from '../http/http-problem.js';
import type { SenderWorld } from './sender.js';

const timeoutMs = 4000;
const retries = 2;
const maxBytes = 65_536;

/** One GET without redirects; what it answers, cut off at `maxBytes`. */
export type Fetch = (url: string) => Promise<{ status: number; body: string }>;

const fetchOnce: Fetch = async (url) => {
  const answer = await request(url, {
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    signal: AbortSignal.timeout(timeoutMs),
  });
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of answer.body as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes) {
      answer.body.destroy();
      break;
    }
    chunks.push(chunk);
  }
  return { status: answer.statusCode, body: Buffer.concat(chunks).toString('utf8') };
};

/** Whether an address is one on an allowed host, by https and its usual port. */
const isAllowed = (address: string, allowed: RegExp): boolean => {
  if (!URL.canParse(address)) {
    return false;
  }
  const { protocol, hostname, port, username, password } = new URL(address);
  return protocol === 'https:' && port === '' && username === '' && password === '' && allowed.test(hostname);
};

/** What senders' checks may reach outside: allow-listed hosts only, with a time limit, retries and a metric. */
export const createSenderWorld = (deps: {
  clock: Clock;
  registry: Registry;
  fetch?: Fetch | undefined;
}): SenderWorld => {
  const { fetch = fetchOnce } = deps;
  const calls = new Counter({
    name: 'watchroom_intake_outbound_requests_total',
    help: 'Requests that the checks of senders made, by purpose and result',
    labelNames: ['purpose', 'result'],
    registers: [deps.registry],
  });
  const fetchOk = async (url: string): Promise<string> => {
    const { status, body } = await fetch(url);
    if (status >= 400 && status < 500) {
      throw new AbortError(`answered ${status}`);
    }
    if (status !== 200) {
      throw new Error(`answered ${status}`);
    }
    return body;
  };
  return {
    now: () => deps.clock.now(),
    get: async (url, allowed, purpose) => {
      if (!isAllowed(url, allowed)) {
        calls.inc({ purpose, result: 'refused' });
        throw new HttpProblem(403, 'Address not allowed', {
          detail: `The address of the ${purpose} is not on a host that is allowed`,
        });
      }
      try {
        const body = await pRetry(() => fetchOk(url), { retries, minTimeout: 100, maxTimeout: 1000, randomize: true });
        calls.inc({ purpose, result: 'ok' });
        return body;
      } catch (error) {
        calls.inc({ purpose, result: 'failed' });
        const reason = error instanceof Error ? error.message : String(error);
        throw new HttpProblem(503, 'Sender not reachable', {
          detail: `The ${purpose} could not be fetched from ${new URL(url).hostname}: ${reason}`,
          retryAfterSeconds: 30,
        });
      }
    },
  };
};
