import type { IncomingHttpHeaders } from 'node:http';
import { Counter, type Registry } from 'prom-client';
import { uncompress } from 'snappy';
import type { Clock } from '../clock.js';
import { HttpProblem } from '../http/http-problem.js';
import type { TimeseriesStore } from '../stores/timeseries/timeseries-store.js';
import type { IntakeRoute } from './intake-route.js';
import { readWriteRequest, type LeftOut } from './prometheus-proto.js';
import { InvalidPayload } from './sender.js';

const maxBytes = 16 * 1024 * 1024;
/** Prometheus sends some hundred kB; this is 200,000 series with ten labels each. */
const maxUncompressedBytes = 64 * 1024 * 1024;
/** A clock may be off; a sample further ahead would stay the newest of its series for good. */
const futureMs = 3_600_000;

const unsupported = (detail: string): HttpProblem => new HttpProblem(415, 'Unsupported media type', { detail });

const checkHeaders = (headers: IncomingHttpHeaders): void => {
  const type = (headers['content-type'] ?? 'application/x-protobuf').toLowerCase();
  const message = /;\s*proto\s*=\s*"?([^";\s]+)/.exec(type)?.[1] ?? 'prometheus.writerequest';
  if (message.startsWith('io.prometheus.write.v2')) {
    throw unsupported(
      'Watchroom takes remote write 1.0: leave protobuf_message out of remote_write, or set it to prometheus.WriteRequest'
    );
  }
  if (type.split(';')[0]?.trim() !== 'application/x-protobuf' || message !== 'prometheus.writerequest') {
    throw unsupported('Content-Type must be application/x-protobuf with the message prometheus.WriteRequest');
  }
  const encoding = headers['content-encoding']?.trim().toLowerCase() ?? 'snappy';
  if (encoding !== 'snappy') {
    throw unsupported('Content-Encoding must be snappy (block format)');
  }
};

/** The length that a snappy block says it has: a varint of at most 32 bits before the data. Null where there is none. */
export const declaredLength = (block: Uint8Array): number | null => {
  let length = 0;
  for (let index = 0; index < Math.min(5, block.length); index++) {
    const byte = block[index] ?? 0;
    length += (byte & 127) * 128 ** index;
    if (byte < 128) {
      return length <= 0xffffffff ? length : null;
    }
  }
  return null;
};

const notSnappy = (): InvalidPayload => new InvalidPayload([{ field: 'body', message: 'is not a snappy block' }]);

const unpack = async (body: Buffer): Promise<Buffer> => {
  const length = declaredLength(body);
  if (length === null) {
    throw notSnappy();
  }
  if (length > maxUncompressedBytes) {
    const message = `is larger than ${maxUncompressedBytes} bytes when unpacked; send fewer samples at once`;
    throw new HttpProblem(413, 'Payload too large', {
      detail: `body: ${message}`,
      errors: [{ field: 'body', message }],
    });
  }
  try {
    const unpacked = await uncompress(body, { asBuffer: true });
    return typeof unpacked === 'string' ? Buffer.from(unpacked) : unpacked;
  } catch {
    throw notSnappy();
  }
};

/**
 * Prometheus remote write 1.0 at `POST /api/v1/write`. 204 means that all samples are stored. Prometheus drops what is answered by
 * 4xx and sends again on 5xx, so only what can never be taken gets a 4xx.
 */
export const remoteWriteRoute = (deps: { store: TimeseriesStore; clock: Clock; registry: Registry }): IntakeRoute => {
  const received = new Counter({
    name: 'watchroom_remote_write_samples_total',
    help: 'Samples received by remote write and stored',
    registers: [deps.registry],
  });
  const leftOut = new Counter({
    name: 'watchroom_remote_write_samples_left_out_total',
    help: 'Samples received by remote write that are not stored: staleness markers, no numbers, times out of range, native histograms',
    labelNames: ['reason'],
    registers: [deps.registry],
  });
  return {
    method: 'POST',
    path: '/api/v1/write',
    maxBytes,
    receive: async (body, headers) => {
      checkHeaders(headers);
      const request = readWriteRequest(await unpack(body), deps.clock.now() + futureMs);
      if (request.series.length > 0) {
        await deps.store.insert(request.series);
      }
      received.inc(request.series.reduce((sum, { times }) => sum + times.length, 0));
      for (const reason of Object.keys(request.leftOut) as Array<keyof LeftOut>) {
        leftOut.inc({ reason }, request.leftOut[reason]);
      }
      return { status: 204 };
    },
  };
};
