import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface DoubleRequest {
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
}

export interface DoubleAnswer {
  status?: number;
  headers?: Record<string, string>;
  /** Sent as it is where it is text, else as JSON. */
  body: unknown;
}

/** A server of another product, played by a function, on a free port of 127.0.0.1. */
export interface HttpDouble {
  readonly url: string;
  readonly requests: DoubleRequest[];
  /** Answered instead of what the function says, one a request, oldest first; `cut` breaks the connection. */
  readonly instead: Array<DoubleAnswer | 'cut'>;
  /** While set, requests wait for it. */
  hold: Promise<void> | null;
  down(): Promise<void>;
  up(): Promise<void>;
  close(): Promise<void>;
}

export const startDouble = async (play: (request: DoubleRequest) => DoubleAnswer): Promise<HttpDouble> => {
  let port = 0;
  let server: Server;

  const send = (response: ServerResponse, { status = 200, headers = {}, body }: DoubleAnswer): void => {
    const isText = typeof body === 'string';
    response
      .writeHead(status, { 'content-type': isText ? 'text/plain' : 'application/json', ...headers })
      .end(isText ? body : JSON.stringify(body));
  };

  const listen = (): Promise<void> =>
    new Promise((resolve, reject) => {
      server = createServer((request, response) => {
        const parts: Buffer[] = [];
        request
          .on('data', (part: Buffer) => parts.push(part))
          .on('end', () => {
            const { method = '', url: path = '', headers } = request;
            const asked = { method, path, headers, body: Buffer.concat(parts).toString('utf8') };
            double.requests.push(asked);
            void (double.hold ?? Promise.resolve()).then(() => {
              const next = double.instead.shift() ?? play(asked);
              if (next === 'cut') {
                request.socket.destroy();
              } else {
                send(response, next);
              }
            });
          });
      });
      server.once('error', reject);
      server.listen(port, '127.0.0.1', () => {
        port = (server.address() as AddressInfo).port;
        resolve();
      });
    });
  const down = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });

  const double: HttpDouble = {
    get url() {
      return `http://127.0.0.1:${port}`;
    },
    requests: [],
    instead: [],
    hold: null,
    down,
    up: listen,
    close: down,
  };
  await listen();
  return double;
};

/** Makes requests of a double wait until `release`. */
export const holdUp = (double: HttpDouble): { release: () => void } => {
  let go = (): void => undefined;
  double.hold = new Promise((resolve) => (go = resolve));
  return {
    release: () => {
      double.hold = null;
      go();
    },
  };
};
