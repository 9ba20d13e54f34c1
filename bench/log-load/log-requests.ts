import { uniform } from '../../companion/src/lab/random.js';

/** Hexadecimal digits of a trace id that tell the request, and those that tell the line in it. */
export const requestDigits = 8;
const lineDigits = 8;

/** Requests of JSON lines for `/intake/logs`. */
export interface LogRequests {
  readonly linesPerRequest: number;
  /** Mean length of a line in bytes. */
  readonly lineBytes: number;
  /** The body of the request of this number, in memory that the next call for the same slot writes over. */
  body(slot: number, request: number): Buffer;
}

const services = ['cart', 'checkout', 'payment', 'catalogue', 'shipping', 'user', 'search', 'gateway'];
const words = ['eu-1', 'us-2', 'gold', 'basic', 'mobile', 'web', 'retry', 'cache'];

/** Messages of web services as they log; each value is one of many. */
const messages: ReadonlyArray<(value: (of: number) => number) => string> = [
  (v) => `GET /api/v1/products/${v(90_000)} 200 ${v(900)}ms bytes=${v(50_000)}`,
  (v) => `order ${v(1e6)} placed by user ${v(1e5)} total=${v(900)}.${10 + v(89)} items=${v(12)}`,
  (v) => `cache miss for key session:${v(1e9).toString(16)} in ${v(40)} ms`,
  (v) => `payment ${v(1e7).toString(16)}-${v(1e7).toString(16)} authorised by gateway ${words[v(8)]}`,
  (v) => `connection from 10.${v(250)}.${v(250)}.${v(250)}:${1024 + v(60_000)} accepted`,
  (v) => `Retrying request to inventory (attempt ${v(5)}): connection reset by 10.1.${v(250)}.${v(250)}`,
  (v) => `slow query took ${v(5000)} ms: SELECT * FROM orders WHERE customer_id = ${v(1e6)} LIMIT ${v(100)}`,
  (v) => `Consumer group ${words[v(8)]} committed offset ${v(1e9)} on partition ${v(64)}`,
  (v) => `upstream timed out while reading response header from upstream, request "POST /checkout/${v(1e5)}"`,
  (v) => `GC pause (young) ${v(1000)}M->${v(500)}M ${v(90)}.${v(99)}ms`,
  (v) => `user${v(1e5)}@example.com signed in from ${words[v(8)]}`,
  (v) => `shipment ${v(1e6)} assigned to carrier ${words[v(8)]}, expected in ${v(96)} hours`,
  () => `health check passed`,
  (v) => `worker ${v(32)} finished job ${v(1e9).toString(16)} in ${v(9000)} ms`,
  (v) => `stock of item ${v(90_000)} is low: ${v(10)} left in warehouse ${words[v(8)]}`,
  (v) =>
    `java.sql.SQLTransientConnectionException: pool-${v(9)} - Connection is not available, timed out after ${v(30_000)}ms`,
];
const levels = ['info', 'info', 'info', 'info', 'info', 'info', 'warning', 'error'];

const templateOf = (request: number, linesPerRequest: number, at: number): string => {
  const lines: string[] = [];
  for (let line = 0; line < linesPerRequest; line += 1) {
    let drawn = 0;
    const value = (of: number): number => Math.floor(uniform(request + 1, line, drawn++) * of);
    lines.push(
      JSON.stringify({
        timestamp: new Date(at + line).toISOString(),
        level: levels[value(levels.length)],
        service: services[value(services.length)],
        host: `node-${value(20)}`,
        message: messages[value(messages.length)]?.(value) ?? '',
        trace_id: `${'0'.repeat(requestDigits)}${line.toString(16).padStart(lineDigits, '0')}`,
      })
    );
  }
  return `${lines.join('\n')}\n`;
};

/**
 * Requests whose lines have each a trace id of their own: the number of the request and that of the line. Some bodies are made once and
 * used again with other numbers: making lines must not cost what is to be measured.
 */
export const createLogRequests = (options: { linesPerRequest: number; slots: number; at: number }): LogRequests => {
  const perSlot = 4;
  const mark = '"trace_id":"';
  const bodies = Array.from({ length: options.slots * perSlot }, (_, index) => {
    const text = templateOf(index, options.linesPerRequest, options.at);
    const bytes = Buffer.from(text);
    const places: number[] = [];
    for (let at = bytes.indexOf(mark); at >= 0; at = bytes.indexOf(mark, at + 1)) {
      places.push(at + mark.length);
    }
    return { bytes, places };
  });
  const total = bodies.reduce((sum, { bytes }) => sum + bytes.length, 0);
  return {
    linesPerRequest: options.linesPerRequest,
    lineBytes: Math.round(total / bodies.length / options.linesPerRequest),
    body: (slot, request) => {
      const { bytes, places } = bodies[slot * perSlot + (request % perSlot)] ?? { bytes: Buffer.alloc(0), places: [] };
      const digits = Buffer.from(request.toString(16).padStart(requestDigits, '0'));
      for (const place of places) {
        digits.copy(bytes, place);
      }
      return bytes;
    },
  };
};
