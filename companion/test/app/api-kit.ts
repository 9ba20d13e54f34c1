import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { routes, type Alert, type Incident, type Readiness, type RouteName } from '@watchroom/contract';
import { SignJWT } from 'jose';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { manualClock } from '../../src/clock.js';
import { createAuthenticate } from '../../src/http/authenticate.js';
import { createApi } from '../../src/http/create-api.js';
import { createEventStream } from '../../src/http/event-stream.js';
import { createLiveHub } from '../../src/http/live-hub.js';
import type { Handlers } from '../../src/http/route.js';

export const now = Date.parse('2026-11-23T05:00:00Z');
export const adminToken = 'admin-token-for-tests';
export const pluginSecret = 'plugin-secret-for-tests-0123456789';

export const anAlert = (over: Partial<Alert> = {}): Alert => ({
  id: 'f00d',
  sender: 'alertmanager',
  name: 'HighLatency',
  status: 'firing',
  severity: 'critical',
  triage: 'open',
  triageBy: null,
  triageAt: null,
  triageReason: null,
  snoozedUntil: null,
  assignee: null,
  service: 'cart',
  summary: 'Slow',
  description: '',
  labels: { service: 'cart' },
  annotations: {},
  links: [],
  suppressedBy: [],
  incidentId: null,
  incidentReason: null,
  startsAt: now,
  endsAt: null,
  firstSeenAt: now,
  lastSeenAt: now,
  eventCount: 1,
  refireCount: 0,
  version: 1,
  ...over,
});

export const anIncident = (over: Partial<Incident> = {}): Incident => ({
  id: 'inc',
  title: 'cart',
  status: 'firing',
  severity: 'critical',
  services: ['cart'],
  sharedLabels: {},
  rule: 'application',
  groupKey: 'service=cart',
  alertCount: 1,
  firingCount: 1,
  startsAt: now,
  lastSeenAt: now,
  resolvedAt: null,
  version: 1,
  ...over,
});

/** A JWT as the plugin's backend makes it; any part can be made wrong. */
export const pluginToken = (
  claims: Record<string, unknown> = {},
  { secret = pluginSecret, audience = 'watchroom', issuedAt = now, alg = 'HS256' } = {}
): Promise<string> => {
  const token = new SignJWT({ sub: 'ann', name: 'Ann', org: '1', role: 'Viewer', ...claims })
    .setProtectedHeader({ alg })
    .setAudience(audience)
    .setIssuedAt(issuedAt / 1000);
  return token.sign(new TextEncoder().encode(secret));
};

const refuseAll = (): Handlers => {
  const names = Object.keys(routes) as RouteName[];
  const refuse = (name: RouteName) => () => Promise.reject(new Error(`${name} was not expected`));
  return Object.fromEntries(names.map((name) => [name, refuse(name)])) as unknown as Handlers;
};

/** The API over handlers made for a test, listening on a free port. */
export const startApi = async (options: {
  handlers?: Partial<Handlers>;
  allowedOrigins?: string[];
  readiness?: () => Promise<Readiness>;
}) => {
  const logs: string[] = [];
  const logger = pino({ level: 'debug' }, { write: (line: string) => void logs.push(line) });
  const registry = new Registry();
  const hub = createLiveHub();
  const clock = manualClock(now);
  const events = createEventStream({ hub, version: '1.2.3', logger, registry });
  const app = createApi({
    handlers: { ...refuseAll(), ...options.handlers },
    authenticate: createAuthenticate({ adminToken, pluginSecret, clock }),
    events,
    readiness: options.readiness ?? (() => Promise.resolve({ status: 'ok', version: '1.2.3', checks: [] })),
    allowedOrigins: options.allowedOrigins ?? [],
    version: '1.2.3',
    logger,
    registry,
  });
  const server: Server = createServer((request, response) => void app(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    hub,
    events,
    clock,
    registry,
    logs,
    /** Asks with a token, the admin's where none is given. */
    ask: (path: string, init: RequestInit & { token?: string | null } = {}) =>
      fetch(`${url}${path}`, {
        ...init,
        headers: {
          ...(init.token !== null && { authorization: `Bearer ${init.token ?? adminToken}` }),
          ...(init.body !== undefined && { 'content-type': 'application/json' }),
          ...(init.headers as Record<string, string> | undefined),
        },
      }),
    close: async () => {
      events.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};
export type TestApi = Awaited<ReturnType<typeof startApi>>;
