import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { problem, readiness } from '@watchroom/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { HttpProblem, notFound } from '../../src/http/http-problem.js';
import type { Handlers } from '../../src/http/route.js';
import { InvalidCursor, StoreUnavailable } from '../../src/stores/alert-store.js';
import { anAlert, now, startApi, type TestApi } from './api-kit.js';

let api: TestApi;
let handlers: Partial<Handlers> = {};
let given: unknown;
/** Calls what the running test has set. */
const late = <N extends keyof Handlers>(name: N): Handlers[N] =>
  ((request: never) => {
    given = request;
    return (handlers[name] as (request: never) => unknown)(request);
  }) as unknown as Handlers[N];

beforeAll(async () => {
  api = await startApi({
    handlers: {
      listAlerts: late('listAlerts'),
      getAlert: late('getAlert'),
      triageAlert: late('triageAlert'),
      triageAlerts: late('triageAlerts'),
      bands: late('bands'),
      listAnomalies: late('listAnomalies'),
    },
    allowedOrigins: ['http://localhost:3000'],
    readiness: () =>
      Promise.resolve({
        status: 'failing',
        version: '1.2.3',
        checks: [{ name: 'alert store', status: 'failing', detail: 'no answer', remedy: 'start it' }],
      }),
  });
});
afterAll(() => api.close());
beforeEach(() => {
  given = undefined;
  handlers = {
    listAlerts: () => Promise.resolve({ items: [anAlert()], nextCursor: null, total: 1 }),
    getAlert: () => Promise.resolve(anAlert()),
    triageAlert: () => Promise.resolve(anAlert()),
    triageAlerts: () => Promise.resolve({ alerts: [], refused: [], actionId: 'x' }),
    bands: () => Promise.resolve({ items: [] }),
    listAnomalies: () => Promise.resolve({ items: [] }),
  };
});

const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  api.ask(path, { method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body), headers });

const problemOf = async (response: Response) => {
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  const document = problem.parse(await response.json());
  expect(document).toMatchObject({ type: 'about:blank', status: response.status });
  return document;
};
const fieldsOf = async (response: Response) => {
  expect(response.status).toBe(400);
  return (await problemOf(response)).errors?.map(({ field, message }) => `${field}: ${message}`);
};

describe('what goes in and out', () => {
  test('queries are decoded, answers are encoded', async () => {
    const response = await api.ask('/api/v1/alerts?status=firing&severity=critical,high&limit=5&suppressed=false');
    expect(response.status).toBe(200);
    const body = (await response.json()) as { items: unknown[] };
    expect(body.items[0]).toMatchObject({ id: 'f00d', startsAt: '2026-11-23T05:00:00.000Z', endsAt: null });
    expect(given).toMatchObject({
      query: { status: ['firing'], severity: ['critical', 'high'], limit: 5, suppressed: false, sort: 'lastSeenAt' },
      identity: { sub: 'token', role: 'Admin' },
    });
  });

  test('bodies and path parameters are decoded', async () => {
    await post('/api/v1/alerts/a%2Fb/triage', { action: 'snooze', until: '2026-11-23T06:00:00+01:00' });
    expect(given).toMatchObject({ params: { id: 'a/b' }, body: { action: 'snooze', until: now } });
    await post('/api/v1/alerts/triage', { alertIds: ['1'], action: { action: 'close' } });
    expect(given).toMatchObject({ body: { alertIds: ['1'] } });
  });

  test('an answer that does not fit its schema is our fault, and the log says where', async () => {
    handlers.getAlert = () => Promise.resolve(anAlert({ eventCount: 1.5, summary: 'private words' }));
    const response = await api.ask('/api/v1/alerts/x');
    expect(response.status).toBe(500);
    const document = await problemOf(response);
    expect(document.detail).toContain(response.headers.get('x-request-id'));
    const line = api.logs.find((text) => text.includes('does not fit its schema')) ?? '';
    expect(JSON.parse(line)).toMatchObject({ route: 'getAlert', level: 50, issues: [{ path: ['eventCount'] }] });
  });
});

