import protobuf from 'protobufjs';
import { compress } from 'snappy';
import type { ShopSample } from './shop-model.js';

/** The part of Prometheus remote write 1.0 that carries samples (prompb/remote.proto, prompb/types.proto). */
const { root } = protobuf.parse(`
  syntax = "proto3";
  message WriteRequest { repeated TimeSeries timeseries = 1; }
  message TimeSeries { repeated Label labels = 1; repeated Sample samples = 2; }
  message Label { string name = 1; string value = 2; }
  message Sample { double value = 1; int64 timestamp = 2; }
`);
const writeRequest = root.lookupType('WriteRequest');

/** Samples of the shop at one moment, ms. */
export interface ScrapedSamples {
  at: number;
  samples: readonly ShopSample[];
}

const series = ({ metric, labels, value }: ShopSample, at: number) => ({
  labels: Object.entries({ ...labels, __name__: metric })
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, text]) => ({ name, value: text })),
  samples: [{ value, timestamp: at }],
});

/** Body of a remote-write request: protobuf, compressed with snappy (block format). */
export const remoteWriteBody = (scrapes: readonly ScrapedSamples[]): Promise<Buffer> =>
  compress(
    Buffer.from(
      writeRequest
        .encode({ timeseries: scrapes.flatMap(({ at, samples }) => samples.map((sample) => series(sample, at))) })
        .finish()
    )
  );
