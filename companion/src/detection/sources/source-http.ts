import pRetry from 'p-retry';
import { Agent, request } from 'undici';
import type { SourceSettings } from '../../config/settings.js';
import { shortText, SourceError } from './source-error.js';

export interface HttpAnswer {
  status: number;
  /** Undefined where the body is no JSON. */
  json: unknown;
  text: string;
}

/** Asks one server over HTTP: no redirects, bounded in time and size. */
export interface SourceHttp {
  /** Rejects with `SourceError` where there is no answer; any status is an answer. */
  post(path: string, body: { type: string; text: string }, signal?: AbortSignal): Promise<HttpAnswer>;
  close(): Promise<void>;
}

/** What is held of one answer at most, after decompression. */
export const maxAnswerBytes = 64 * 1024 * 1024;
const retries = 2;
/** Statuses after which the same request may well succeed. */
const passing = new Set([429, 502, 503, 504]);

const authorization = ({ token, username, password }: SourceSettings): Record<string, string> => {
  if (token !== null) {
    return { authorization: `Bearer ${token}` };
  }
  return username === null
    ? {}
    : { authorization: `Basic ${Buffer.from(`${username}:${password ?? ''}`).toString('base64')}` };
};

const tooLarge = (): SourceError =>
  new SourceError(`The answer is larger than ${maxAnswerBytes} bytes: group or filter more`, { tooMuch: true });

const readText = async (body: AsyncIterable<Buffer>): Promise<string> => {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of body) {
    size += part.length;
    if (size > maxAnswerBytes) {
      throw tooLarge();
    }
    parts.push(part);
  }
  return Buffer.concat(parts, size).toString('utf8');
};

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : '');

const whyUnreachable = (error: unknown): string => {
  const inner = error instanceof AggregateError ? error.errors[0] : error;
  return shortText(inner instanceof Error ? inner.message : String(inner)) || codeOf(error) || 'no reason given';
};

/**
 * Broken connections and the passing statuses are tried again, twice at most, with jitter; what took too long is not. `isFinal` tells
 * answers with such a status that would come again.
 */
export const createSourceHttp = (
  settings: SourceSettings,
  deps: { onRetry: () => void; retryMs?: number; isFinal?: (answer: HttpAnswer) => boolean }
): SourceHttp => {
  const { url, timeoutMs, ca } = settings;
  const agent = new Agent({
    connect: { timeout: Math.min(10_000, timeoutMs), ...(ca !== null && { ca }) },
    connections: 4,
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
  });
  const headers = { accept: 'application/json', 'user-agent': 'watchroom', ...authorization(settings) };

  const once = async (path: string, body: { type: string; text: string }, signal: AbortSignal): Promise<HttpAnswer> => {
    const answer = await request(`${url}${path}`, {
      method: 'POST',
      dispatcher: agent,
      headers: { ...headers, 'content-type': body.type },
      body: body.text,
      signal,
    });
    if (Number(answer.headers['content-length'] ?? 0) > maxAnswerBytes) {
      answer.body.destroy();
      throw tooLarge();
    }
    const text = await readText(answer.body as AsyncIterable<Buffer>);
    if (answer.statusCode >= 300 && answer.statusCode < 400) {
      throw new SourceError(`${url} sends elsewhere (HTTP ${answer.statusCode}); set url to where it really is`);
    }
    return { status: answer.statusCode, text, json: parse(text) };
  };

  return {
    post: async (path, body, signal) => {
      const deadline = AbortSignal.timeout(timeoutMs);
      const either = signal === undefined ? deadline : AbortSignal.any([deadline, signal]);
      let last: HttpAnswer | null = null;
      try {
        return await pRetry(
          async () => {
            last = null;
            let answer: HttpAnswer;
            try {
              answer = await once(path, body, either);
            } catch (error) {
              // p-retry never tries a TypeError again, which undici throws for some broken connections.
              throw error instanceof TypeError ? new Error(error.message, { cause: error }) : error;
            }
            if (passing.has(answer.status) && !deps.isFinal?.(answer)) {
              last = answer;
              throw new Error(`HTTP ${answer.status}`);
            }
            return answer;
          },
          {
            retries,
            minTimeout: deps.retryMs ?? 200,
            maxTimeout: 2000,
            randomize: true,
            signal: either,
            shouldRetry: ({ error }) => !(error instanceof SourceError) && !either.aborted,
            onFailedAttempt: ({ error, retriesLeft }) => {
              if (retriesLeft > 0 && !(error instanceof SourceError) && !either.aborted) {
                deps.onRetry();
              }
            },
          }
        );
      } catch (error) {
        if (last !== null && !either.aborted) {
          return last;
        }
        if (error instanceof SourceError) {
          throw error;
        }
        if (deadline.aborted) {
          throw new SourceError(`${url} did not answer within ${timeoutMs / 1000} s`, { tooMuch: true, cause: error });
        }
        throw new SourceError(`${url} can't be reached: ${whyUnreachable(error)}`, { cause: error });
      }
    },
    close: () => agent.destroy(),
  };
};

/** What to tell of an answer that is no success; the server's own words where there are any. */
export const refusal = (server: string, { status, json, text }: HttpAnswer): string => {
  if (status === 401 || status === 403) {
    return `${server} refuses these credentials (HTTP ${status}): check username and password, or the token, of this source`;
  }
  const words =
    typeof json === 'object' && json !== null
      ? ['error', 'message']
          .map((key) => (json as Record<string, unknown>)[key])
          .find((said) => typeof said === 'string')
      : text;
  return `${server} answers HTTP ${status}${words ? `: ${shortText(words as string)}` : ''}`;
};
