import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { randomUUID } from 'node:crypto';
import { drainPending, Session } from 'chdb';

/** ClickHouse's HTTP interface over chDB, as far as the client uses it: there is no ClickHouse server to test with. */
export interface ClickHouseBridge {
  url: string;
  /** Requests answered so far, without pings. */
  requests: () => number;
  /** Stops listening and cuts all connections; the data stays. */
  down(): Promise<void>;
  /** Listens again on the same port. */
  up(): Promise<void>;
  /** While set, each statement that contains the text waits for the promise. */
  delay: { containing: string; until: Promise<void> } | null;
  close(): Promise<void>;
}

interface Credentials {
  username: string;
  password: string;
}

/** Parameters of the address that are no settings of the engine. */
const notSettings = new Set([
  'query',
  'database',
  'default_format',
  'query_id',
  'session_id',
  'role',
  'wait_end_of_query',
  'enable_http_compression',
]);
const statusOfCode: Record<string, number> = { '60': 404, '81': 404, '516': 403, '497': 403, '62': 400, '47': 400 };

const literal = (text: string): string => `'${text.replace(/[\\']/g, (char) => `\\${char}`)}'`;

const readBody = async (request: IncomingMessage): Promise<string> => {
  const parts: Buffer[] = [];
  for await (const part of request) {
    parts.push(part as Buffer);
  }
  return Buffer.concat(parts).toString('utf8');
};

/** Fields of a form as the client sends it where parameters are too long for the address. */
const formFields = (body: string, contentType: string): Map<string, string> => {
  const boundary = /boundary=(.+)$/.exec(contentType)?.[1] ?? '';
  const fields = body.split(`--${boundary}`).flatMap((part) => {
    const found = /^\r\nContent-Disposition: form-data; name="([^"]+)"\r\n\r\n([\s\S]*)\r\n$/.exec(part);
    return found?.[1] !== undefined && found[2] !== undefined ? [[found[1], found[2]] as const] : [];
  });
  return new Map(fields);
};

const isAllowed = (request: IncomingMessage, wanted: Credentials | undefined): boolean => {
  const expected = wanted && Buffer.from(`${wanted.username}:${wanted.password}`).toString('base64');
  return expected === undefined || request.headers.authorization === `Basic ${expected}`;
};

const statementOf = (search: URLSearchParams, body: string, contentType: string): string => {
  const form = contentType.startsWith('multipart/form-data') ? formFields(body, contentType) : null;
  const inAddress = search.get('query');
  const statement = form?.get('query') ?? (inAddress === null ? body : `${inAddress}\n${body}`);
  const settings: string[] = [];
  for (const [name, value] of [...search, ...(form ?? [])]) {
    if (!notSettings.has(name)) {
      settings.push(`SET ${name} = ${literal(value)}; `);
    }
  }
  return `USE ${search.get('database') ?? 'default'}; ${settings.join('')}${statement}`;
};

const answerError = (response: ServerResponse, error: unknown): void => {
  const text = error instanceof Error ? error.message : String(error);
  const code = /Code: (\d+)/.exec(text)?.[1] ?? '1002';
  response.writeHead(statusOfCode[code] ?? 500, { 'X-ClickHouse-Exception-Code': code, 'Content-Type': 'text/plain' });
  response.end(text);
};

/** Serves the chDB folder `path` on a free port of 127.0.0.1; one session, one statement at a time. */
export const startClickHouseBridge = async (path: string, credentials?: Credentials): Promise<ClickHouseBridge> => {
  const session = new Session(path);
  let tail: Promise<unknown> = Promise.resolve();
  let count = 0;
  let port = 0;
  let server: Server;

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '/', 'http://bridge');
    if (url.pathname === '/ping') {
      response.end('Ok.\n');
      return;
    }
    const body = await readBody(request);
    if (!isAllowed(request, credentials)) {
      throw new Error('Code: 516. DB::Exception: default: Authentication failed. (AUTHENTICATION_FAILED)');
    }
    count++;
    const statement = statementOf(url.searchParams, body, request.headers['content-type'] ?? '');
    if (bridge.delay !== null && statement.includes(bridge.delay.containing)) {
      await bridge.delay.until;
    }
    const run = tail.then(() =>
      session.queryAsync(statement, { format: url.searchParams.get('default_format') ?? 'TabSeparated' })
    );
    tail = run.catch(() => undefined);
    const result = await run;
    response.writeHead(200, {
      'X-ClickHouse-Query-Id': url.searchParams.get('query_id') ?? randomUUID(),
      'X-ClickHouse-Format': /FORMAT (\w+)\s*$/.exec(statement)?.[1] ?? 'TabSeparated',
      'X-ClickHouse-Summary': JSON.stringify({
        read_rows: String(result.rowsRead),
        read_bytes: String(result.bytesRead),
        written_rows: '0',
        written_bytes: '0',
        total_rows_to_read: '0',
        result_rows: '0',
        result_bytes: '0',
        elapsed_ns: String(Math.round(result.elapsed * 1e9)),
      }),
    });
    response.end(result.bytes());
  };

  const listen = (): Promise<void> =>
    new Promise((resolve, reject) => {
      server = createServer((request, response) => {
        answer(request, response).catch((error: unknown) => answerError(response, error));
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

  const bridge: ClickHouseBridge = {
    url: '',
    requests: () => count,
    down,
    up: listen,
    delay: null,
    close: async () => {
      await down();
      await tail;
      session.close();
      await drainPending();
    },
  };
  await listen();
  bridge.url = `http://127.0.0.1:${port}`;
  return bridge;
};
