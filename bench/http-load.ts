import { connect, type Socket } from 'node:net';

/** One kind of request, as bytes ready to be written. */
export type RequestBytes = (turn: number) => Buffer;

export interface LoadResult {
  requests: number;
  seconds: number;
  /** Answers by status. */
  statuses: Record<number, number>;
  p50Ms: number;
  p99Ms: number;
}

/** An HTTP/1.1 POST of JSON over a connection that stays open. */
export const postBytes = (path: string, body: string): Buffer =>
  Buffer.from(
    `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`
  );

const HEAD_END = Buffer.from('\r\n\r\n');

/** The status of the first whole answer in `bytes` and where it ends; null where it is not whole yet. */
const readAnswer = (bytes: Buffer): { status: number; end: number } | null => {
  const headEnd = bytes.indexOf(HEAD_END);
  if (headEnd === -1) {
    return null;
  }
  const head = bytes.toString('latin1', 0, headEnd);
  const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0);
  const end = headEnd + 4 + length;
  return bytes.length < end ? null : { status: Number(head.slice(9, 12)), end };
};

const quantile = (sorted: readonly number[], q: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? NaN;

/**
 * Sends requests over some connections, on each the next as soon as the last is answered, for so long (ms). Plain sockets: a client of the
 * usual kind would take more of the processor than what it measures.
 */
export const httpLoad = async (options: {
  port: number;
  connections: number;
  ms: number;
  next: RequestBytes;
}): Promise<LoadResult> => {
  const times: number[] = [];
  const statuses: Record<number, number> = {};
  let turn = 0;
  const began = performance.now();
  const until = began + options.ms;
  const drive = (): Promise<void> =>
    new Promise((resolve, reject) => {
      let rest = Buffer.alloc(0);
      let sentAt = 0;
      const socket: Socket = connect({ port: options.port, host: '127.0.0.1', noDelay: true });
      const send = (): void => {
        sentAt = performance.now();
        if (sentAt >= until) {
          socket.end();
          resolve();
          return;
        }
        socket.write(options.next(turn++));
      };
      socket.on('connect', send).on('error', reject);
      socket.on('data', (chunk) => {
        rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
        const answer = readAnswer(rest);
        if (answer) {
          rest = rest.subarray(answer.end);
          times.push(performance.now() - sentAt);
          statuses[answer.status] = (statuses[answer.status] ?? 0) + 1;
          send();
        }
      });
      socket.on('close', () => reject(new Error('the server closed the connection')));
    });
  await Promise.all(Array.from({ length: options.connections }, drive));
  const seconds = (performance.now() - began) / 1000;
  times.sort((a, b) => a - b);
  return { requests: times.length, seconds, statuses, p50Ms: quantile(times, 0.5), p99Ms: quantile(times, 0.99) };
};
