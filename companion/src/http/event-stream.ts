import type { ServerResponse } from 'node:http';
import { liveMessage, type LiveMessage } from '@watchroom/contract';
import type { Logger } from 'pino';
import { Counter, Gauge, type Registry } from 'prom-client';
import { createCoalescer } from './coalesce.js';
import { HttpProblem } from './http-problem.js';
import type { LiveHub } from './live-hub.js';

export const heartbeatMs = 15_000;
/** A reader with more than this many bytes waiting is too slow. */
const maxWaitingBytes = 1024 * 1024;
/** A reader that took nothing for this many heartbeats is gone. */
const maxMissedHeartbeats = 4;
const maxReaders = 2000;

interface Reader {
  response: ServerResponse;
  /** It gets nothing until what waits has gone out, and then a `resync`. */
  behind: boolean;
  missedHeartbeats: number;
}

export interface EventStream {
  /** Makes the response a stream of server-sent events; throws `HttpProblem` 503 where there are too many. */
  open(response: ServerResponse): void;
  /** Ends all streams; later ones are refused. */
  close(): void;
}

const frame = (message: LiveMessage): string => `data: ${JSON.stringify(liveMessage.encode(message))}\n\n`;

/** Sends what the hub publishes to every open page. Each message is encoded once for all readers. */
export const createEventStream = (deps: {
  hub: LiveHub;
  version: string;
  logger: Logger;
  registry: Registry;
}): EventStream => {
  const readers = new Set<Reader>();
  let closed = false;
  new Gauge({
    name: 'watchroom_live_readers',
    help: 'Open streams of live updates',
    registers: [deps.registry],
    collect() {
      this.set(readers.size);
    },
  });
  const resyncs = new Counter({
    name: 'watchroom_live_resyncs_total',
    help: 'Times a reader was too slow and was told to fetch again',
    registers: [deps.registry],
  });

  const write = (reader: Reader, text: string): void => {
    if (reader.behind) {
      return;
    }
    if (reader.response.writableLength > maxWaitingBytes) {
      reader.behind = true;
      resyncs.inc();
      reader.response.once('drain', () => {
        reader.behind = false;
        reader.missedHeartbeats = 0;
        write(reader, frame({ type: 'resync' }));
      });
      return;
    }
    reader.response.write(text);
  };

  const broadcast = (message: LiveMessage): void => {
    if (readers.size === 0) {
      return;
    }
    let text: string;
    try {
      text = frame(message);
    } catch (error) {
      // Pages must not go on with less than they think they have.
      deps.logger.error({ err: error, type: message.type }, 'a live message does not fit its schema');
      text = frame({ type: 'resync' });
    }
    readers.forEach((reader) => write(reader, text));
  };

  const coalescer = createCoalescer(broadcast);
  const unsubscribe = deps.hub.subscribe((message) => {
    if (readers.size > 0) {
      coalescer.push(message);
    }
  });

  const heartbeat = setInterval(() => {
    for (const reader of readers) {
      if (reader.behind && ++reader.missedHeartbeats >= maxMissedHeartbeats) {
        reader.response.destroy();
      }
      write(reader, ': heartbeat\n\n');
    }
  }, heartbeatMs);
  heartbeat.unref();

  return {
    open: (response) => {
      if (closed || readers.size >= maxReaders) {
        throw new HttpProblem(503, closed ? 'Shutting down' : 'Too many readers', { retryAfterSeconds: 5 });
      }
      response.statusCode = 200;
      response.setHeader('Content-Type', 'text/event-stream; charset=utf-8');
      response.setHeader('Cache-Control', 'no-store');
      response.setHeader('X-Accel-Buffering', 'no');
      const reader: Reader = { response, behind: false, missedHeartbeats: 0 };
      response.once('close', () => readers.delete(reader));
      response.on('error', () => readers.delete(reader));
      response.write(`retry: 2000\n\n${frame({ type: 'hello', version: deps.version })}`);
      readers.add(reader);
    },
    close: () => {
      closed = true;
      unsubscribe();
      coalescer.flush();
      clearInterval(heartbeat);
      readers.forEach(({ response }) => response.end());
    },
  };
};