describe('bad input names the field', () => {
  test.each([
    ['limit=0', ['limit: must be at least 1']],
    ['limit=5&limit=6', [expect.stringMatching(/^limit: must be a number/)]],
    ['status=burning', ['status: must be one of "firing", "resolved"']],
    ['statsu=firing&x=1', ['statsu: is not known here', 'x: is not known here']],
    ['suppressed=perhaps', [expect.stringMatching(/^suppressed: /)]],
    [`text=${'x'.repeat(501)}`, ['text: must have at most 500 characters']],
    ['status[]=firing', ['status[]: is not known here']],
    ['__proto__=1', ['__proto__: is not known here']],
  ])('?%s', async (query, expected) => {
    expect(await fieldsOf(await api.ask(`/api/v1/alerts?${query}`))).toEqual(expected);
    expect(given).toBeUndefined();
  });

  test.each([
    [
      {},
      [
        'action: is missing; one of "acknowledge", "unacknowledge", "snooze", "unsnooze", "close", "reopen", "assign", "comment", "runbook", "undo"',
      ],
    ],
    [{ action: 'snooze' }, ['until: is missing']],
    [{ action: 'snooze', until: 'tomorrow' }, [expect.stringMatching(/^until: /)]],
    [{ action: 'comment', text: '' }, ['text: must have at least 1 characters']],
    [{ action: 'assign', assignee: 7 }, ['assignee: must be text, not a number (put it in quotes)']],
    [[], ['body: must be a map of keys, not a list']],
    ['null', ['body: must be a map of keys, not nothing']],
  ])('%j', async (body, expected) => {
    expect(await fieldsOf(await post('/api/v1/alerts/x/triage', body))).toEqual(expected);
    expect(given).toBeUndefined();
  });

  test('a time that is none', async () => {
    const response = await api.ask('/api/v1/anomalies?from=2026-11-23&to=2026-11-24T00:00:00Z');
    expect(await fieldsOf(response)).toEqual([expect.stringMatching(/^from: /)]);
  });
});

describe('bad bodies', () => {
  const triage = '/api/v1/alerts/x/triage';
  test.each<[string, () => Promise<Response>, number, RegExp]>([
    ['not JSON', () => post(triage, '{"action": '), 400, /not valid JSON/],
    ['empty', () => api.ask(triage, { method: 'POST' }), 400, /missing/],
    [
      'not UTF-8',
      () => api.ask(triage, { method: 'POST', body: new Uint8Array([0x22, 0xff, 0x22]) }),
      400,
      /not valid UTF-8/,
    ],
    [
      'another kind',
      () => post(triage, 'action=close', { 'content-type': 'application/x-www-form-urlencoded' }),
      415,
      /application\/json/,
    ],
    ['over 1 MB', () => post(triage, `"${'x'.repeat(1024 * 1024)}"`), 413, /at most 1048576 bytes/],
    [
      'over 10 MB for bands',
      () => post('/api/v1/bands', `"${'x'.repeat(10 * 1024 * 1024)}"`),
      413,
      /at most 10485760 bytes/,
    ],
    ['an unknown encoding', () => post(triage, '{}', { 'content-encoding': 'zip' }), 415, /gzip/],
    ['damaged gzip', () => post(triage, 'no gzip', { 'content-encoding': 'gzip' }), 400, /damaged/],
  ])('%s', async (_name, ask, status, detail) => {
    const response = await ask();
    expect(response.status).toBe(status);
    expect((await problemOf(response)).detail).toMatch(detail);
    expect(given).toBeUndefined();
  });

  test('a zip bomb stops at the limit', async () => {
    const body = gzipSync(Buffer.alloc(50 * 1024 * 1024, 0x20));
    const response = await api.ask(triage, { method: 'POST', body, headers: { 'content-encoding': 'gzip' } });
    expect(response.status).toBe(413);
  });

  test('bands take several megabytes', async () => {
    const times = Array.from({ length: 150_000 }, (_, index) => now + index * 1000);
    const body = { kind: 'supplied', series: [{ name: 'x', times, values: times.map(() => null) }] };
    expect((await post('/api/v1/bands', body)).status).toBe(200);
  });
});

describe('errors of handlers', () => {
  const failWith = async (error: Error) => {
    handlers.getAlert = () => Promise.reject(error);
    return api.ask('/api/v1/alerts/x');
  };

  test('a problem goes out as it is', async () => {
    const response = await failWith(notFound('alert x'));
    expect(response.status).toBe(404);
    expect(await problemOf(response)).toMatchObject({ detail: 'There is no alert x', instance: '/api/v1/alerts/x' });
    expect((await failWith(new HttpProblem(409, 'Conflict'))).status).toBe(409);
  });

  test('a store that is away is 503 with Retry-After', async () => {
    const response = await failWith(new StoreUnavailable('Elasticsearch does not answer'));
    expect(response.status).toBe(503);
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await problemOf(response)).detail).toBe('Elasticsearch does not answer');
  });

  test('a foreign cursor names the field', async () => {
    handlers.listAlerts = () => Promise.reject(new InvalidCursor('is not a cursor'));
    expect(await fieldsOf(await api.ask('/api/v1/alerts?cursor=abc'))).toEqual(['cursor: is not a cursor']);
  });

  test('anything else is 500 and tells nothing of the inside', async () => {
    const response = await failWith(new Error('select * from secrets'));
    expect(response.status).toBe(500);
    const text = JSON.stringify(await problemOf(response));
    expect(text).not.toContain('secrets');
    expect(api.logs.join('')).toContain('select * from secrets');
  });
});

