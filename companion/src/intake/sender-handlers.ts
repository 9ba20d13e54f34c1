import { type Rejection, type SenderInfo } from '@watchroom/contract';
import { z } from 'zod';
import type { Logger } from 'pino';
import { HttpProblem, notFound } from '../http/http-problem.js';
import type { Handlers } from '../http/route.js';
import { DocumentConflict } from '../stores/alert-store.js';
import { genericPrefix } from './generic-sender.js';
import type { EventSink } from './intake-route.js';
import type { Clock } from '../clock.js';
import { problemOf } from './problem-of.js';
import type { RejectionBook } from './rejection-book.js';
import { InvalidPayload, type AnySender, type SenderOptions } from './sender.js';
import { previewPayload } from './sender-preview.js';
import { pathsOf, payloadOf } from './sender-routes.js';
import type { SenderStats } from './sender-stats.js';

export type SenderHandlers = Pick<
  Handlers,
  | 'listSenders'
  | 'getSender'
  | 'previewSender'
  | 'listRejections'
  | 'getRejection'
  | 'replayRejection'
  | 'discardRejection'
  | 'discardRejections'
>;

/** Senders and their rejected payloads through the API. */
export const createSenderHandlers = (deps: {
  senders: readonly AnySender[];
  optionsOf(sender: string): SenderOptions;
  sink: EventSink;
  stats: SenderStats;
  rejections: RejectionBook;
  clock: Clock;
  logger: Logger;
}): SenderHandlers => {
  const { senders, rejections, stats, clock, logger } = deps;
  const byName = new Map(senders.map((sender) => [sender.name, sender]));

  const infoOf = (sender: AnySender, kept: number): SenderInfo => {
    const options = deps.optionsOf(sender.name);
    return {
      name: sender.name,
      title: sender.title,
      kind: sender.name.startsWith(genericPrefix) ? 'generic' : 'built-in',
      paths: pathsOf(sender),
      signature:
        sender.check || (sender.signature && options.secret !== null)
          ? 'checked'
          : sender.signature
            ? 'possible'
            : 'none',
      signatureHeader: sender.signature ? (options.signatureHeader ?? sender.signature.header) : null,
      words: {
        severities: { ...sender.words.severities },
        statuses: { ...sender.words.statuses },
        identity: [...sender.words.identity],
        links: [...sender.words.links],
      },
      since: stats.since,
      ...stats.of(sender.name),
      kept,
    };
  };

  const senderOf = (name = ''): AnySender => {
    const sender = byName.get(name);
    if (!sender) {
      throw notFound(`sender ${name}`);
    }
    return sender;
  };

  const rejectionOf = async (id = '') => {
    const found = await rejections.get(id);
    if (!found) {
      throw notFound(`rejected payload ${id}`);
    }
    return found;
  };

  const remove = async (id: string): Promise<Rejection> => {
    try {
      const removed = await rejections.remove(id);
      if (removed) {
        return removed;
      }
    } catch (error) {
      if (!(error instanceof DocumentConflict)) {
        throw error;
      }
    }
    throw notFound(`rejected payload ${id}`);
  };

  const replay = async (id: string): Promise<number> => {
    const detail = await rejectionOf(id);
    const cannot = (why: string, errors?: Rejection['errors']) =>
      new HttpProblem(409, "Can't replay this payload", { detail: why, errors });
    const sender = byName.get(detail.sender);
    if (!sender || !detail.replayable) {
      throw cannot(sender ? 'It was too large to be kept whole' : `There is no sender ${detail.sender} any more`);
    }
    try {
      const payload = payloadOf(sender, { body: rejections.bodyOf(detail), headers: detail.headers });
      const accepted = await deps.sink.accept(sender.name, await sender.parse(payload, detail.at));
      stats.accepted(sender.name, accepted.length);
      return accepted.length;
    } catch (error) {
      const problem = problemOf(error);
      if (problem !== null && !(error instanceof InvalidPayload)) {
        throw error;
      }
      const errors = problem?.options.errors ?? [
        { field: 'body', message: 'Watchroom failed to read it; the log says more' },
      ];
      if (problem === null) {
        logger.error({ err: error, rejection: id }, 'a replay failed');
      }
      await rejections.failedAgain(id, errors);
      throw cannot(errors.map(({ field, message }) => `${field}: ${message}`).join('; '), errors);
    }
  };

  return {
    listSenders: async () => {
      const kept = new Map<string, number>();
      for (const { sender } of await rejections.list()) {
        kept.set(sender, (kept.get(sender) ?? 0) + 1);
      }
      return { items: senders.map((sender) => infoOf(sender, kept.get(sender.name) ?? 0)) };
    },
    getSender: async ({ params }) => {
      const sender = senderOf(params['name']);
      const kept = (await rejections.list(sender.name)).length;
      const jsonSchema = z.toJSONSchema(sender.schema, { io: 'input', unrepresentable: 'any' });
      return { ...infoOf(sender, kept), jsonSchema: { ...jsonSchema } };
    },
    previewSender: ({ body }) => previewPayload(body, byName, clock.now()),
    listRejections: async ({ query }) => ({
      items: (await rejections.list(query.sender)).slice(0, query.limit),
      leftOut: rejections.leftOut,
    }),
    getRejection: ({ params }) => rejectionOf(params['id']),
    replayRejection: async ({ params: { id = '' }, identity }) => {
      const accepted = await replay(id);
      await remove(id).catch(() => undefined);
      logger.info({ audit: 'replay rejection', by: identity.sub, rejection: id, accepted });
      return { accepted };
    },
    discardRejection: async ({ params: { id = '' }, identity }) => {
      const removed = await remove(id);
      logger.info({ audit: 'discard rejection', by: identity.sub, rejection: id });
      return removed;
    },
    discardRejections: async ({ query, identity }) => {
      let discarded = 0;
      for (const { id } of await rejections.list(query.sender)) {
        discarded += (await rejections.remove(id)) ? 1 : 0;
      }
      logger.info({ audit: 'discard rejections', by: identity.sub, sender: query.sender ?? 'all', discarded });
      return { discarded };
    },
  };
};
