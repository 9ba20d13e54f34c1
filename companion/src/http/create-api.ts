import { openApiDocument, routes, type Readiness, type RouteName, type RouteSpec } from '@watchroom/contract';
import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import type { Authenticate } from './authenticate.js';
import { endpoint, requireRole } from './endpoint.js';
import type { EventStream } from './event-stream.js';
import { allowOrigins, securityHeaders } from './headers.js';
import { HttpProblem, notFound } from './http-problem.js';
import { sendError } from './problem-response.js';
import { contextOf, pathOf, trackRequests } from './request-context.js';
import type { Handler, Handlers } from './route.js';

export interface ApiDeps {
  handlers: Handlers;
  authenticate: Authenticate;
  events: EventStream;
  readiness: () => Promise<Readiness>;
  allowedOrigins: readonly string[];
  version: string;
  logger: Logger;
  registry: Registry;
}

const eventsPath = '/api/v1/events';

const routeNames = Object.keys(routes) as RouteName[];

/** `/api/v1/alerts/{id}` as express writes it. */
const expressPath = (path: string): string => path.replaceAll(/\{(\w+)\}/g, ':$1');

/** The API: every route of the contract, live updates, health, metrics and the OpenAPI document. */
export const createApi = (deps: ApiDeps): Express => {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', 'simple');
  app.use(trackRequests(deps.logger, deps.registry), securityHeaders, allowOrigins(deps.allowedOrigins));

  for (const name of routeNames) {
    serveRoute(app, name, deps.handlers[name], deps);
  }
  app.get(eventsPath, async (request, response) => {
    contextOf(response).route = 'events';
    await requireRole(deps.authenticate, 'Viewer', request, response);
    if (request.method === 'HEAD') {
      response.end();
      return;
    }
    deps.events.open(response);
  });
  serveOperations(app, deps);
  refuseOtherMethods(app);

  app.use((request: Request) => {
    throw notFound(`page ${pathOf(request)}`);
  });
  app.use((error: unknown, request: Request, response: Response, _next: NextFunction) => {
    sendError(response, error, {
      instance: pathOf(request),
      requestId: contextOf(response).requestId,
      logger: deps.logger,
    });
  });
  return app;
};

const serveRoute = <N extends RouteName>(app: Express, name: N, handler: Handler<N>, deps: ApiDeps): void => {
  const spec: RouteSpec = routes[name];
  const method = spec.method.toLowerCase() as Lowercase<RouteSpec['method']>;
  app[method](expressPath(spec.path), endpoint(name, spec, handler, deps));
};

/** Paths for machines; they tell nothing that needs a token. */
const serveOperations = (app: Express, { readiness, registry, version }: ApiDeps): void => {
  const openApi = openApiDocument(version);
  const named = (name: string, serve: (response: Response) => Promise<void> | void) =>
    app.get(`/${name}`, async (_request, response) => {
      contextOf(response).route = name.replace('.json', '');
      await serve(response);
    });
  named('healthz', (response) => void response.json({ status: 'ok', version }));
  named('readyz', async (response) => {
    const report = await readiness();
    response.status(report.status === 'ok' ? 200 : 503).json(report);
  });
  named('metrics', async (response) => {
    response.setHeader('Content-Type', registry.contentType);
    response.end(await registry.metrics());
  });
  named('openapi.json', (response) => void response.json(openApi));
};

/** 405 with the methods that a path has. Paths without parameters first: `/alerts/triage` is not an alert. */
const refuseOtherMethods = (app: Express): void => {
  const methods = new Map<string, string[]>(
    [eventsPath, '/healthz', '/readyz', '/metrics', '/openapi.json'].map((path) => [path, ['GET']])
  );
  for (const name of routeNames) {
    const { path, method } = routes[name];
    methods.set(path, [...(methods.get(path) ?? []), method]);
  }
  const parameters = (path: string): number => path.split('{').length;
  for (const [path, allowed] of [...methods].sort(([a], [b]) => parameters(a) - parameters(b))) {
    app.all(expressPath(path), (request, response) => {
      response.setHeader('Allow', allowed.join(', '));
      throw new HttpProblem(405, 'Method not allowed', {
        detail: `${request.method} does not go here; ${allowed.join(' or ')} does`,
      });
    });
  }
};
