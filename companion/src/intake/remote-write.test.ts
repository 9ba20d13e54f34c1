import protobuf from 'protobufjs';
import { Registry } from 'prom-client';
import { compressSync } from 'snappy';
import { beforeEach, describe, expect, it } from 'vitest';
import { manualClock } from '../clock.js';
import { HttpProblem } from '../http/http-problem.js';
import { StoreUnavailable } from '../stores/alert-store.js';
import type { SeriesSamples, TimeseriesStore } from '../stores/timeseries/timeseries-store.js';
import { declaredLength, remoteWriteRoute } from './remote-write.js';
import { InvalidPayload } from './sender.js';

const { root } = protobuf.parse(
  `syntax = "proto3"; package prometheus;
  message WriteRequest { repeated TimeSeries timeseries = 1; repeated MetricMetadata metadata = 3; }
  message MetricMetadata { int32 type = 1; string metric_family_name = 2; string help = 4; string unit = 5; }
  message TimeSeries { repeated Label labels = 1; repeated Sample samples = 2; repeated Exemplar exemplars = 3; repeated Histogram histograms = 4; }
  message Label { string name = 1; string value = 2; }
  message Sample { double value = 1; int64 timestamp = 2; }
  message Exemplar { repeated Label labels = 1; double value = 2; int64 timestamp = 3; }
  message Histogram { double sum = 3; int64 timestamp = 15; }`,
  { keepCase: true }
);
const type = root.lookupType('prometheus.WriteRequest');

const now = Date.UTC(2026, 10, 23);
const headers = { 'content-type': 'application/x-protobuf', 'content-encoding': 'snappy' };
const label = (name: string, value: string) => ({ name, value });
const named = (...rest: Array<{ name: string; value: string }>) => [label('__name__', 'up'), ...rest];
const encode = (message: object): Buffer => Buffer.from(type.encode(type.fromObject(message)).finish());
const payload = (...timeseries: object[]): Buffer => compressSync(encode({ timeseries }));

