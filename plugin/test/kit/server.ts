import { http, HttpResponse, type HttpHandler, type HttpResponseResolver } from 'msw';
import { setupServer } from 'msw/node';
import {
  liveMessage,
  problem,
  routes,
  type LiveMessage,
  type RouteName,
  type RouteResult,
  type RouteSpec,
} from '@watchroom/contract';
import { resourcesPath } from '../../src/pluginId';

type Resolver = HttpResponseResolver<Record<string, string>>;

const verbs = { GET: http.get, POST: http.post, PUT: http.put, DELETE: http.delete } as const;

/** Answers an operation of the API; the resolver says what comes back. */
export const on = (name: RouteName, resolver: Resolver, options?: { once?: boolean }): HttpHandler => {
  const { method, path } = routes[name];
  return verbs[method](`${location.origin}${resourcesPath}${path.replace(/\{(\w+)\}/g, ':$1')}`, resolver, options);
};

/** An operation's answer from its inside form, as the companion would send it. */
export const answer = <N extends RouteName>(name: N, result: RouteResult<N>): HttpResponse<string> => {
  const { response }: RouteSpec = routes[name];
  return new HttpResponse(JSON.stringify(response.encode(result)), {
    headers: { 'Content-Type': 'application/json' },
  });
};

/** A problem document. */
export const refuse = (status: number, title: string, detail?: string): HttpResponse<string> =>
  new HttpResponse(JSON.stringify(problem.encode({ type: 'about:blank', title, status, detail })), {
    status,
    headers: { 'Content-Type': 'application/problem+json' },
  });

/** A problem document that names what is wrong with single fields. */
export const refuseFields = (title: string, errors: Array<{ field: string; message: string }>): HttpResponse<string> =>
  new HttpResponse(JSON.stringify(problem.encode({ type: 'about:blank', title, status: 400, errors })), {
    status: 400,
    headers: { 'Content-Type': 'application/problem+json' },
  });

export const page = <T>(items: T[], nextCursor: string | null = null) => ({ items, nextCursor, total: items.length });

const readers = new Set<ReadableStreamDefaultController<Uint8Array>>();
const encoder = new TextEncoder();

/** Pages that listen for live updates. */
export const liveReaders = (): number => readers.size;

/** Tells every listening page something. */
export const tellLive = (message: LiveMessage): void => {
  const data = JSON.stringify(liveMessage.encode(message));
  readers.forEach((reader) => reader.enqueue(encoder.encode(`event: message\ndata: ${data}\n\n`)));
};

/** Ends all live connections, as a restart of the companion does. */
export const breakLive = (): void => {
  readers.forEach((reader) => reader.close());
  readers.clear();
};

const events = http.get(`${location.origin}${resourcesPath}/api/v1/events`, ({ request }) => {
  let own: ReadableStreamDefaultController<Uint8Array>;
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => {
      own = controller;
      readers.add(controller);
    },
  });
  // The browser's hanging up; the body's own cancel does not get here, since msw reads along.
  request.signal.addEventListener('abort', () => readers.delete(own));
  return new HttpResponse(body, { headers: { 'Content-Type': 'text/event-stream' } });
});

const noFacets = {
  total: 0,
  fields: { status: [], triage: [], severity: [], sender: [], service: [], assignee: [], team: [] },
  labels: {},
};

/** What every page asks for by the way. */
export const server = setupServer(
  events,
  on('alertFacets', () => answer('alertFacets', noFacets)),
  on('alertValues', () => answer('alertValues', { items: [] })),
  on('listViews', () => answer('listViews', { items: [] })),
  on('alertTimeline', () => answer('alertTimeline', page([]))),
  on('alertEvents', () => answer('alertEvents', page([])))
);
