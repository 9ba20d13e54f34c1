import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { HttpProblem } from './http-problem.js';
import { sendProblem } from './problem-response.js';

export interface Front {
  /** Listens and resolves with the address, e.g. `http://127.0.0.1:8787`; rejects with `AddressUnusable`. */
  listen(host: string, port: number): Promise<string>;
  /** Takes no more requests and resolves when those under way are answered, at most after `graceMs`. */
  stop(): Promise<void>;
}

/** The address can't be listened on; the message says why and what to do. */
export class AddressUnusable extends Error {
  override name = 'AddressUnusable';
}

const graceMs = 3000;
const idleCheckMs = 25;

const whyUnusable = (error: Error, host: string, port: number): string => {
  const code = 'code' in error ? error.code : null;
  if (code === 'EADDRINUSE') {
    return `Port ${port} on ${host} is taken by another program. Stop it, or set WATCHROOM_PORT (or --port) to another port`;
  }
  if (code === 'EACCES') {
    return `This user may not listen on port ${port}. Set WATCHROOM_PORT (or --port) to one above 1023`;
  }
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
    return `${host} is no address of this machine. Set WATCHROOM_HOST to one that is, or to 127.0.0.1`;
  }
  return `Can't listen on ${host}:${port}: ${error.message}`;
};

/** An address that this machine can call; `0.0.0.0` and `::` mean every one of its own. */
const callable = ({ address, port, family }: AddressInfo): string => {
  const host = address === '0.0.0.0' || address === '::' ? '127.0.0.1' : family === 'IPv6' ? `[${address}]` : address;
  return `http://${host}:${port}`;
};

/** The plain server in front: hot intake paths first, everything else to the API. */
export const createFront = (deps: {
  intake: (request: IncomingMessage, response: ServerResponse) => boolean;
  api: (request: IncomingMessage, response: ServerResponse) => void;
}): Front => {
  let stopping = false;
  const server = createServer((request, response) => {
    if (stopping) {
      response.setHeader('Connection', 'close');
      const problem = new HttpProblem(503, 'Shutting down', { retryAfterSeconds: 5 });
      sendProblem(response, problem, (request.url ?? '').split('?', 1)[0] ?? '');
    } else if (!deps.intake(request, response)) {
      deps.api(request, response);
    }
  });
  server.requestTimeout = 60_000;
  server.keepAliveTimeout = 65_000;
  server.headersTimeout = 30_000;

  return {
    listen: (host, port) =>
      new Promise((resolve, reject) => {
        server.once('error', (error) => reject(new AddressUnusable(whyUnusable(error, host, port), { cause: error })));
        server.listen(port, host, () => resolve(callable(server.address() as AddressInfo)));
      }),
    stop: async () => {
      stopping = true;
      if (!server.listening) {
        return;
      }
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      // Connections that were busy when the server closed stay open after their answer unless they are closed too.
      const idle = setInterval(() => server.closeIdleConnections(), idleCheckMs);
      const cut = setTimeout(() => server.closeAllConnections(), graceMs);
      await closed;
      clearInterval(idle);
      clearTimeout(cut);
    },
  };
};
