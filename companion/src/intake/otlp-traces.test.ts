import protobuf from 'protobufjs';
import pino from 'pino';
import { Registry } from 'prom-client';
import { beforeEach, describe, expect, it } from 'vitest';
import type { CallSample } from '@watchroom/contract';
import { manualClock } from '../clock.js';
import { StoreUnavailable } from '../stores/alert-store.js';
import type { EdgeMinute, EdgeStore } from '../stores/timeseries/edge-store.js';
import { createTraces, type Traces } from '../traces/create-traces.js';
import type { OpenSpan } from '../traces/span.js';
import { mutated, randomFrom } from '../../test/intake/mutated-payload.js';
import type { IntakeAnswer } from './intake-route.js';
import { otlpTracesRoute } from './otlp-traces.js';
import { InvalidPayload } from './sender.js';

const at = Date.parse('2026-11-23T05:00:10Z');
const nano = (ms: number): string => `${ms}000000`;
const traceId = '5b8efff798038103d269b633813fc60c';
const id = (n: number): string => `eee19b7ec3c1b1${String(n).padStart(2, '0')}`;
const attributesOf = (map: Record<string, string | number>) =>
  Object.entries(map).map(([key, value]) => ({
    key,
    value: typeof value === 'number' ? { intValue: String(value) } : { stringValue: value },
  }));

const span = (n: number, kind: number, change: Record<string, unknown> = {}) => ({
  traceId,
  spanId: id(n),
  name: `span ${n}`,
  kind,
  startTimeUnixNano: nano(at),
  endTimeUnixNano: nano(at + 20),
  status: {},
  ...change,
});
const of = (service: string, ...spans: object[]) => ({
  resource: { attributes: attributesOf({ 'service.name': service, 'host.name': 'h1' }) },
  scopeSpans: [{ scope: { name: 'test' }, spans }],
});
const request = (...resourceSpans: object[]) => ({ resourceSpans });

const web = of(
  'web',
  span(1, 2, { name: 'GET', attributes: attributesOf({ 'http.request.method': 'GET', 'http.route': '/buy/{id}' }) }),
  span(2, 3, {
    parentSpanId: id(1),
    attributes: attributesOf({ 'server.address': 'cart', 'url.full': 'http://cart/?token=s3cret' }),
  })
);
const cart = of(
  'cart',
  span(3, 2, { parentSpanId: id(2), name: 'POST /cart/4711?token=s3cret', status: { code: 2, message: 's3cret' } }),
  span(4, 3, {
    parentSpanId: id(3),
    name: "SELECT * FROM users WHERE mail = 's3cret@x.example'",
    attributes: attributesOf({
      'db.system.name': 'postgresql',
      'db.namespace': 'orders',
      'db.query.text': "SELECT 's3cret'",
      'enduser.id': 's3cret',
    }),
  })
);

const proto = protobuf.parse(`syntax = "proto3";
  message Request { repeated RS resource_spans = 1; }
  message RS { R resource = 1; repeated SS scope_spans = 2; }
  message R { repeated KV attributes = 1; }
  message KV { string key = 1; V value = 2; }
  message V { oneof value { string string_value = 1; int64 int_value = 3; } }
  message SS { repeated S spans = 2; }
  message S { bytes trace_id = 1; bytes span_id = 2; string trace_state = 3; bytes parent_span_id = 4; string name = 5; int32 kind = 6;
    fixed64 start_time_unix_nano = 7; fixed64 end_time_unix_nano = 8; repeated KV attributes = 9; Status status = 15; fixed32 flags = 16; }
  message Status { string message = 2; int32 code = 3; }`).root;
const protobufOf = (message: object): Buffer => {
  const type = proto.lookupType('Request');
  const withBytes = JSON.parse(JSON.stringify(message), (key, value: unknown) =>
    ['traceId', 'spanId', 'parentSpanId'].includes(key) ? Buffer.from(String(value), 'hex').toString('base64') : value
  ) as object;
  return Buffer.from(type.encode(type.fromObject(withBytes)).finish());
};

