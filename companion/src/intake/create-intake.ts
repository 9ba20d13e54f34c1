import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import type { Clock } from '../clock.js';
import type { SenderSettings } from '../config/sender-settings.js';
import { HttpProblem } from '../http/http-problem.js';
import type { AlertStore } from '../stores/alert-store.js';
import { createEventSink, type EventTaker } from './event-sink.js';
import type { IncomingLogLine } from '../logs/log-line.js';
import type { EventSink, IntakeAnswer, IntakeRoute } from './intake-route.js';
import { createIntakeMetrics } from './intake-metrics.js';
import { problemOf } from './problem-of.js';
import { createBytesInFlight, readBody } from './read-body.js';
import { configuredSenders } from './configured-senders.js';
import { createRejectionBook } from './rejection-book.js';
import { createRejectionLog } from './rejection-log.js';
import { createSenderAuth, noToken } from './sender-auth.js';
import { createSenderHandlers, type SenderHandlers } from './sender-handlers.js';
import { senderRoutes } from './sender-routes.js';
import { createSenderStats } from './sender-stats.js';
import { createSenderWorld, type Fetch } from './sender-world.js';

export interface IntakeDeps {
  store: AlertStore;
  clock: Clock;
  logger: Logger;
  registry: Registry;
  /** Secrets of senders that are not on this machine. */
  tokens: string[];
  /** What the configuration says of senders, and senders that are described by mappings. */
  senders?: readonly SenderSettings[] | undefined;
  /** How senders' checks reach the outside; by HTTPS where absent. */
  fetch?: Fetch | undefined;
  /** Paths besides the senders': remote write and others. */
  routes: IntakeRoute[];
  /** Stores log lines that come with senders' payloads. */
  storeLines?: ((lines: IncomingLogLine[]) => Promise<void>) | undefined;
  /** Bytes that all requests together may hold. */
  maxInFlightBytes?: number;
}

export interface Intake {
  sink: EventSink;
  handlers: SenderHandlers;
  /** Resolves when the refused payloads so far are kept. */
  settled(): Promise<void>;
  /** Answers a request to an intake path; false, and the request untouched, where the path is another. */
  handle(request: IncomingMessage, response: ServerResponse): boolean;
  /** Hands on events once they are durable, in the order of acceptance. */
  handTo(taker: EventTaker): void;
}

const defaultMaxInFlightBytes = 64 * 1024 * 1024;
/** How much of a refused body is still read, so that its sender gets to see the answer before the connection closes. */
const drainBytes = 32 * 1024 * 1024;
const drainMs = 5000;

/**
 * The front of the hot paths: plain node:http before express, since express alone costs more than all of this. A 2xx means that what was
 * sent is durable.
 */
export const createIntake = (deps: IntakeDeps): Intake => {
  const { clock, logger, registry } = deps;
  const inFlight = createBytesInFlight(deps.maxInFlightBytes ?? defaultMaxInFlightBytes);
  const metrics = createIntakeMetrics(registry, inFlight);
  const auth = createSenderAuth(deps.tokens);
  const logRejection = createRejectionLog(logger, clock);
  const journal = createEventSink(deps);
  const sink: EventSink = {
    accept: async (sender, events) => {
      const accepted = await journal.accept(sender, events);
      metrics.accepted(sender, accepted.length);
      return accepted;
    },
  };
  const { senders, optionsOf } = configuredSenders(deps.senders ?? []);
  const rejections = createRejectionBook(deps);
  const stats = createSenderStats(clock);
  const world = createSenderWorld(deps);
  const onTruncated = metrics.truncated;
  const { storeLines } = deps;
  const ofSenders = senderRoutes({
    storeLines,
    senders,
    optionsOf,
    sink,
    auth,
    world,
    rejections,
    stats,
    onTruncated,
    clock,
  });
  const routes = new Map([...ofSenders, ...deps.routes].map((route) => [route.path, route]));

  const take = async (route: IntakeRoute, request: IncomingMessage): Promise<IntakeAnswer> => {
    if (request.method !== route.method) {
      throw new HttpProblem(405, 'Method not allowed', { detail: `${route.path} takes ${route.method}` });
    }
    const trusted = auth.trusts(request);
    if (!trusted && !route.provesItself) {
      throw noToken();
    }
    const { body, release } = await readBody(request, route.maxBytes, inFlight);
    try {
      return await route.receive(body, request.headers, trusted);
    } finally {
      release();
    }
  };

  const refuse = (route: IntakeRoute, request: IncomingMessage, response: ServerResponse, error: unknown): number => {
    const foreseen = problemOf(error);
    const problem = foreseen ?? new HttpProblem(500, 'Internal error', { detail: 'Watchroom failed to take this in' });
    if (foreseen === null) {
      logger.error({ err: error, path: route.path }, 'Intake failed');
    } else {
      logRejection(route.path, problem);
    }
    if (!request.complete) {
      response.setHeader('connection', 'close');
    }
    if (problem.options.retryAfterSeconds !== undefined) {
      response.setHeader('retry-after', String(problem.options.retryAfterSeconds));
    }
    if (problem.status === 401) {
      response.setHeader('www-authenticate', 'Bearer realm="watchroom", Basic realm="watchroom"');
    }
    if (problem.status === 405) {
      response.setHeader('allow', route.method);
    }
    const document = problem.toProblem(route.path);
    if (route.refusal) {
      send(response, problem.status, 'application/json', route.refusal(document));
    } else {
      send(response, problem.status, 'application/problem+json', document);
    }
    if (!request.complete) {
      drain(request);
    }
    return problem.status;
  };

  const serve = async (route: IntakeRoute, request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const startedAt = performance.now();
    let status: number;
    try {
      const answer = await take(route, request);
      status = answer.status;
      if (answer.binary) {
        sendBytes(response, status, answer.binary.type, answer.binary.bytes);
      } else {
        send(response, status, 'application/json', answer.body);
      }
    } catch (error) {
      status = refuse(route, request, response, error);
    }
    metrics.answered(route.path, status, (performance.now() - startedAt) / 1000);
  };

  return {
    sink,
    handlers: createSenderHandlers({ senders, optionsOf, sink, stats, rejections, clock, logger }),
    settled: rejections.settled,
    handTo: journal.handTo,
    handle: (request, response) => {
      const url = request.url ?? '';
      const queryAt = url.indexOf('?');
      const route = routes.get(queryAt === -1 ? url : url.slice(0, queryAt));
      if (!route) {
        return false;
      }
      void serve(route, request, response);
      return true;
    },
  };
};

const send = (response: ServerResponse, status: number, type: string, body: unknown): void => {
  if (response.destroyed || response.headersSent) {
    return;
  }
  if (body === undefined) {
    response.writeHead(status, status === 204 ? {} : { 'content-length': 0 }).end();
    return;
  }
  const text = JSON.stringify(body);
  // As text, so that it leaves with its head in one write.
  response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(text) }).end(text);
};

const sendBytes = (response: ServerResponse, status: number, type: string, bytes: Buffer): void => {
  if (!response.destroyed && !response.headersSent) {
    response.writeHead(status, { 'content-type': type, 'content-length': bytes.length }).end(bytes);
  }
};

/** Reads on for a while without keeping anything, then cuts the connection. */
const drain = (request: IncomingMessage): void => {
  let seen = 0;
  const cut = setTimeout(() => request.destroy(), drainMs);
  cut.unref();
  request
    .on('error', () => undefined)
    .on('data', (chunk: Buffer) => {
      seen += chunk.length;
      if (seen > drainBytes) {
        request.destroy();
      }
    })
    .on('close', () => clearTimeout(cut))
    .resume();
};
