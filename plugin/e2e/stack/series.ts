import protobuf from 'protobufjs/minimal.js';
import { compress } from 'snappy';
import { inject } from 'vitest';

export interface WrittenSeries {
  name: string;
  labels: Record<string, string>;
  /** ms, ascending. */
  times: number[];
  values: number[];
}

/** The protocol wants labels sorted by name. */
const byName = ([a]: [string, string], [b]: [string, string]): number => (a < b ? -1 : 1);

/** A `WriteRequest` of Prometheus' remote write, version 1. */
const writeRequest = (series: readonly WrittenSeries[]): Uint8Array => {
  const writer = protobuf.Writer.create();
  for (const { name, labels, times, values } of series) {
    writer.uint32(10).fork();
    for (const [label, value] of Object.entries({ __name__: name, ...labels }).sort(byName)) {
      writer.uint32(10).fork().uint32(10).string(label).uint32(18).string(value).ldelim();
    }
    times.forEach((time, i) => {
      writer
        .uint32(18)
        .fork()
        .uint32(9)
        .double(values[i] ?? 0)
        .uint32(16)
        .int64(time)
        .ldelim();
    });
    writer.ldelim();
  }
  return writer.finish();
};

/** Sends points as Prometheus does. */
export const writeSeries = async (series: readonly WrittenSeries[]): Promise<void> => {
  const { companionUrl } = inject('stack');
  const answer = await fetch(`${companionUrl}/api/v1/write`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/x-protobuf', 'Content-Encoding': 'snappy' },
    body: new Uint8Array(await compress(Buffer.from(writeRequest(series)))),
  });
  if (!answer.ok) {
    throw new Error(`remote write answered ${answer.status}: ${await answer.text()}`);
  }
};
