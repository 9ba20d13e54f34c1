import { Agent, request } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { LogRequests } from './log-requests.js';

export interface SentLogs {
  /** Numbers of the requests that were answered with 2xx. */
  acknowledged: Set<number>;
  /** Numbers of those that got no answer: the sender can't know whether they were stored. */
  unanswered: Set<number>;
  /** Those that were told to come again, by how often. */
  refusals: number;
  /** Milliseconds to each 2xx. */
  times: number[];
  seconds: number;
}

/** The status of the answer; null where none came. */
const post = (port: number, agent: Agent, body: Buffer): Promise<number | null> =>
  new Promise((resolve) => {
    const sent = request(
      {
        port,
        agent,
        host: '127.0.0.1',
        method: 'POST',
        path: '/intake/logs',
        headers: { 'content-type': 'application/x-ndjson', 'content-length': body.length },
      },
      (response) => {
        response.resume().once('end', () => resolve(response.statusCode ?? null));
        response.once('error', () => resolve(null));
      }
    );
    sent.once('error', () => resolve(null)).end(body);
  });

/**
 * Sends requests over some connections as `next` says: each connection as fast as it is answered, or no faster than `linesPerSecond` over
 * all. What is told to come again (503) is sent again; without an answer a connection ends.
 */
export const sendLogs = async (options: {
  port: number;
  connections: number;
  requests: LogRequests;
  /** The number of the request to send next; null at the end. */
  next: () => number | null;
  linesPerSecond?: number | undefined;
}): Promise<SentLogs> => {
  const { requests, linesPerSecond } = options;
  const agent = new Agent({ keepAlive: true, maxSockets: options.connections });
  const sent: SentLogs = { acknowledged: new Set(), unanswered: new Set(), refusals: 0, times: [], seconds: 0 };
  const began = performance.now();
  let begun = 0;

  const drive = async (slot: number): Promise<void> => {
    for (let number = options.next(); number !== null; number = options.next()) {
      if (linesPerSecond !== undefined) {
        const due = began + ((begun * requests.linesPerRequest) / linesPerSecond) * 1000;
        begun += 1;
        await delay(Math.max(0, due - performance.now()));
      }
      for (;;) {
        const body = requests.body(slot, number);
        const startedAt = performance.now();
        const status = await post(options.port, agent, body);
        if (status === null) {
          sent.unanswered.add(number);
          return;
        }
        if (status === 200) {
          sent.acknowledged.add(number);
          sent.times.push(performance.now() - startedAt);
          break;
        }
        if (status !== 503) {
          throw new Error(`/intake/logs answered ${status}`);
        }
        sent.refusals += 1;
        await delay(100);
      }
    }
  };
  await Promise.all(Array.from({ length: options.connections }, (_, slot) => drive(slot)));
  sent.seconds = (performance.now() - began) / 1000;
  agent.destroy();
  return sent;
};
