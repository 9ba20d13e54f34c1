import type { ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import type { z } from 'zod';
import { explainIssue, formatPath, valueAt } from '../config/explain-issue.js';
import { InvalidCursor, StoreUnavailable } from '../stores/alert-store.js';
import { HttpProblem } from './http-problem.js';

const retryAfterSeconds = 5;

/** Each wrong field of a query or a body, by its path. */
export const invalidInput = (what: 'query' | 'body', error: z.core.$ZodError, input: unknown): HttpProblem =>
  new HttpProblem(400, 'Invalid request', {
    detail: `The ${what} is wrong`,
    errors: error.issues.flatMap((issue) =>
      issue.code === 'unrecognized_keys'
        ? issue.keys.map((key) => ({ field: formatPath([...issue.path, key]), message: 'is not known here' }))
        : [
            {
              field: formatPath(what === 'query' ? issue.path.slice(0, 1) : issue.path) || what,
              message: explainIssue(issue, valueAt(input, issue.path)),
            },
          ]
    ),
  });

/** Turns whatever was thrown into a problem; null where it is a fault of ours. */
export const asProblem = (error: unknown): HttpProblem | null => {
  if (error instanceof HttpProblem) {
    return error;
  }
  if (error instanceof StoreUnavailable) {
    return new HttpProblem(503, 'Store not reachable', { detail: error.message, retryAfterSeconds });
  }
  if (error instanceof InvalidCursor) {
    return new HttpProblem(400, 'Invalid request', {
      detail: 'The cursor is not one that this list gave out; begin again without it',
      errors: [{ field: 'cursor', message: error.message || 'is not one that this list gave out' }],
    });
  }
  if (error instanceof URIError) {
    return new HttpProblem(400, 'Invalid request', { detail: 'The path is not valid percent-encoding' });
  }
  return error instanceof Error ? bodyProblem(error) : null;
};

/** Errors of express's body reader carry a `type`. */
const bodyProblem = (error: Error & { type?: unknown; limit?: unknown }): HttpProblem | null => {
  switch (error.type) {
    case 'entity.too.large':
      return new HttpProblem(413, 'Too large', { detail: `The body may have at most ${String(error.limit)} bytes` });
    case 'encoding.unsupported':
      return new HttpProblem(415, 'Unsupported encoding', { detail: 'The body may be plain, gzip, deflate or br' });
    case 'request.aborted':
    case 'request.size.invalid':
      return new HttpProblem(400, 'Invalid request', { detail: 'The body ended early' });
    default:
      return 'code' in error && String(error.code).startsWith('Z_')
        ? new HttpProblem(400, 'Invalid request', { detail: 'The compressed body is damaged' })
        : null;
  }
};

/** Answers with an RFC 9457 document. */
export const sendProblem = (response: ServerResponse, problem: HttpProblem, instance: string): void => {
  const body = JSON.stringify(problem.toProblem(instance));
  response.statusCode = problem.status;
  response.setHeader('Content-Type', 'application/problem+json');
  response.setHeader('Content-Length', Buffer.byteLength(body));
  if (problem.options.retryAfterSeconds !== undefined) {
    response.setHeader('Retry-After', problem.options.retryAfterSeconds);
  }
  if (problem.status === 401) {
    response.setHeader('WWW-Authenticate', 'Bearer realm="watchroom"');
  }
  response.end(body);
};

/** Answers an error of any kind; what is not a problem of the caller is logged and told as 500 without its inside. */
export const sendError = (
  response: ServerResponse,
  error: unknown,
  context: { instance: string; requestId: string; logger: Logger }
): void => {
  const problem = asProblem(error);
  if (problem === null) {
    context.logger.error({ err: error, requestId: context.requestId, path: context.instance }, 'request failed');
  }
  if (response.headersSent) {
    response.destroy();
    return;
  }
  sendProblem(
    response,
    problem ??
      new HttpProblem(500, 'Internal error', {
        detail: `Something failed inside the companion; its log has it under request ${context.requestId}`,
      }),
    context.instance
  );
};
