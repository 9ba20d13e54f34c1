import type { Clock } from '../clock.js';
import { HttpProblem } from '../http/http-problem.js';
import type { IncomingLogLine } from '../logs/log-line.js';
import { genericPrefix } from './generic-sender.js';
import type { EventSink, IntakeRoute } from './intake-route.js';
import { readJson } from './json-body.js';
import { problemOf } from './problem-of.js';
import type { RejectionBook } from './rejection-book.js';
import { noToken, type SenderAuth } from './sender-auth.js';
import {
  InvalidPayload,
  type AnySender,
  type IncomingEvent,
  type SenderOptions,
  type SenderRequest,
  type SenderWorld,
} from './sender.js';
import type { SenderStats } from './sender-stats.js';

const maxAlertBytes = 2 * 1024 * 1024;

/** Encodings that the front has undone, and none. */
const readable = new Set([undefined, '', 'identity', 'gzip', 'x-gzip']);

export interface SenderRoutesDeps {
  senders: readonly AnySender[];
  optionsOf(sender: string): SenderOptions;
  sink: EventSink;
  auth: SenderAuth;
  world: SenderWorld;
  rejections: Pick<RejectionBook, 'keep'>;
  stats: SenderStats;
  /** A sender says that it left alerts out of a payload. */
  onTruncated(sender: string, alerts: number): void;
  /** Stores log lines; resolves when they are durable. Where absent, payloads' lines are passed over. */
  storeLines?: ((lines: IncomingLogLine[]) => Promise<void>) | undefined;
  clock: Clock;
}

/** The paths that a sender is served at, `/intake/<name>` first; of a mapping's sender `/intake/generic/<name>`. */
export const pathsOf = (sender: AnySender): string[] => [
  `/intake/${sender.name.startsWith(genericPrefix) ? `generic/${sender.name.slice(genericPrefix.length)}` : sender.name}`,
  ...sender.paths,
];

/** The payload of a request. @throws {InvalidPayload} */
export const payloadOf = (sender: AnySender, request: SenderRequest): unknown =>
  sender.read ? sender.read(request) : readJson(request.body);

/** The paths of the senders. What can't be read is kept as a rejection. */
export const senderRoutes = (deps: SenderRoutesDeps): IntakeRoute[] =>
  deps.senders.flatMap((sender) => [
    ...pathsOf(sender).map((path) => routeOf(sender, path, deps)),
    ...helloRoutes(sender),
  ]);

const helloRoutes = ({ hello }: AnySender): IntakeRoute[] =>
  (hello?.paths ?? []).map((path) => ({
    method: 'GET',
    path,
    maxBytes: 0,
    provesItself: true,
    receive: () => Promise.resolve({ status: 200, body: hello?.body }),
  }));

const routeOf = (sender: AnySender, path: string, deps: SenderRoutesDeps): IntakeRoute => {
  const { clock, sink, stats, auth, world } = deps;
  const options = deps.optionsOf(sender.name);

  /** Whether the signature proves the sender; a wrong one is refused, whoever sends it. */
  const signed = (request: SenderRequest): boolean => {
    if (!sender.signature || options.secret === null) {
      return false;
    }
    if (!sender.signature.verify(request, options.secret, options, clock.now())) {
      const header = options.signatureHeader ?? sender.signature.header;
      throw new HttpProblem(401, 'No valid signature', { detail: `${header} is missing or does not fit the body` });
    }
    return true;
  };

  const keepIfRefused = async <T>(request: SenderRequest, work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      const problem = problemOf(error);
      if (problem === null || error instanceof InvalidPayload) {
        stats.rejected(sender.name);
        deps.rejections.keep({
          sender: sender.name,
          path,
          ...request,
          problem: problem ?? new HttpProblem(500, 'Internal error'),
        });
      }
      throw error;
    }
  };

  const read = async (request: SenderRequest): Promise<{ payload: unknown; events: IncomingEvent[] }> => {
    const payload = payloadOf(sender, request);
    return { payload, events: await sender.parse(payload, clock.now()) };
  };

  return {
    method: 'POST',
    path,
    maxBytes: sender.maxBytes ?? maxAlertBytes,
    provesItself:
      (sender.signature !== undefined && options.secret !== null) ||
      sender.tokenOf !== undefined ||
      (sender.check !== undefined && options.topics.length > 0),
    refusal: sender.refusal && ((problem) => sender.refusal?.(problem)),
    receive: async (body, headers, trusted) => {
      if (!readable.has(headers['content-encoding']?.trim().toLowerCase())) {
        throw new HttpProblem(415, 'Unsupported content-encoding', {
          detail: 'The body may be sent plain or with content-encoding gzip',
        });
      }
      const request = { body, headers };
      let proven = signed(request) || trusted;
      const { check } = sender;
      if (check) {
        const checkIt = () => check(request, { trusted: proven, options, world });
        // What strangers send is not kept.
        const own = await (proven ? keepIfRefused(request, checkIt) : checkIt());
        proven ||= own.proven;
        if (own.answer && proven) {
          return own.answer;
        }
      }
      if (!proven && !auth.isToken(sender.tokenOf?.(payloadOf(sender, request)) ?? '')) {
        throw noToken();
      }
      const { payload, events } = await keepIfRefused(request, () => read(request));
      if (sender.lines && deps.storeLines) {
        await deps.storeLines(sender.lines(payload, clock.now()));
      }
      const accepted = await sink.accept(sender.name, events);
      stats.accepted(sender.name, accepted.length);
      const truncated = sender.truncated?.(payload) ?? 0;
      if (truncated > 0) {
        deps.onTruncated(sender.name, truncated);
      }
      return (
        sender.answer?.(
          payload,
          accepted.map(({ event }) => event),
          request
        ) ?? { status: 200, body: { accepted: accepted.length } }
      );
    },
  };
};
