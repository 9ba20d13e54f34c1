import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import {
  openApiDocument,
  problem,
  report,
  routes,
  type Alert,
  type Incident,
  type RouteName,
  type RouteSpec,
} from '@watchroom/contract';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { App } from '../../src/app.js';
import { remoteWriteBody } from '../../src/lab/remote-write-body.js';
import { ask, sendAlerts, startApp, temporaryFolder, untilReady } from './app-kit.js';

const shipped = fileURLToPath(new URL('../../../provisioning/watchroom', import.meta.url));

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let app: App;
beforeAll(async () => {
  folder = await temporaryFolder();
  app = await startApp(folder.path, { WATCHROOM_CONFIG: shipped, WATCHROOM_COLLECT_HOST: 'true' });
  await untilReady(app);
}, 60_000);
afterAll(async () => {
  await app.stop();
  await folder.remove();
}, 20_000);

const items = async <T = Alert>(path: string): Promise<T[]> =>
  ((await (await ask(app, path)).json()) as { items: T[] }).items;

/** An alert that is in an incident. */
const placed = () =>
  vi.waitFor(
    async () => {
      const [alert] = await items('/api/v1/alerts?text=CartSlow');
      expect(alert?.incidentId).toBeTruthy();
      return alert as Alert;
    },
    { timeout: 10_000, interval: 50 }
  );

test('an alert goes in by a webhook and comes out by the API, in an incident', async () => {
  const labels = { cluster: 'eu', namespace: 'shop', service: 'cart' };
  const response = await sendAlerts(app, [{ name: 'CartSlow', labels }]);
  expect(response.status).toBeGreaterThanOrEqual(200);
  expect(response.status).toBeLessThan(300);
  expect(await placed()).toMatchObject({ name: 'CartSlow', status: 'firing', severity: 'critical', service: 'cart' });
  expect(await items('/api/v1/incidents')).toMatchObject([{ rule: 'application', status: 'firing' }]);
});

test('reports count what went through', async () => {
  await placed();
  const range = new URLSearchParams({
    from: new Date(Date.now() - 3_600_000).toISOString(),
    to: new Date(Date.now() + 60_000).toISOString(),
  }).toString();
  const { totals, rules } = report.parse(await (await ask(app, `/api/v1/reports?${range}`)).json());
  expect(totals).toMatchObject({ events: 1, alerts: 1, incidents: 1, repeats: 0 });
  expect(rules).toMatchObject([{ name: 'CartSlow', counts: { events: 1 } }]);
  const asCsv = await (await ask(app, `/api/v1/reports/csv?table=rules&${range}`)).json();
  expect(asCsv).toMatchObject({ csv: expect.stringMatching(/^rule,events,[\s\S]*\r\nCartSlow,1,/) as string });
});

test('metrics go in by remote write and come out as series and bands', async () => {
  const at = Date.now();
  const labels = { service: 'cart' };
  const body = await remoteWriteBody(
    [3, 2, 1].map((ago) => ({
      at: at - ago * 1000,
      samples: [{ metric: 'test_written', labels, unit: '', value: ago }],
    }))
  );
  const written = await fetch(`${app.url}/api/v1/write`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-protobuf', 'content-encoding': 'snappy' },
    body: new Uint8Array(body),
  });
  expect(written.status).toBe(204);
  expect(await items('/api/v1/series?match=test_written')).toMatchObject([{ labels, lastValue: 1 }]);
  const bands = await ask(app, '/api/v1/bands', {
    method: 'POST',
    body: JSON.stringify({
      kind: 'stored',
      matchers: [{ label: '__name__', op: '=', value: 'test_written' }],
      from: new Date(at - 60_000).toISOString(),
      to: new Date(at).toISOString(),
    }),
  });
  expect(await bands.json()).toMatchObject({ items: [{ values: [3, 2, 1], baseline: expect.any(String) }] });
});

test('metrics go in by OTLP and come out as series', async () => {
  const point = { timeUnixNano: `${Date.now()}000000`, asDouble: 0.5, attributes: [] };
  const resource = { attributes: [{ key: 'service.name', value: { stringValue: 'cart' } }] };
  const metrics = [{ name: 'test.exported', unit: 's', gauge: { dataPoints: [point] } }];
  const exported = await fetch(`${app.url}/v1/metrics`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
    body: new Uint8Array(gzipSync(JSON.stringify({ resourceMetrics: [{ resource, scopeMetrics: [{ metrics }] }] }))),
  });
  expect([exported.status, await exported.json()]).toEqual([200, {}]);
  const empty = await fetch(`${app.url}/v1/metrics`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-protobuf' },
  });
  expect([empty.status, empty.headers.get('content-type')]).toEqual([200, 'application/x-protobuf']);
  expect(await items('/api/v1/series?match=test_exported_seconds')).toMatchObject([
    { labels: { service_name: 'cart', job: 'cart' }, lastValue: 0.5 },
  ]);
});

