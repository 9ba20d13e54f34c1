import protobuf from 'protobufjs';
import { Registry } from 'prom-client';
import { beforeEach, describe, expect, it } from 'vitest';
import { manualClock } from '../clock.js';
import { StoreUnavailable } from '../stores/alert-store.js';
import type { SeriesSamples, TimeseriesStore } from '../stores/timeseries/timeseries-store.js';
import type { IntakeAnswer } from './intake-route.js';
import { otlpMetricName } from './otlp-names.js';
import { otlpMetricsRoute } from './otlp-metrics.js';
import { InvalidPayload } from './sender.js';

/** What @opentelemetry/otlp-transformer 0.202.0 serializes of a histogram, a counter and a gauge of one resource. */
const fromSdk = Buffer.from(
  [
    'CscDCoYBChYKDHNlcnZpY2UubmFtZRIGCgRjYXJ0ChsKEXNlcnZpY2UubmFtZXNwYWNlEgYKBHNob3AKHwoTc2VydmljZS5pbnN0YW5jZS5pZB',
    'IICgZjYXJ0LTcKEQoLcHJvY2Vzcy5waWQSAhh7ChkKDGs4cy5wb2QubmFtZRIJCgdjYXJ0LTdmEAASuwIKBgoBcxIBMRK7AQocaHR0cC5zZXJ2',
    'ZXIucmVxdWVzdC5kdXJhdGlvbhIBZBoBc0qUAQqPARHA1B5vp/x6GBnA1B5vp/x6GCEEAAAAAAAAACkAAAAAAAAMQDIYAgAAAAAAAAABAAAAAA',
    'AAAAEAAAAAAAAAOhAAAAAAAADgPwAAAAAAAPA/ShIKCmh0dHAucm91dGUSBAoCL2FKFwoQaHR0cC5zdGF0dXNfY29kZRIDGMgBWZqZmZmZmbk/',
    'YQAAAAAAAABAEAISQAoGb3JkZXJzEgAaB3tvcmRlcn06KwolEcDUHm+n/HoYGcDUHm+n/HoYMSoAAAAAAAAAOggKAm9rEgIQARACGAESMQoLcX',
    'VldWUudXNhZ2USABoBMSodChsRwNQeb6f8ehgZwNQeb6f8ehghAAAAAAAA6D8=',
  ].join(''),
  'base64'
);
const at = 1764000000123;
const nano = `${at}000000`;
const asProtobuf = { 'content-type': 'application/x-protobuf' };
const asJson = { 'content-type': 'application/json' };

const attribute = (key: string, value: object) => ({ key, value });
const json = (metrics: object[], attributes: object[] = []): Buffer =>
  Buffer.from(
    JSON.stringify({ resourceMetrics: [{ resource: { attributes }, scopeMetrics: [{ scope: {}, metrics }] }] })
  );
const gauge = (dataPoints: object[], more: object = {}) => ({ name: 'g', gauge: { dataPoints }, ...more });

