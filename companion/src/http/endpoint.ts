import { roleAllows, type Identity, type Role, type RouteName, type RouteSpec } from '@watchroom/contract';
import type { Request, Response } from 'express';
import type { Logger } from 'pino';
import { z } from 'zod';
import type { Authenticate } from './authenticate.js';
import { HttpProblem } from './http-problem.js';
import { invalidInput } from './problem-response.js';
import { jsonReader } from './read-json.js';
import { contextOf } from './request-context.js';
import type { Handler, RouteRequest } from './route.js';

const megabyte = 1024 * 1024;
/** Callers of `bands` may supply the points of a whole panel. */
const bodyLimits: Partial<Record<RouteName, number>> = { bands: 10 * megabyte };

/** Who asks, if the role suffices; 401 or 403 else. */
export const requireRole = async (
  authenticate: Authenticate,
  needed: Role,
  request: Request,
  response: Response
): Promise<Identity> => {
  const identity = await authenticate(request.headers.authorization);
  contextOf(response).user = identity.sub;
  if (!roleAllows(identity.role, needed)) {
    throw new HttpProblem(403, 'Not allowed', {
      detail: `This needs the role ${needed}; ${identity.sub} has the role ${identity.role}`,
    });
  }
  return identity;
};

const decodeInput = (what: 'query' | 'body', schema: z.ZodType, input: unknown): unknown => {
  const decoded = schema.safeDecode(input as never);
  if (!decoded.success) {
    throw invalidInput(what, decoded.error, input);
  }
  return decoded.data;
};

/**
 * Serves one operation of the contract: who asks, may they, query and body decoded by the schemas, answer encoded by its schema. The
 * role is checked before the body is read. An answer that does not fit its schema is our fault: 500, and the log says where.
 */
export const endpoint = <N extends RouteName>(
  name: N,
  spec: RouteSpec,
  handler: Handler<N>,
  { authenticate, logger }: { authenticate: Authenticate; logger: Logger }
) => {
  const readBody = spec.body && jsonReader(bodyLimits[name] ?? megabyte);
  // An unknown parameter is most often a misspelt filter; passing over it would show other alerts than were asked for.
  const query = (spec.query ?? z.object({})).strict();
  return async (request: Request, response: Response): Promise<void> => {
    contextOf(response).route = name;
    const identity = await requireRole(authenticate, spec.role, request, response);
    const hungUp = new AbortController();
    response.once('close', () => hungUp.abort());
    const decoded = {
      signal: hungUp.signal,
      params: { ...request.params },
      query: decodeInput('query', query, { ...request.query }),
      body: spec.body && readBody ? decodeInput('body', spec.body, await readBody(request, response)) : undefined,
      identity,
    };
    const result = await handler(decoded as RouteRequest<N>);
    const encoded = spec.response.safeEncode(result);
    if (!encoded.success) {
      logger.error(
        { requestId: contextOf(response).requestId, route: name, issues: encoded.error.issues.slice(0, 10) },
        'the answer does not fit its schema'
      );
      throw new HttpProblem(500, 'Internal error', {
        detail: `The answer of ${name} does not fit its schema; the log has it under request ${contextOf(response).requestId}`,
      });
    }
    response.json(encoded.data);
  };
};
