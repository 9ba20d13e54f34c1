import { createHash, randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { rejection, type Rejection, type RejectionDetail } from '@watchroom/contract';
import type { Logger } from 'pino';
import { Counter, Gauge, type Registry } from 'prom-client';
import type { Clock } from '../clock.js';
import type { HttpProblem } from '../http/http-problem.js';
import { DocumentConflict, type AlertStore } from '../stores/alert-store.js';

/** A payload that was refused, and why. */
export interface Refused {
  sender: string;
  path: string;
  body: Buffer;
  headers: IncomingHttpHeaders;
  problem: HttpProblem;
}

export interface RejectionBook {
  /** Keeps a payload soon, unless too many come at once; never throws. */
  keep(refused: Refused): void;
  /** Newest first. */
  list(sender?: string): Promise<Rejection[]>;
  get(id: string): Promise<RejectionDetail | null>;
  /** The payload as it was sent, tokens that still hold put back. */
  bodyOf(detail: Pick<RejectionDetail, 'encoding' | 'payload'>): Buffer;
  /** Notes that a replay failed, with the errors of now. */
  failedAgain(id: string, errors: Rejection['errors']): Promise<void>;
  /** What was removed; null where there was nothing. */
  remove(id: string): Promise<Rejection | null>;
  /** Rejections that were not kept since the start. */
  readonly leftOut: number;
  /** Resolves when all that is to be kept is stored. */
  settled(): Promise<void>;
}

type Store = Pick<AlertStore, 'putDocument' | 'getDocument' | 'listDocuments' | 'deleteDocument'>;

/** Documents: one to list, one with the payload, so that listing is light. */
const kind = 'rejection';
const payloadKind = 'rejection-payload';

const maxKept = 500;
const maxPerSender = 100;
const maxTotalBytes = 16 * 1024 * 1024;
const maxPayloadBytes = 256 * 1024;
/** So many at once, then so many a second. */
const burst = 50;
const perSecond = 2;
const maxErrors = 20;

/** Headers that tell how a payload is to be read. All others may hold secrets. */
const keptHeader = /^(?:content-type|user-agent|ce-[a-z0-9-]{1,60}|sentry-hook-resource|x-amz-sns-message-type)$/;

const headersOf = (headers: IncomingHttpHeaders): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      keptHeader.test(name) && typeof value === 'string' ? [[name, value.slice(0, 1000)]] : []
    )
  );

/** What stands in a token's place; who has the token finds it again. */
const markOf = (token: string): string => `[secret ${createHash('sha256').update(token).digest('hex').slice(0, 8)}]`;

const utf8 = new TextDecoder('utf-8', { fatal: true });
const written = (body: Buffer): Pick<RejectionDetail, 'encoding' | 'payload'> => {
  try {
    return { encoding: 'utf8', payload: utf8.decode(body) };
  } catch {
    return { encoding: 'base64', payload: body.toString('base64') };
  }
};

const summaryOf = ({
  headers: _headers,
  encoding: _encoding,
  payload: _payload,
  ...summary
}: RejectionDetail): Rejection => summary;

/**
 * Rejected payloads, in the alert store so that every companion shows them: at most 500, 100 of one sender and 16 MB; the oldest go
 * first. Secrets are not kept: few headers are, and tokens in payloads are struck out.
 */