describe('OTLP metrics', () => {
  let inserted: SeriesSamples[];
  let failure: Error | null;
  let registry: Registry;
  let receive: (body: Buffer, headers?: Record<string, string>) => Promise<IntakeAnswer>;

  beforeEach(() => {
    inserted = [];
    failure = null;
    registry = new Registry();
    const store = {
      insert: (samples: SeriesSamples[]) => {
        inserted.push(...samples);
        return failure === null ? Promise.resolve() : Promise.reject(failure);
      },
    } as Partial<TimeseriesStore> as TimeseriesStore;
    const route = otlpMetricsRoute({ store, clock: manualClock(at + 1000), registry });
    expect(route).toMatchObject({ method: 'POST', path: '/v1/metrics' });
    receive = (body, headers = asJson) => route.receive(body, headers, true);
  });
  const names = (): string[] => inserted.map(({ name }) => name);

  it("takes an OpenTelemetry SDK's protobuf, as Prometheus would name it", async () => {
    const answer = await receive(fromSdk, asProtobuf);
    expect(answer).toEqual({ status: 200, binary: { type: 'application/x-protobuf', bytes: Buffer.alloc(0) } });
    const resource = {
      service_name: 'cart',
      service_namespace: 'shop',
      k8s_pod_name: 'cart-7f',
      job: 'shop/cart',
      instance: 'cart-7',
    };
    const http = { ...resource, http_route: '/a', http_status_code: '200' };
    const sample = (name: string, labels: object, value: number, unit: string | null = null) => ({
      name,
      labels,
      unit,
      times: [at],
      values: [value],
    });
    const duration = 'http_server_request_duration_seconds';
    expect(inserted).toEqual([
      sample(`${duration}_count`, http, 4),
      sample(`${duration}_sum`, http, 3.5, 's'),
      sample(`${duration}_bucket`, { ...http, le: '0.5' }, 2),
      sample(`${duration}_bucket`, { ...http, le: '1' }, 3),
      sample(`${duration}_bucket`, { ...http, le: '+Inf' }, 4),
      sample('orders_total', { ...resource, ok: 'true' }, 42, '{order}'),
      sample('queue_usage_ratio', resource, 0.75, '1'),
    ]);
    expect(await registry.metrics()).toContain('watchroom_otlp_samples_total 7');
  });

  it('takes JSON with 64-bit numbers as text, and answers in kind', async () => {
    const point = { timeUnixNano: nano, asInt: '9007199254740991', attributes: [attribute('n', { intValue: '7' })] };
    expect(await receive(json([gauge([point])]))).toEqual({ status: 200, body: {} });
    expect(inserted).toEqual([{ name: 'g', labels: { n: '7' }, unit: null, times: [at], values: [9007199254740991] }]);
    expect(await receive(Buffer.from('{}'))).toEqual({ status: 200, body: {} });
  });

  it('takes summaries and exponential histograms, and what is of delta temporality as it is', async () => {
    const timeUnixNano = nano;
    await receive(
      json([
        {
          name: 'rpc',
          unit: 'ms',
          summary: {
            dataPoints: [{ timeUnixNano, count: '5', sum: 10, quantileValues: [{ quantile: 0.5, value: 2 }] }],
          },
        },
        {
          name: 'size',
          unit: 'By',
          exponentialHistogram: {
            aggregationTemporality: 2,
            dataPoints: [{ timeUnixNano, count: 3, sum: 6, scale: 2 }],
          },
        },
        {
          name: 'jobs',
          sum: { isMonotonic: true, aggregationTemporality: 1, dataPoints: [{ timeUnixNano, asDouble: 4 }] },
        },
      ])
    );
    expect(inserted.map(({ name, labels, values }) => [name, labels, values[0]])).toEqual([
      ['rpc_milliseconds_count', {}, 5],
      ['rpc_milliseconds_sum', {}, 10],
      ['rpc_milliseconds', { quantile: '0.5' }, 2],
      ['size_bytes_count', {}, 3],
      ['size_bytes_sum', {}, 6],
      ['jobs', {}, 4],
    ]);
  });

  it('gathers points of one series in order of time', async () => {
    const points = [3, 1, 2].map((second) => ({ timeUnixNano: `${at - second * 1000}000000`, asDouble: second }));
    await receive(json([gauge(points), gauge([{ timeUnixNano: nano, asDouble: 0 }])]));
    expect(inserted).toEqual([
      { name: 'g', labels: {}, unit: null, times: [at - 3000, at - 2000, at - 1000, at], values: [3, 2, 1, 0] },
    ]);
  });

  it('makes labels of attributes of any kind', async () => {
    const attributes = [
      attribute('a.b', { stringValue: 'x' }),
      attribute('a_b', { stringValue: 'y' }),
      attribute('list', { arrayValue: { values: [{ intValue: 1 }, { stringValue: 'z' }] } }),
      attribute('map', { kvlistValue: { values: [attribute('k', { boolValue: false })] } }),
      attribute('1st', { doubleValue: 1.5 }),
      attribute('none', {}),
      attribute('__proto__', { stringValue: 'p' }),
    ];
    await receive(json([gauge([{ timeUnixNano: nano, asDouble: 1, attributes }])]));
    const labels = { a_b: 'x;y', list: '[1,"z"]', map: '{"k":false}', _1st: '1.5', none: '' };
    expect(Object.entries(inserted[0]?.labels ?? {})).toEqual([...Object.entries(labels), ['__proto__', 'p']]);
  });

  it('leaves out what can never be stored, counts it and says so', async () => {
    const points = [
      { timeUnixNano: nano, asDouble: 'NaN' },
      { timeUnixNano: nano, asDouble: '-Infinity' },
      { timeUnixNano: nano, flags: 1 },
      { asDouble: 1 },
      { timeUnixNano: `${at + 7_200_000}000000`, asDouble: 1 },
      { timeUnixNano: nano, asDouble: 1 },
    ];
    const rejected = {
      partialSuccess: {
        rejectedDataPoints: 4,
        errorMessage: 'Left out: 2 values that are no finite numbers, 2 with times in the future or absent',
      },
    };
    expect(await receive(json([gauge(points)]))).toEqual({ status: 200, body: rejected });
    expect(inserted).toMatchObject([{ times: [at], values: [1] }]);
    expect(await registry.metrics()).toContain('left_out_total{reason="stale"} 1');
    const { root } = protobuf.parse(`syntax = "proto3"; message R { P partial_success = 1; }
      message P { int64 rejected_data_points = 1; string error_message = 2; }`);
    const bytes = Buffer.from(fromSdk);
    bytes.writeDoubleLE(NaN, bytes.indexOf(Buffer.from(new Float64Array([0.75]).buffer)));
    const { binary } = await receive(bytes, asProtobuf);
    const type = root.lookupType('R');
    expect(type.toObject(type.decode(binary?.bytes ?? Buffer.alloc(0)), { longs: Number })).toMatchObject({
      partialSuccess: { rejectedDataPoints: 1 },
    });
  });

  it('refuses what is no OTLP, naming the field', async () => {
    const errorsOf = async (body: Buffer, headers = asJson) => {
      const error: unknown = await receive(body, headers).catch((caught: unknown) => caught);
      expect(error).toBeInstanceOf(InvalidPayload);
      expect(inserted).toEqual([]);
      return (error as InvalidPayload).errors[0];
    };
    for (let length = 1; length < fromSdk.length; length += 7) {
      expect((await errorsOf(fromSdk.subarray(0, length), asProtobuf))?.message).toMatch(/ExportMetricsServiceRequest/);
    }
    expect(await errorsOf(Buffer.from('{"resourceMetrics": 7}'))).toMatchObject({ field: 'resourceMetrics' });
    expect((await errorsOf(Buffer.from('{')))?.field).toBe('body');
    const field = 'resourceMetrics[0].scopeMetrics[0].metrics[0]';
    expect(await errorsOf(json([{ gauge: {} }]))).toEqual({ field: `${field}.name`, message: 'must not be empty' });
    expect(await errorsOf(json([gauge([{ timeUnixNano: [] }])]))).toMatchObject({
      field: `${field}.gauge.dataPoints[0].timeUnixNano`,
    });
    const wide = Array.from({ length: 301 }, () => ({
      timeUnixNano: nano,
      bucketCounts: Array.from({ length: 1000 }, () => 1),
      explicitBounds: Array.from({ length: 999 }, (_, index) => index),
    }));
    expect((await errorsOf(json([{ name: 'h', histogram: { dataPoints: wide } }])))?.message).toMatch(/send fewer/);
  });

  it('refuses other media types with a text that helps; passes on that the store is down', async () => {
    await expect(receive(fromSdk, { 'content-type': 'text/plain' })).rejects.toMatchObject({ status: 415 });
    await expect(receive(fromSdk, { ...asProtobuf, 'content-encoding': 'zstd' })).rejects.toMatchObject({
      status: 415,
      message: expect.stringContaining('set compression to gzip or none') as string,
    });
    failure = new StoreUnavailable('down');
    await expect(receive(fromSdk, asProtobuf)).rejects.toBe(failure);
  });

  it('reads 5,000 points in well under 300 ms', async () => {
    const dataPoints = Array.from({ length: 5000 }, (_, index) => ({
      timeUnixNano: nano,
      asDouble: index,
      attributes: ['host', 'pod', 'mode', 'zone'].map((key) => attribute(key, { stringValue: `${key}-${index}` })),
    }));
    const body = json([gauge(dataPoints)]);
    // Processor time and the best of some runs, as other work on the machine must not fail this.
    const milliseconds: number[] = [];
    for (let run = 0; run < 3; run++) {
      inserted = [];
      const before = process.cpuUsage();
      await receive(body);
      const used = process.cpuUsage(before);
      milliseconds.push((used.user + used.system) / 1000);
    }
    expect(Math.min(...milliseconds)).toBeLessThan(300);
    expect(names()).toHaveLength(5000);
  });
});

describe('names', () => {
  it.each([
    ['http.server.duration', 'ms', 'other', 'http_server_duration_milliseconds'],
    ['system.network.io', 'By', 'counter', 'system_network_io_bytes_total'],
    ['net.rate', 'By/s', 'gauge', 'net_rate_bytes_per_second'],
    ['requests', '{request}/s', 'gauge', 'requests_per_second'],
    ['http_requests_total', '1', 'counter', 'http_requests_total'],
    ['cpu.utilization', '1', 'gauge', 'cpu_utilization_ratio'],
    ['process.uptime.seconds', 's', 'gauge', 'process_uptime_seconds'],
    ['memory', 'Mbit', 'gauge', 'memory_Mbit'],
    ['5xx', '', 'other', '_5xx'],
    ['温度', 'Cel', 'gauge', '温度'],
  ] as const)('%s in %s, %s', (name, unit, kind, expected) => {
    expect(otlpMetricName(name, unit, kind)).toBe(expected);
  });
});
