import type { Clock } from '../clock.js';
import { HttpProblem } from '../http/http-problem.js';
import type { EventSink, IntakeRoute } from './intake-route.js';
import { readJson } from './json-body.js';
import type { Sender } from './sender.js';

const maxAlertBytes = 2 * 1024 * 1024;

/** Encodings that the front has undone, and none. */
const readable = new Set([undefined, '', 'identity', 'gzip', 'x-gzip']);

/** The paths of the senders: `/intake/<name>` and each sender's own. */
export const senderRoutes = (senders: readonly Sender[], sink: EventSink, clock: Clock): IntakeRoute[] =>
  senders.flatMap((sender) =>
    [`/intake/${sender.name}`, ...sender.paths].map((path): IntakeRoute => ({
      method: 'POST',
      path,
      maxBytes: maxAlertBytes,
      receive: async (body, headers) => {
        if (!readable.has(headers['content-encoding']?.trim().toLowerCase())) {
          throw new HttpProblem(415, 'Unsupported content-encoding', {
            detail: 'The body may be sent plain or with content-encoding gzip',
          });
        }
        const accepted = await sink.accept(sender.name, sender.parse(readJson(body), clock.now()));
        return { status: 200, body: { accepted: accepted.length } };
      },
    }))
  );