describe('remote write', () => {
  let inserted: SeriesSamples[];
  let failure: Error | null;
  let registry: Registry;
  let receive: (body: Buffer, given?: Record<string, string>) => Promise<unknown>;

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
    const route = remoteWriteRoute({ store, clock: manualClock(now), registry });
    expect(route).toMatchObject({ method: 'POST', path: '/api/v1/write' });
    receive = (body, given = headers) => route.receive(body, given, true);
  });

  const errorsOf = async (body: Buffer): Promise<Array<{ field: string; message: string }>> => {
    const error: unknown = await receive(body).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(InvalidPayload);
    expect(inserted).toEqual([]);
    return (error as InvalidPayload).errors;
  };

  it('stores series with name, labels and samples in order of time', async () => {
    const body = payload(
      {
        labels: named(label('instance', 'ä:9090'), label('job', '')),
        samples: [
          { value: 1.5, timestamp: now },
          { value: -2, timestamp: now - 15_000 },
        ],
      },
      { labels: [label('A', 'before'), ...named()], samples: [{ value: 0, timestamp: 0 }] }
    );
    expect(await receive(body)).toEqual({ status: 204 });
    expect(inserted).toEqual([
      { name: 'up', labels: { instance: 'ä:9090', job: '' }, times: [now - 15_000, now], values: [-2, 1.5] },
      { name: 'up', labels: { A: 'before' }, times: [0], values: [0] },
    ]);
    expect(await registry.metrics()).toContain('watchroom_remote_write_samples_total 3');
  });

  it('leaves out what is no number, what lies in the future and native histograms, and counts it', async () => {
    const bytes = encode({ timeseries: [{ labels: named(), samples: [{ value: 12345.678, timestamp: now }] }] });
    const at = bytes.indexOf(Buffer.from(new Float64Array([12345.678]).buffer));
    bytes.writeBigUInt64LE(0x7ff0000000000002n, at);
    expect(await receive(compressSync(bytes))).toEqual({ status: 204 });
    const samples = [NaN, Infinity, -Infinity, 7].map((value, index) => ({ value, timestamp: now + index }));
    await receive(
      payload({
        labels: named(),
        samples: [...samples, { value: 1, timestamp: now + 2 * 3_600_000 }, { value: 1, timestamp: -1 }],
        histograms: [{ sum: 1, timestamp: now }],
        exemplars: [{ value: 1 }],
      })
    );
    expect(inserted).toEqual([{ name: 'up', labels: {}, times: [now + 3], values: [7] }]);
    const metrics = await registry.metrics();
    expect(metrics).toContain('left_out_total{reason="stale"} 1');
    expect(metrics).toContain('left_out_total{reason="not_finite"} 3');
    expect(metrics).toContain('left_out_total{reason="time"} 2');
    expect(metrics).toContain('left_out_total{reason="histogram"} 1');
  });

  it('takes requests without samples, such as metadata', async () => {
    const metadata = compressSync(encode({ metadata: [{ type: 1, metric_family_name: 'up', help: 'h' }] }));
    expect(await receive(metadata)).toEqual({ status: 204 });
    expect(await receive(compressSync(Buffer.alloc(0)))).toEqual({ status: 204 });
    expect(inserted).toEqual([]);
  });

  it('refuses wrong labels, naming the series', async () => {
    const good = { labels: named(), samples: [{ value: 1, timestamp: now }] };
    const wrong = (labels: object[]) => errorsOf(payload(good, { ...good, labels }));
    expect(await wrong([])).toEqual([{ field: 'timeseries[1].labels', message: 'a series needs labels' }]);
    expect(await wrong([label('job', 'x')])).toEqual([
      { field: 'timeseries[1].labels', message: 'the label __name__ is missing' },
    ]);
    expect(await wrong(named(label('b', ''), label('a', '')))).toEqual([
      { field: 'timeseries[1].labels[2].name', message: 'labels must be sorted by name' },
    ]);
    expect(await wrong(named(label('b', ''), label('b', '')))).toEqual([
      { field: 'timeseries[1].labels[2].name', message: 'stands twice in one series' },
    ]);
    expect((await wrong([label('', 'x'), ...named()]))[0]?.message).toBe('must not be empty');
  });

  it('refuses what is no snappy or no protobuf', async () => {
    const notSnappy = [{ field: 'body', message: 'is not a snappy block' }];
    expect(await errorsOf(Buffer.alloc(0))).toEqual(notSnappy);
    expect(await errorsOf(Buffer.from('{"alerts": []}'))).toEqual(notSnappy);
    expect(await errorsOf(Buffer.from([255, 255, 255, 255, 255, 255]))).toEqual(notSnappy);
    const whole = encode({ timeseries: [{ labels: named(), samples: [{ value: 1, timestamp: now }] }] });
    for (let length = 1; length < whole.length; length++) {
      expect((await errorsOf(compressSync(whole.subarray(0, length))))[0]?.message).toMatch(
        /not a prometheus.WriteRequest/
      );
    }
    expect((await errorsOf(compressSync(Buffer.from('not protobuf at all'))))[0]?.field).toBe('body');
  });

  it('refuses what says it is too large before unpacking it', async () => {
    const bomb = Buffer.from([0x80, 0x80, 0x80, 0x80, 0x04, 0]);
    expect(declaredLength(bomb)).toBe(1024 ** 3);
    await expect(receive(bomb)).rejects.toSatisfy((error) => error instanceof HttpProblem && error.status === 413);
  });

  it('refuses remote write 2.0 and other media types with a text that helps', async () => {
    const v2 = { ...headers, 'content-type': 'application/x-protobuf;proto=io.prometheus.write.v2.Request' };
    await expect(receive(payload(), v2)).rejects.toMatchObject({
      status: 415,
      message: expect.stringContaining('protobuf_message') as string,
    });
    await expect(receive(payload(), { ...headers, 'content-type': 'application/json' })).rejects.toMatchObject({
      status: 415,
    });
    await expect(receive(payload(), { ...headers, 'content-encoding': 'gzip' })).rejects.toMatchObject({ status: 415 });
    const v1 = { ...headers, 'content-type': 'application/x-protobuf; proto=prometheus.WriteRequest' };
    expect(await receive(payload(), v1)).toEqual({ status: 204 });
  });

  it('passes on that the store is down, so that Prometheus sends again', async () => {
    failure = new StoreUnavailable('down');
    await expect(receive(payload({ labels: named(), samples: [{ value: 1, timestamp: now }] }))).rejects.toBe(failure);
  });
});
