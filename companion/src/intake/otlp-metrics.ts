import { Counter, type Registry } from 'prom-client';
import type { Clock } from '../clock.js';
import type { TimeseriesStore } from '../stores/timeseries/timeseries-store.js';
import { checked } from './checked.js';
import type { IntakeRoute } from './intake-route.js';
import { readJson } from './json-body.js';
import { jsonType, otlpTypeOf, protobufType } from './otlp-http.js';
import { otlpMessage, type OtlpMessage } from './otlp-message.js';
import { otlpResponseBytes, readOtlpProtobuf } from './otlp-proto.js';
import { otlpSeries, type OtlpLeftOut } from './otlp-series.js';

const maxBytes = 16 * 1024 * 1024;
/** A clock may be off; a sample further ahead would stay the newest of its series for good. */
const futureMs = 3_600_000;

const rejectedOf = ({ not_finite, time }: OtlpLeftOut): object => {
  const rejected = not_finite + time;
  const errorMessage = `Left out: ${not_finite} values that are no finite numbers, ${time} with times in the future or absent`;
  return rejected === 0 ? {} : { partialSuccess: { rejectedDataPoints: rejected, errorMessage } };
};

const read = (type: string, body: Buffer): OtlpMessage =>
  type === protobufType ? readOtlpProtobuf(body) : checked(otlpMessage, readJson(body));

/**
 * OTLP/HTTP metrics at `POST /v1/metrics`, protobuf or JSON, answered in kind. 200 means that all is stored, but for what the answer
 * names as partial success. Source: the OTLP specification 1.x.
 */
export const otlpMetricsRoute = (deps: { store: TimeseriesStore; clock: Clock; registry: Registry }): IntakeRoute => {
  const received = new Counter({
    name: 'watchroom_otlp_samples_total',
    help: 'Samples received by OTLP and stored',
    registers: [deps.registry],
  });
  const leftOut = new Counter({
    name: 'watchroom_otlp_samples_left_out_total',
    help: 'Samples received by OTLP that are not stored: points without a value, no finite numbers, times out of range',
    labelNames: ['reason'],
    registers: [deps.registry],
  });
  return {
    method: 'POST',
    path: '/v1/metrics',
    maxBytes,
    receive: async (body, headers) => {
      const type = otlpTypeOf(headers);
      const request = otlpSeries(read(type, body), deps.clock.now() + futureMs);
      if (request.series.length > 0) {
        await deps.store.insert(request.series);
      }
      received.inc(request.series.reduce((sum, { times }) => sum + times.length, 0));
      for (const reason of Object.keys(request.leftOut) as Array<keyof OtlpLeftOut>) {
        leftOut.inc({ reason }, request.leftOut[reason]);
      }
      const answer = rejectedOf(request.leftOut);
      return type === jsonType
        ? { status: 200, body: answer }
        : { status: 200, binary: { type: protobufType, bytes: otlpResponseBytes(answer) } };
    },
  };
};
