import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import type { Logger } from 'pino';
import { Counter, type Registry } from 'prom-client';
import type { Clock } from '../clock.js';
import type { IncomingLogLine } from '../logs/log-line.js';
import type { Service } from '../service.js';
import { createSyslogFrames } from './syslog-frames.js';
import { readSyslog } from './syslog-message.js';

const maxConnections = 500;
const idleMs = 10 * 60_000;
const retryMs = 1000;

/**
 * Takes syslog over TCP. Syslog has no answers, so what was read is held until it is stored and nothing more is read meanwhile: TCP makes
 * the sender wait, and its queue keeps the rest while ClickHouse is away. What had been read from the connection when this process
 * is killed is lost; a stop in order stores it first.
 */
export const createSyslogServer = (deps: {
  host: string;
  port: number;
  accept: (lines: readonly IncomingLogLine[]) => Promise<void>;
  clock: Clock;
  logger: Logger;
  registry: Registry;
  retryMs?: number;
}): Service & { address: () => AddressInfo | null } => {
  const { clock, logger } = deps;
  const received = new Counter({
    name: 'watchroom_syslog_messages_total',
    help: 'Messages received by syslog and stored',
    registers: [deps.registry],
  });
  const sockets = new Set<Socket>();
  const working = new Set<Promise<void>>();
  let stopping = false;
  let wake: Array<() => void> = [];

  const pause = (): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, deps.retryMs ?? retryMs);
      wake.push(() => {
        clearTimeout(timer);
        resolve();
      });
    });

  const store = async (messages: string[]): Promise<void> => {
    if (messages.length === 0) {
      return;
    }
    const now = clock.now();
    const lines = messages.map((message) => readSyslog(message, now));
    for (;;) {
      try {
        await deps.accept(lines);
        received.inc(lines.length);
        return;
      } catch (error) {
        logger.warn({ err: error, lines: lines.length }, 'Syslog messages could not be stored; trying again');
        if (stopping) {
          return;
        }
        await pause();
      }
    }
  };

  const serve = async (socket: Socket): Promise<void> => {
    const frames = createSyslogFrames();
    try {
      for await (const chunk of socket) {
        await store(frames.push(chunk as Buffer));
      }
      const last = frames.end();
      await store(last === '' ? [] : [last]);
    } catch (error) {
      logger.warn({ err: error, from: socket.remoteAddress }, 'A syslog connection was closed');
    } finally {
      socket.destroy();
    }
  };

  const server = createServer((socket) => {
    sockets.add(socket);
    socket.setTimeout(idleMs, () => socket.destroy());
    socket.on('error', () => undefined);
    const work = serve(socket).finally(() => {
      sockets.delete(socket);
      working.delete(work);
    });
    working.add(work);
  });
  server.maxConnections = maxConnections;

  return {
    address: () => {
      const address = server.address();
      return typeof address === 'object' ? address : null;
    },
    start: async () => {
      stopping = false;
      server.listen(deps.port, deps.host);
      await once(server, 'listening');
      logger.info({ address: server.address() }, 'listening for syslog');
    },
    stop: async () => {
      stopping = true;
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of sockets) {
        // Ends the reading; what was read is stored by the loop that holds it.
        socket.end();
        socket.push(null);
      }
      for (const resolve of wake) {
        resolve();
      }
      wake = [];
      await Promise.all(working);
      await closed;
    },
  };
};
