import protobuf from 'protobufjs';
import { Registry } from 'prom-client';
import { compressSync } from 'snappy';
import { systemClock } from '../companion/src/clock.js';
import { remoteWriteRoute } from '../companion/src/intake/remote-write.js';
import type { TimeseriesStore } from '../companion/src/stores/timeseries/timeseries-store.js';

const { root } = protobuf.parse(
  `syntax = "proto3"; package prometheus;
  message WriteRequest { repeated TimeSeries timeseries = 1; }
  message TimeSeries { repeated Label labels = 1; repeated Sample samples = 2; }
  message Label { string name = 1; string value = 2; }
  message Sample { double value = 1; int64 timestamp = 2; }`,
  { keepCase: true }
);

/** One scrape of `count` series with five labels, as Prometheus sends it. */
const scrape = (count: number, timestamp: number): Buffer => {
  const type = root.lookupType('prometheus.WriteRequest');
  const timeseries = Array.from({ length: count }, (_, index) => ({
    labels: Object.entries({
      __name__: 'node_cpu_seconds_total',
      instance: `10.0.0.${index % 250}:9100`,
      job: 'node',
      mode: `m${index}`,
      zone: 'eu-1',
    }).map(([name, value]) => ({ name, value })),
    samples: [{ value: index, timestamp }],
  }));
  return compressSync(Buffer.from(type.encode(type.fromObject({ timeseries })).finish()));
};

/** Reading a remote-write request of 10,000 series up to the store's door: processor time of the best of some runs. */
export async function run(): Promise<Record<string, number>> {
  const series = 10_000;
  const store = { insert: () => Promise.resolve() } as Partial<TimeseriesStore> as TimeseriesStore;
  const route = remoteWriteRoute({ store, clock: systemClock, registry: new Registry() });
  const body = scrape(series, systemClock.now());
  const milliseconds: number[] = [];
  for (let turn = 0; turn < 20; turn++) {
    const before = process.cpuUsage();
    await route.receive(body, { 'content-type': 'application/x-protobuf', 'content-encoding': 'snappy' }, true);
    const used = process.cpuUsage(before);
    milliseconds.push((used.user + used.system) / 1000);
  }
  const best = Math.min(...milliseconds);
  return {
    read_10000_series_ms: Number(best.toFixed(1)),
    series_per_second_and_core: Math.round((series / best) * 1000),
  };
}