export const createRejectionBook = (deps: {
  store: Store;
  clock: Clock;
  logger: Logger;
  registry: Registry;
  /** To be struck out of payloads. */
  tokens: readonly string[];
}): RejectionBook => {
  const { store, clock, logger } = deps;
  const rejected = new Counter({
    name: 'watchroom_intake_rejections_total',
    help: 'Payloads of senders that were refused; kept tells whether they can be seen and replayed',
    labelNames: ['sender', 'kept'],
    registers: [deps.registry],
  });
  let keptCount = 0;
  new Gauge({
    name: 'watchroom_intake_rejections_kept',
    help: 'Refused payloads that are kept',
    registers: [deps.registry],
    collect() {
      this.set(keptCount);
    },
  });
  const secrets = deps.tokens.filter((token) => token !== '').map((token) => ({ token, mark: markOf(token) }));
  let leftOut = 0;
  let allowance = burst;
  let filledAt = clock.now();
  let writing: Promise<void> = Promise.resolve();

  const mayKeep = (): boolean => {
    const now = clock.now();
    allowance = Math.min(burst, allowance + (Math.max(0, now - filledAt) / 1000) * perSecond);
    filledAt = now;
    if (allowance < 1) {
      return false;
    }
    allowance--;
    return true;
  };

  const withoutSecrets = (text: string): string =>
    secrets.reduce((left, { token, mark }) => left.replaceAll(token, mark), text);

  const detailOf = ({ sender, path, body, headers, problem }: Refused): RejectionDetail => {
    const at = clock.now();
    const whole = body.length <= maxPayloadBytes;
    const { encoding, payload } = written(whole ? body : body.subarray(0, maxPayloadBytes));
    return {
      id: `${at.toString(36)}-${randomUUID().slice(0, 8)}`,
      at,
      sender,
      path,
      status: problem.status,
      title: problem.title,
      errors: (problem.options.errors ?? [{ field: 'body', message: problem.options.detail ?? problem.title }]).slice(
        0,
        maxErrors
      ),
      bytes: body.length,
      replayable: whole,
      triedAt: null,
      headers: headersOf(headers),
      encoding,
      payload: encoding === 'utf8' ? withoutSecrets(payload) : payload,
    };
  };

  const stored = async (): Promise<Array<{ version: number; value: Rejection }>> =>
    (await store.listDocuments(kind)).flatMap(({ version, body }) => {
      const read = rejection.safeDecode(body as never);
      return read.success ? [{ version, value: read.data }] : [];
    });

  const drop = async (id: string, version: number): Promise<void> => {
    await store.deleteDocument(kind, id, version);
    const payload = await store.getDocument(payloadKind, id);
    if (payload) {
      await store.deleteDocument(payloadKind, id, payload.version);
    }
  };

  /** Removes the oldest beyond the limits. */
  const prune = async (): Promise<void> => {
    const newestFirst = (await stored()).sort((a, b) => (a.value.id < b.value.id ? 1 : -1));
    const perSender = new Map<string, number>();
    let kept = 0;
    let bytes = 0;
    for (const { version, value } of newestFirst) {
      const own = (perSender.get(value.sender) ?? 0) + 1;
      const size = Math.min(value.bytes, maxPayloadBytes);
      if (kept >= maxKept || own > maxPerSender || bytes + size > maxTotalBytes) {
        await drop(value.id, version).catch((error: unknown) => {
          if (!(error instanceof DocumentConflict)) {
            throw error;
          }
        });
        continue;
      }
      perSender.set(value.sender, own);
      kept++;
      bytes += size;
    }
    keptCount = kept;
  };

  const write = async (detail: RejectionDetail): Promise<void> => {
    try {
      const { headers, encoding, payload } = detail;
      await store.putDocument(payloadKind, detail.id, { headers, encoding, payload }, null);
      await store.putDocument(kind, detail.id, rejection.encode(summaryOf(detail)), null);
      await prune();
    } catch (error) {
      leftOut++;
      logger.warn({ err: error, sender: detail.sender }, 'a refused payload could not be kept');
    }
  };

  const find = async (id: string): Promise<{ version: number; value: Rejection } | undefined> =>
    (await stored()).find(({ value }) => value.id === id);

  return {
    keep: (refused) => {
      const kept = mayKeep();
      rejected.inc({ sender: refused.sender, kept: String(kept) });
      if (!kept) {
        leftOut++;
        return;
      }
      const detail = detailOf(refused);
      writing = writing.then(() => write(detail));
    },
    list: async (sender) => {
      const all = (await stored())
        .map(({ value }) => value)
        .filter((one) => sender === undefined || one.sender === sender);
      return all.sort((a, b) => (a.id < b.id ? 1 : -1));
    },
    get: async (id) => {
      const [found, payload] = await Promise.all([find(id), store.getDocument(payloadKind, id)]);
      return found && payload
        ? { ...found.value, ...(payload.body as Pick<RejectionDetail, 'headers' | 'encoding' | 'payload'>) }
        : null;
    },
    bodyOf: ({ encoding, payload }) =>
      encoding === 'base64'
        ? Buffer.from(payload, 'base64')
        : Buffer.from(
            secrets.reduce((text, { token, mark }) => text.replaceAll(mark, token), payload),
            'utf8'
          ),
    failedAgain: async (id, errors) => {
      const found = await find(id);
      if (found) {
        const value = { ...found.value, errors: errors.slice(0, maxErrors), triedAt: clock.now() };
        await store.putDocument(kind, id, rejection.encode(value), found.version);
      }
    },
    remove: async (id) => {
      const found = await find(id);
      if (!found) {
        return null;
      }
      await drop(id, found.version);
      keptCount = Math.max(0, keptCount - 1);
      return found.value;
    },
    get leftOut() {
      return leftOut;
    },
    settled: () => writing,
  };
};