test("this machine's metrics arrive", async () => {
  await vi.waitFor(
    async () => {
      const found = await items<{ name: string }>('/api/v1/series?match=host_cpu_usage_ratio');
      expect(found.map(({ name }) => name)).toContain('host_cpu_usage_ratio');
    },
    { timeout: 30_000, interval: 250 }
  );
}, 40_000);

describe('every route of the contract answers by its schema', () => {
  const now = Date.now();
  const range = `from=${new Date(now - 3_600_000).toISOString()}&to=${new Date(now).toISOString()}`;
  const queries: Partial<Record<RouteName, string>> = {
    listAlerts: '?status=firing,resolved&sort=severity&order=asc&limit=10',
    alertFacets: '?q=severity%3E%3Dinfo&labels=service',
    alertValues: '?field=label&prefix=s',
    listAnomalies: `?${range}`,
    listChanges: `?${range}`,
    getServiceGraph: `?${range}`,
    listCallSamples: `?${range}`,
    anomalyHeatmap: `?${range}&match=test_high`,
    report: `?${range}`,
    reportCsv: `?${range}&table=rules`,
    listLogTemplates: `?${range}`,
    listLogLines: `?${range}`,
    listLogServices: `?${range}`,
    drilldown: `?match=test_high&${range}`,
    listSeries: '?match=%7Bhost%3D~%22.%2B%22%7D',
  };
  const high = {
    kind: 'threshold',
    name: 'Too high',
    matchers: [{ label: '__name__', op: '=', value: 'test_high' }],
    above: 50,
    intervalSeconds: 1,
  };
  let anomalyId = '';
  beforeAll(async () => {
    const samples = [{ metric: 'test_high', labels: { service: 'cart' }, unit: '', value: 99 }];
    await fetch(`${app.url}/api/v1/write`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-protobuf', 'content-encoding': 'snappy' },
      body: new Uint8Array(await remoteWriteBody([{ at: now, samples }])),
    });
    const made = await ask(app, '/api/v1/detectors', { method: 'POST', body: JSON.stringify(high) });
    expect([made.status, await made.text()]).toEqual([200, expect.any(String)]);
    await vi.waitFor(
      async () => {
        const until = new Date(now + 60_000).toISOString();
        const [anomaly] = await items<{ id: string }>(
          `/api/v1/anomalies?from=${new Date(now).toISOString()}&to=${until}`
        );
        expect(anomaly, await (await ask(app, '/api/v1/detectors/Too%20high')).text()).toBeDefined();
        anomalyId = anomaly?.id ?? '';
      },
      { timeout: 60_000, interval: 500 }
    );
  }, 70_000);
  /** The id of a payload that was refused. */
  const rejectionId = async (): Promise<string> => {
    await fetch(`${app.url}/intake/sentry`, { method: 'POST', body: '{}' });
    return vi.waitFor(async () => {
      const [kept] = await items<{ id: string }>('/api/v1/rejections');
      expect(kept).toBeDefined();
      return kept?.id ?? '';
    });
  };
  /** Ids of templates of log lines. */
  const templateIds = async (): Promise<string[]> => {
    const lines = ['the cart has been emptied', 'no route to the warehouse of this shop'];
    const body = lines.map((message) => JSON.stringify({ message, service: 'cart' })).join('\n');
    expect((await fetch(`${app.url}/intake/logs`, { method: 'POST', body })).status).toBe(200);
    const until = new Date(Date.now() + 60_000).toISOString();
    const query = `from=${new Date(now - 60_000).toISOString()}&to=${until}`;
    return (await items<{ id: string }>(`/api/v1/logs/templates?${query}`)).map(({ id }) => id);
  };
  const idFor = async (path: string, alert: Alert): Promise<string> => {
    if (path.includes('/templates/{id}')) {
      return (await templateIds())[0] ?? '';
    }
    if (path.includes('/rejections/{id}')) {
      return rejectionId();
    }
    if (path.includes('/feedback/{id}')) {
      return (await items<{ id: string }>('/api/v1/feedback'))[0]?.id ?? '';
    }
    if (/\/silences?\/\{id\}/.test(path)) {
      return ((await postJson('/api/v1/silences', silenceBody)) as { id: string }).id;
    }
    if (path.includes('/views/{id}')) {
      const views = await items<{ id: string; editable: boolean }>('/api/v1/views');
      return views.find(({ editable }) => editable)?.id ?? '';
    }
    return path.includes('anomalies') ? anomalyId : path.includes('incidents') ? (alert.incidentId ?? '') : alert.id;
  };
  /** An alert of another service, and with it another incident. */
  const stranger = async (): Promise<Alert> => {
    await sendAlerts(app, [{ name: 'MailStuck', labels: { cluster: 'us', namespace: 'post', service: 'mail' } }]);
    return vi.waitFor(
      async () => {
        const [alert] = await items('/api/v1/alerts?text=MailStuck');
        expect(alert?.incidentId).toBeTruthy();
        return alert as Alert;
      },
      { timeout: 10_000, interval: 50 }
    );
  };
  const taskOf = async ({ incidentId }: Alert): Promise<string> => {
    const { tasks = [] } = (await (await ask(app, `/api/v1/incidents/${incidentId}`)).json()) as Incident;
    return tasks[0]?.id ?? '';
  };
  const postJson = async (path: string, body: unknown): Promise<unknown> =>
    (await ask(app, path, { method: 'POST', body: JSON.stringify(body) })).json();
  const matchers = [{ label: 'service', op: '=', value: 'elsewhere' }];
  const silenceBody = {
    matchers,
    startsAt: new Date(now).toISOString(),
    endsAt: new Date(now + 3_600_000).toISOString(),
    comment: 'deploy',
  };
  const windowBody = {
    name: high.name,
    matchers,
    start: '2026-01-04T02:00',
    timezone: 'Europe/Berlin',
    rrule: 'FREQ=WEEKLY',
    durationMinutes: 60,
  };
  const correlationBody = { name: high.name, groupBy: ['rack'] };
  const ruleBody = { name: high.name, source: matchers, target: matchers, equal: ['cluster'] };
  const bodies: Partial<Record<RouteName, (alert: Alert) => unknown>> = {
    countForBulk: () => ({ status: ['resolved'] }),
    bulkTriage: async () => ({
      token: ((await postJson('/api/v1/alerts/bulk/count', { text: 'nothing' })) as { token: string }).token,
      action: { action: 'acknowledge' },
    }),
    createSilence: () => silenceBody,
    updateSilence: () => silenceBody,
    previewSuppression: () => ({ kind: 'matchers', matchers }),
    createMaintenanceWindow: () => windowBody,
    updateMaintenanceWindow: () => windowBody,
    createInhibitionRule: () => ruleBody,
    updateInhibitionRule: () => ruleBody,
    alertmanagerPostSilence: () => ({
      matchers: [{ name: 'service', value: 'elsewhere', isRegex: false }],
      startsAt: silenceBody.startsAt,
      endsAt: silenceBody.endsAt,
      createdBy: 'amtool',
      comment: '',
    }),
    openIncident: async () => ({ title: 'By hand', alertIds: [(await stranger()).id] }),
    createCorrelationRule: () => correlationBody,
    updateCorrelationRule: () => correlationBody,
    previewCorrelationRule: () => ({ rule: correlationBody }),
    rootCauseFeedback: () => ({ service: 'cart', verdict: 'cause' }),
    changeIncident: () => ({ stage: 'investigating', lead: 'ada' }),
    commentOnIncident: () => ({ text: 'looking' }),
    addIncidentTask: () => ({ text: 'restart it' }),
    changeIncidentTask: () => ({ done: true }),
    mergeIncidents: async () => ({ incidentIds: [(await stranger()).incidentId] }),
    splitIncident: async () => ({ alertIds: [(await stranger()).id] }),
    moveAlerts: async () => ({ alertIds: [(await stranger()).id] }),
    mergeLogTemplates: async () => ({ ids: (await templateIds()).slice(1, 2) }),
    splitLogTemplate: () => ({}),
    giveFeedback: () => ({ verdict: 'not-an-anomaly', reason: 'a load test' }),
    createDetector: () => ({ ...high, name: 'Another' }),
    updateDetector: () => ({ ...high, above: 60 }),
    createView: () => ({ name: 'Of a test', q: 'assignee:me' }),
    updateView: () => ({ name: 'Of all tests', q: 'severity>=high', shared: true }),
    previewDetector: () => ({
      spec: high,
      from: new Date(now - 3_600_000).toISOString(),
      to: new Date(now).toISOString(),
    }),
    previewSender: () => ({ mapping: 'name: title', payload: '{"title": "A"}' }),
    triageAlert: () => ({ action: 'comment', text: 'looking' }),
    triageAlerts: ({ id }) => ({ alertIds: [id, 'nobody'], action: { action: 'acknowledge' } }),
    bands: () => ({
      kind: 'supplied',
      series: [
        {
          name: 'x',
          times: Array.from({ length: 300 }, (_, index) => now - (300 - index) * 60_000),
          values: Array.from({ length: 300 }, (_, index) => Math.sin(index / 10)),
        },
      ],
    }),
  };

  test.each(Object.entries<RouteSpec>(routes))('%s', async (name, route) => {
    const alert = await placed();
    const path = route.path
      .replace('{incidentId}', alert.incidentId ?? '')
      .replace('{id}', await idFor(route.path, alert))
      .replace('{taskId}', await taskOf(alert))
      .replace('{name}', encodeURIComponent(route.path.includes('/senders/') ? 'sentry' : high.name));
    const body = await bodies[name as RouteName]?.(alert);
    const response = await ask(app, `${path}${queries[name as RouteName] ?? ''}`, {
      method: route.method,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const answer: unknown = await response.json();
    if (name === 'replayRejection') {
      // What was wrong with it still is.
      expect([response.status, problem.parse(answer).errors?.length]).toEqual([409, 1]);
      return;
    }
    expect([response.status, answer]).toEqual([200, answer]);
    const decoded = route.response.safeDecode(answer as never);
    expect(decoded.error?.issues ?? []).toEqual([]);
  });

  test.each(Object.entries<RouteSpec>(routes).filter(([, { path }]) => path.includes('{')))(
    '%s of something that is not there is 404',
    async (name, route) => {
      const bodyOf: Partial<Record<string, unknown>> = {
        triageAlert: { action: 'acknowledge' },
        changeIncident: { stage: 'closed' },
        commentOnIncident: { text: 'x' },
        addIncidentTask: { text: 'x' },
        changeIncidentTask: { done: true },
        mergeIncidents: { incidentIds: ['nobody'] },
        splitIncident: { alertIds: ['nobody'] },
        moveAlerts: { alertIds: ['nobody'] },
        giveFeedback: { verdict: 'not-an-anomaly', reason: 'x' },
        updateCorrelationRule: { ...correlationBody, name: 'nobody' },
        rootCauseFeedback: { service: 'cart', verdict: 'cause' },
        mergeLogTemplates: { ids: ['nobody'] },
        splitLogTemplate: {},
        updateDetector: { ...high, name: 'nobody' },
        updateSilence: silenceBody,
        updateMaintenanceWindow: { ...windowBody, name: 'nobody' },
        updateInhibitionRule: { ...ruleBody, name: 'nobody' },
        updateView: { name: 'x' },
      };
      const body = bodyOf[name];
      const response = await ask(app, route.path.replaceAll(/\{\w+\}/g, 'nobody'), {
        method: route.method,
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      expect(response.status).toBe(404);
      expect(problem.parse(await response.json()).detail).toContain('nobody');
    }
  );
});

test('/openapi.json is the document of the contract', async () => {
  const { version } = JSON.parse(await readFile(join(import.meta.dirname, '../../package.json'), 'utf8')) as {
    version: string;
  };
  const served: unknown = await (await ask(app, '/openapi.json')).json();
  expect(served).toEqual(JSON.parse(JSON.stringify(openApiDocument(version))));
});

describe('bad input is refused by field, and nothing of it stays', () => {
  test.each<[string, string, string, RegExp]>([
    ['a cursor from elsewhere', '/api/v1/alerts?cursor=bm90LWEtY3Vyc29y', 'cursor', /./],
    ['a cursor of incidents', '/api/v1/incidents?cursor=%00', 'cursor', /./],
    ['a selector that is none', '/api/v1/series?match=up%7Bhost', 'match', /character/],
  ])('%s', async (_name, path, field, message) => {
    const response = await ask(app, path);
    expect(response.status).toBe(400);
    const [error] = problem.parse(await response.json()).errors ?? [];
    expect(error?.field).toBe(field);
    expect(error?.message).toMatch(message);
  });

  test.each<[string, string | Uint8Array<ArrayBuffer>, number]>([
    ['not JSON', '{"version": ', 400],
    [
      'an alert without labels',
      JSON.stringify({ version: '4', status: 'firing', alerts: [{ status: 'firing' }] }),
      400,
    ],
    ['an unknown version', JSON.stringify({ version: '99', alerts: [] }), 400],
    ['not UTF-8', new Uint8Array([0x7b, 0xff, 0x7d]), 400],
    ['too large', JSON.stringify({ padding: 'x'.repeat(11 * 1024 * 1024) }), 413],
  ])('a webhook that is %s', async (_name, body, status) => {
    const before = (await items('/api/v1/alerts')).length;
    const response = await fetch(`${app.url}/intake/alertmanager`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    problem.parse(await response.json());
    expect((await items('/api/v1/alerts')).length).toBe(before);
  });
});

test('metrics tell of requests, stores and detectors', async () => {
  const text = await (await ask(app, '/metrics')).text();
  expect(text).toContain('watchroom_store_up{store="alert store"} 1');
  expect(text).toContain('watchroom_store_up{store="time series store"} 1');
  expect(text).toContain('watchroom_http_request_seconds_bucket');
  expect(text).toContain('nodejs_eventloop_lag_seconds');
});
