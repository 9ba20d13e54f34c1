import { randomUUID } from 'node:crypto';
import type { NextFunction, Request, Response } from 'express';
import type { Logger } from 'pino';
import { Histogram, type Registry } from 'prom-client';

/** What is known of a request while it is answered; kept in `response.locals`. */
export interface RequestContext {
  requestId: string;
  /** The contract's name of the operation; `unknown` until one is found. */
  route: string;
  /** Login of who asks, once it is known. */
  user: string | null;
}

/** The context of a response that went through `trackRequests`. */
export const contextOf = (response: Response): RequestContext => {
  const locals = response.locals as { context?: RequestContext };
  return (locals.context ??= { requestId: randomUUID(), route: 'unknown', user: null });
};

/** The path without the query, which may hold what people search for. */
export const pathOf = (request: Request): string => request.originalUrl.split('?', 1)[0] ?? '/';

const quietRoutes = new Set(['healthz', 'readyz', 'metrics']);

/**
 * Gives each request an id (the caller's `X-Request-Id` where it is plain), measures it and logs it when it is done. Headers, query
 * and body are never logged.
 */
export const trackRequests = (logger: Logger, registry: Registry) => {
  const seconds = new Histogram({
    name: 'watchroom_http_request_seconds',
    help: 'Time to answer a request of the API',
    labelNames: ['route', 'method', 'status'] as const,
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [registry],
  });
  return (request: Request, response: Response, next: NextFunction): void => {
    const began = process.hrtime.bigint();
    const given = request.headers['x-request-id'];
    const context = contextOf(response);
    if (typeof given === 'string' && /^[\w.-]{1,64}$/.test(given)) {
      context.requestId = given;
    }
    response.setHeader('X-Request-Id', context.requestId);
    response.once('close', () => {
      const elapsed = Number(process.hrtime.bigint() - began) / 1e9;
      const status = response.writableFinished || context.route === 'events' ? response.statusCode : 499;
      const labels = { route: context.route, method: request.method, status: String(status) };
      if (context.route !== 'events') {
        seconds.observe(labels, elapsed);
      }
      const level = quietRoutes.has(context.route) ? 'debug' : status >= 500 ? 'warn' : 'info';
      logger[level](
        {
          requestId: context.requestId,
          ...labels,
          status,
          path: pathOf(request),
          user: context.user,
          ms: Math.round(elapsed * 1e4) / 10,
        },
        'request'
      );
    });
    next();
  };
};
