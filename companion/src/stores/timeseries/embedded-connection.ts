import type { Readable } from 'node:stream';
import type { createClient } from '@clickhouse/client';
import type { Connection } from 'chdb/connection';
import { serialQueue } from './serial-queue.js';

type Params = Record<string, unknown>;
type ClientConnection = NonNullable<NonNullable<Parameters<typeof createClient>[0]>['connection']>;

const tabEscapes: Record<string, string> = {
  '\\': '\\\\',
  '\t': '\\t',
  '\n': '\\n',
  '\r': '\\r',
  '\0': '\\0',
  '\b': '\\b',
  '\f': '\\f',
};

/** A parameter as ClickHouse reads it: text in tab-separated escapes. */
export const parameterText = (value: unknown): string => {
  if (typeof value === 'string') {
    return value.replace(/[\\\t\n\r\0\b\f]/g, (char) => tabEscapes[char] ?? char);
  }
  if (typeof value === 'number' && Number.isFinite(value)) {
    return String(value);
  }
  throw new TypeError('A query parameter must be text or a finite number');
};

const literal = (text: string): string => `'${text.replace(/[\\']/g, (char) => `\\${char}`)}'`;

/** `SET param_x = '...'` before the statement binds the placeholders `{x:Type}` in the engine. */
const withParams = (query: string, params: Params | undefined): string =>
  Object.entries(params ?? {})
    .map(([name, value]) => {
      if (!/^\w+$/.test(name)) {
        throw new TypeError(`${name} is no name of a parameter`);
      }
      return `SET param_${name} = ${literal(parameterText(value))}; `;
    })
    .join('') + query;

/** Rejects when the signal aborts; the engine cannot be interrupted and works on behind. */
const orAborted = <T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> =>
  signal === undefined
    ? work
    : new Promise((resolve, reject) => {
        const abort = () => reject(signal.reason instanceof Error ? signal.reason : new Error('aborted'));
        if (signal.aborted) {
          abort();
        }
        signal.addEventListener('abort', abort, { once: true });
        work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
      });

/**
 * A chDB connection for `createClient({ connection })`.
 *
 * chDB's own adapter sends every query that has parameters through one queue of the whole process, which would let a page wait
 * behind detection, and parks a thread of libuv's pool for each query that waits for its connection. So parameters are set in
 * the connection's session, where they are isolated from other connections, and queries of one connection wait here instead.
 */
export const createEmbeddedConnection = async (path: string): Promise<ClientConnection> => {
  // Loaded only where it is used: the engine takes 250 MB of memory.
  const { createChdbConnection } = await import('chdb/connection');
  const inner = createChdbConnection({ path });
  const queue = serialQueue();
  const run = <T>(signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> =>
    orAborted(
      queue(() => {
        signal?.throwIfAborted();
        return work();
      }),
      signal
    );
  const connection: Connection<Readable> = {
    query: ({ query, query_params, abort_signal, ...rest }) =>
      run(abort_signal, () => inner.query({ ...rest, query: withParams(query, query_params) })),
    command: ({ query, query_params, abort_signal, ...rest }) =>
      run(abort_signal, () => inner.command({ ...rest, query: withParams(query, query_params) })),
    exec: ({ query, query_params, abort_signal, ...rest }) =>
      run(abort_signal, () => inner.exec({ ...rest, query: withParams(query, query_params) })),
    insert: ({ abort_signal, ...rest }) => run(abort_signal, () => inner.insert(rest)),
    ping: ({ abort_signal, ...rest }) => run(abort_signal, () => inner.ping(rest)),
    close: () => queue(() => inner.close()),
  };
  // The client and chDB bring the same interface from two packages; they differ in the identity of a class for map settings only.
  return connection as unknown as ClientConnection;
};