/** What @opentelemetry/otlp-transformer 0.202.0 serializes of a server, a client and a failed server span of two services. */
const fromSdk = Buffer.from(
  [
    'CsMBCi0KFgoMc2VydmljZS5uYW1lEgYKBGNhcnQKEQoLcHJvY2Vzcy5waWQSAhgHEAASkQEKAwoBdBKJAQoQl2DDRrivsNolM9IVbZ0R4BIIwM7OzIUUrw',
    'EiCGOpoFbFOxWWKglQT1NUIC9hZGQwAjmAiFlA5JPqGEFAWMRA5JPqGFAAWjUJgCRLoMXY6hgSCWV4Y2VwdGlvbhodChFleGNlcHRpb24ubWVzc2FnZRII',
    'CgZzZWNyZXQgAGAAcAB6BRIBeBgCCpsBCiwKFQoMc2VydmljZS5uYW1lEgUKA3dlYgoRCgtwcm9jZXNzLnBpZBICGAcQABJrCgMKAXQSZAoQl2DDRrivsN',
    'olM9IVbZ0R4BIIY6mgVsU7FZYiCHbnFTVC5iqsKgRQT1NUMAM5QEZKQOST6hhBwNziQOST6hhKGAoOc2VydmVyLmFkZHJlc3MSBgoEY2FydFAAYABwAHoC',
    'GAAKqgEKLAoVCgxzZXJ2aWNlLm5hbWUSBQoDd2ViChEKC3Byb2Nlc3MucGlkEgIYBxAAEnoKAwoBdBJzChCXYMNGuK+w2iUz0hVtnRHgEgh25xU1QuYqrC',
    'oDR0VUMAI5AAQ7QOST6hhBwOUfQeST6hhKHAoTaHR0cC5yZXF1ZXN0Lm1ldGhvZBIFCgNHRVRKFAoKaHR0cC5yb3V0ZRIGCgQvYnV5UABgAHAAegIYAA==',
  ].join(''),
  'base64'
);

const asJson = { 'content-type': 'application/json' };
const asProtobuf = { 'content-type': 'application/x-protobuf' };