describe('paths and methods', () => {
  test.each([
    ['GET', '/api/v1/nothing', 404],
    ['GET', '/', 404],
    ['GET', '/api/v1/alerts/%E0%A4%A', 400],
  ])('%s %s is %i', async (method, path, status) => {
    const response = await api.ask(path, { method });
    expect(response.status).toBe(status);
    await problemOf(response);
  });

  test.each([
    ['DELETE', '/api/v1/alerts', 'GET'],
    ['GET', '/api/v1/bands', 'POST'],
    ['POST', '/api/v1/events', 'GET'],
    ['PUT', '/api/v1/alerts/triage', 'POST'],
    ['POST', '/healthz', 'GET'],
  ])('%s %s is 405', async (method, path, allow) => {
    const response = await api.ask(path, { method });
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe(allow);
    await problemOf(response);
  });
});

describe('headers', () => {
  test('the caller may give the request id where it is plain', async () => {
    const id = async (value: string) =>
      (await api.ask('/healthz', { headers: { 'x-request-id': value } })).headers.get('x-request-id');
    expect(await id('abc-123')).toBe('abc-123');
    expect(await id('{"a":1}')).toMatch(/^[\da-f-]{36}$/);
  });

  test('nothing is sniffed, framed or kept', async () => {
    const { headers } = await api.ask('/api/v1/alerts');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-powered-by')).toBeNull();
  });

  test('only listed origins may call from a browser', async () => {
    const preflight = (origin: string) =>
      api.ask('/api/v1/alerts', {
        method: 'OPTIONS',
        token: null,
        headers: { origin, 'access-control-request-method': 'GET', 'access-control-request-headers': 'authorization' },
      });
    const allowed = await preflight('http://localhost:3000');
    expect(allowed.status).toBe(204);
    expect(allowed.headers.get('access-control-allow-origin')).toBe('http://localhost:3000');
    expect(allowed.headers.get('access-control-allow-headers')).toContain('Authorization');
    expect(allowed.headers.get('access-control-allow-credentials')).toBeNull();
    const refused = await preflight('http://evil.example');
    expect(refused.headers.get('access-control-allow-origin')).toBeNull();
  });
});

describe('operations', () => {
  test('healthz answers while readyz is red with what to do', async () => {
    expect((await api.ask('/healthz', { token: null })).status).toBe(200);
    const response = await api.ask('/readyz', { token: null });
    expect(response.status).toBe(503);
    expect(readiness.parse(await response.json()).checks[0]?.remedy).toBe('start it');
  });

  test('metrics count requests by route', async () => {
    await api.ask('/api/v1/alerts/secret-id');
    const text = await (await api.ask('/metrics', { token: null })).text();
    expect(text).toMatch(/watchroom_http_request_seconds_count\{route="getAlert",method="GET",status="200"\} \d+/);
    expect(text).not.toContain('secret-id');
  });

  test('the log has the path and not the query', async () => {
    await api.ask('/api/v1/alerts?text=private');
    expect(api.logs.join('')).toContain('"path":"/api/v1/alerts"');
    expect(api.logs.join('')).not.toContain('text=private');
  });
});

test('a caller that hangs up in the middle of its body does no harm', async () => {
  const { port } = new URL(api.url);
  await new Promise<void>((resolve) => {
    const socket = connect(Number(port), '127.0.0.1', () => {
      socket.write(
        'POST /api/v1/alerts/x/triage HTTP/1.1\r\nhost: x\r\nauthorization: Bearer admin-token-for-tests\r\n' +
          'content-type: application/json\r\ncontent-length: 1000\r\n\r\n{"action"'
      );
      setImmediate(() => socket.destroy());
    });
    socket.on('close', () => resolve());
  });
  expect((await api.ask('/api/v1/alerts')).status).toBe(200);
  expect(given).toMatchObject({ query: {} });
});
