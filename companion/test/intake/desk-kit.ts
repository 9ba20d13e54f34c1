import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Alert, Identity, Incident, LiveMessage, TriageAction } from '@watchroom/contract';
import pino from 'pino';
import { Registry } from 'prom-client';
import { vi } from 'vitest';
import { createAlerts } from '../../src/alerts/create-alerts.js';
import { manualClock } from '../../src/clock.js';
import type { CorrelationRule } from '../../src/config/settings.js';
import type { SenderSettings } from '../../src/config/sender-settings.js';
import { createLiveHub } from '../../src/http/live-hub.js';
import { createIntake } from '../../src/intake/create-intake.js';
import type { IntakeRoute } from '../../src/intake/intake-route.js';
import { createAlertStoreMetrics } from '../../src/stores/alert-store-metrics.js';
import { createEmbeddedAlertStore } from '../../src/stores/embedded/embedded-alert-store.js';
import { createSuppressions, type SuppressionConfig } from '../../src/suppression/create-suppressions.js';
import { t0 } from './builders.js';
import { faultyStore } from './faulty-store.js';

export const ada: Identity = { sub: 'ada', name: 'Ada', org: '1', role: 'Editor' };

export const byService: CorrelationRule = {
  name: 'same service',
  matchers: [],
  groupBy: ['service'],
  windowSeconds: 900,
};

/** Intake, pipeline and the embedded store behind a real HTTP server, on a clock that is moved by hand. */
export const openDesk = async (
  options: {
    dir?: string;
    start?: boolean;
    tokens?: string[];
    routes?: IntakeRoute[];
    maxInFlightBytes?: number;
    correlation?: CorrelationRule[];
    suppression?: Partial<SuppressionConfig>;
    /** Whether there is somebody to tell. */
    hasRoute?: boolean;
    senders?: SenderSettings[];
    stages?: Parameters<typeof createAlerts>[0]['stages'];
    fetch?: Parameters<typeof createIntake>[0]['fetch'];
  } = {}
) => {
  const dir = options.dir ?? (await mkdtemp(join(tmpdir(), 'watchroom-desk-')));
  const clock = manualClock(t0);
  const registry = new Registry();
  const logged: string[] = [];
  const logger = pino({ level: 'debug' }, { write: (line: string) => void logged.push(line) });
  const store = faultyStore(
    createEmbeddedAlertStore({ path: dir, metrics: createAlertStoreMetrics(registry, 'embedded'), logger })
  );
  await store.open();
  const hub = createLiveHub();
  const messages: LiveMessage[] = [];
  hub.subscribe((message) => messages.push(message));
  const intake = createIntake({
    store,
    clock,
    logger,
    registry,
    tokens: options.tokens ?? [],
    routes: options.routes ?? [],
    maxInFlightBytes: options.maxInFlightBytes,
    senders: options.senders,
    fetch: options.fetch,
  });
  const suppressions = createSuppressions({
    store,
    hub,
    clock,
    logger,
    config: { silences: [], maintenanceWindows: [], inhibitionRules: [], ...options.suppression },
  });
  const alerts = createAlerts({
    store,
    suppression: suppressions,
    stages: { ...options.stages, ...(options.hasRoute && { routing: { hasRoute: true, groupIntervalMs: 0 } }) },
    intake,
    hub,
    correlation: options.correlation ?? [byService],
    clock,
    logger,
    registry,
    sweepMs: 20,
  });
  const server: Server = createServer((request, response) => {
    if (!intake.handle(request, response)) {
      response.writeHead(404).end('not intake');
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  if (options.start !== false) {
    await suppressions.start();
    await alerts.start();
  }

  const query = { sort: 'lastSeenAt', order: 'desc', limit: 1000 } as const;
  const listed = async (): Promise<Alert[]> => (await store.listAlerts(query)).items;
  const incidents = async (): Promise<Incident[]> => (await store.listIncidents({ limit: 1000 })).items;
  return {
    dir,
    url,
    clock,
    registry,
    logged,
    store,
    hub,
    messages,
    intake,
    alerts,
    suppressions,
    listed,
    incidents,
    /** Waits until every accepted event is accounted for. */
    settled: () =>
      vi.waitFor(
        async () => {
          if ((await store.pendingEvents(1)).length > 0) {
            throw new Error('events are pending');
          }
        },
        { timeout: 10_000, interval: 5 }
      ),
    post: (path: string, body: unknown, headers: Record<string, string> = {}) =>
      fetch(`${url}${path}`, {
        method: 'POST',
        body: typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body),
        headers: { 'content-type': 'application/json', ...headers },
      }),
    act: (id: string, action: TriageAction) =>
      alerts.handlers.triageAlert({ params: { id }, query: undefined as never, body: action, identity: ada }),
    kinds: async (of: { alertId: string } | { incidentId: string }) =>
      (await store.timeline(of, { limit: 100 })).items.map(({ kind }) => kind).reverse(),
    close: async ({ keep = false } = {}) => {
      await alerts.stop();
      await suppressions.stop();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await store.close();
      if (!keep) {
        await rm(dir, { recursive: true, force: true });
      }
    },
  };
};
export type DeskKit = Awaited<ReturnType<typeof openDesk>>;