describe('OTLP traces', () => {
  let edges: EdgeMinute[];
  let samples: CallSample[];
  let open: Map<string, OpenSpan>;
  let down: boolean;
  let registry: Registry;
  let traces: Traces;
  let receive: (message: object, headers?: Record<string, string>) => Promise<IntakeAnswer>;
  const clock = manualClock(at);

  const store = {
    addEdges: (rows: readonly EdgeMinute[]) => {
      if (!down) {
        edges.push(...structuredClone(rows));
      }
      return down ? Promise.reject(new StoreUnavailable('down')) : Promise.resolve();
    },
    addSamples: (rows: readonly CallSample[]) => Promise.resolve(void samples.push(...rows)),
    keepOpen: (_owner: string, opened: readonly OpenSpan[], closed: readonly OpenSpan[]) => {
      opened.forEach((one) => open.set(one.spanId, one));
      closed.forEach((one) => open.delete(one.spanId));
      return Promise.resolve();
    },
    openSpans: () => Promise.resolve([...open.values()]),
  } as Partial<EdgeStore> as EdgeStore;
  const begin = () => {
    registry = new Registry();
    traces = createTraces({ store, clock, registry, logger: pino({ level: 'silent' }), owner: 'me' });
    const route = otlpTracesRoute({ traces, clock, registry });
    expect(route).toMatchObject({ method: 'POST', path: '/v1/traces' });
    receive = (message, headers = asJson) =>
      route.receive(headers === asJson ? Buffer.from(JSON.stringify(message)) : (message as Buffer), headers, true);
  };
  const told = () => edges.map(({ caller, callee, kind, calls, errors }) => [caller, callee, kind, calls, errors]);

  beforeEach(() => {
    edges = [];
    samples = [];
    open = new Map();
    down = false;
    clock.set(at);
    begin();
  });

  const all = [
    ['', 'web', 'service', 1, 0],
    ['web', 'cart', 'service', 1, 1],
    ['cart', 'postgresql/orders', 'database', 1, 0],
  ];

  it('makes calls of spans, in JSON and protobuf, and answers in kind', async () => {
    expect(await receive(request(web, cart))).toEqual({ status: 200, body: {} });
    expect(told()).toEqual(all);
    expect(edges[0]).toMatchObject({ at: Date.parse('2026-11-23T05:00:00Z'), durationMs: 20, maxMs: 20 });
    expect(samples.map(({ operation }) => operation)).toEqual(['GET /buy/{id}', 'POST /cart/*', 'SELECT']);
    edges = [];
    begin();
    const bytes = protobufOf(request(web, cart));
    expect(await receive(bytes, asProtobuf)).toEqual({
      status: 200,
      binary: { type: 'application/x-protobuf', bytes: Buffer.alloc(0) },
    });
    expect(told()).toEqual(all);
  });

  it("takes an OpenTelemetry SDK's protobuf", async () => {
    expect(await receive(fromSdk, asProtobuf)).toMatchObject({ status: 200 });
    expect(told()).toEqual([
      ['web', 'cart', 'service', 1, 1],
      ['', 'web', 'service', 1, 0],
    ]);
    expect(samples.map(({ operation, durationMs }) => [operation, durationMs])).toEqual([
      ['POST /add', 10],
      ['GET /buy', 15],
    ]);
  });

  it('stores nothing that is sensitive', async () => {
    await receive(request(web));
    await receive(request(cart));
    expect(JSON.stringify([edges, samples, [...open.values()]])).not.toContain('s3cret');
  });

  it('pairs over requests, keeps what waits, and takes it back after a restart', async () => {
    await receive(request(cart));
    expect([...open.keys()]).toEqual([id(3)]);
    begin();
    await traces.service.start();
    await receive(request(web));
    await traces.service.stop();
    expect(open.size).toBe(0);
    expect(told().sort()).toEqual([...all].sort());
  });

  it('says 503 where it can not store, loses nothing and counts the repeat once', async () => {
    down = true;
    await expect(receive(request(web, cart))).rejects.toBeInstanceOf(StoreUnavailable);
    await expect(receive(request(web, cart))).rejects.toBeInstanceOf(StoreUnavailable);
    expect(edges).toEqual([]);
    down = false;
    expect(await receive(request(web, cart))).toMatchObject({ status: 200 });
    expect(told()).toEqual(all);
    await receive(request(web, cart));
    expect(told()).toEqual(all);
    expect(await registry.metrics()).toContain('watchroom_spans_uncounted_total{reason="repeat"} 12');
  });

  it('a peer that sends no spans is known by its name after a minute', async () => {
    await receive(request(web));
    clock.advance(60_000);
    await traces.sweep();
    expect(told()).toEqual([
      ['', 'web', 'service', 1, 0],
      ['web', 'cart', 'external', 1, 0],
    ]);
  });

  it('links tell the producer of a consumer', async () => {
    const destination = attributesOf({ 'messaging.system': 'kafka', 'messaging.destination.name': 'orders' });
    const send = of('web', span(1, 4, { attributes: destination }));
    const other = '6b8efff798038103d269b633813fc60c';
    const consumed = span(2, 5, { traceId: other, parentSpanId: id(9), links: [{ traceId, spanId: id(1) }] });
    await receive(request(send, of('mail', consumed)));
    expect(told()).toEqual([['web', 'mail', 'service', 1, 0]]);
  });

  it('keeps few examples: the slowest and those that failed', async () => {
    const many = Array.from({ length: 60 }, (_, index) =>
      span(index, 2, { endTimeUnixNano: nano(at + 40 + index), status: { code: index < 3 ? 2 : 0 } })
    );
    await receive(request(of('web', ...many)));
    expect(samples.map(({ durationMs }) => durationMs)).toEqual([40, 41, 42, 97, 98, 99]);
  });

  it('leaves out what can not be counted, and says so', async () => {
    const spans = [
      span(1, 2, { traceId: '00000000000000000000000000000000' }),
      span(2, 2, { spanId: 'x' }),
      span(3, 2, { endTimeUnixNano: nano(at - 1) }),
      span(4, 2, { startTimeUnixNano: nano(at - 8 * 86_400_000) }),
      span(5, 2, { startTimeUnixNano: undefined }),
      span(6, 2),
    ];
    const errorMessage = 'Left out: 2 spans without valid ids, 3 with times in the future, over a week ago or absent';
    expect(await receive(request(of('web', ...spans)))).toEqual({
      status: 200,
      body: { partialSuccess: { rejectedSpans: 5, errorMessage } },
    });
    expect(told()).toEqual([['', 'web', 'service', 1, 0]]);
    expect(await registry.metrics()).toContain('watchroom_spans_left_out_total{reason="time"} 3');
  });

  it('refuses what is no such message, naming the field', async () => {
    await expect(receive(Buffer.from([8, 1, 255]), asProtobuf)).rejects.toThrow('ExportTraceServiceRequest');
    await expect(receive({ resourceSpans: [{ scopeSpans: [{ spans: [{ name: 1 }] }] }] })).rejects.toThrow(
      'resourceSpans[0].scopeSpans[0].spans[0].name'
    );
    await expect(receive({}, { 'content-type': 'text/plain' })).rejects.toThrow('Content-Type must be');
  });

  it('refuses what it does not understand with nothing but InvalidPayload', async () => {
    const pick = randomFrom(7);
    for (let round = 0; round < 60; round++) {
      const error: unknown = await receive({ x: mutated(request(web, cart), pick) }).catch((thrown: unknown) => thrown);
      expect(error instanceof Error ? error : null).toBeNull();
      const given = mutated(request(web, cart), pick) as object | undefined;
      const answer: unknown = await receive(given ?? {}).catch((thrown: unknown) => thrown);
      expect(answer instanceof Error && !(answer instanceof InvalidPayload)).toBe(false);
    }
  });
});
