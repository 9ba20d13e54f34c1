import { Counter, type Registry } from 'prom-client';
import type { Clock } from '../clock.js';
import type { Traces } from '../traces/create-traces.js';
import { checked } from './checked.js';
import type { IntakeRoute } from './intake-route.js';
import { readJson } from './json-body.js';
import { jsonType, otlpTypeOf, protobufType } from './otlp-http.js';
import { otlpResponseBytes } from './otlp-proto.js';
import { otlpSpans, type SpansLeftOut } from './otlp-spans.js';
import { otlpTraces } from './otlp-traces-message.js';
import { readOtlpTraces } from './otlp-traces-proto.js';

const maxBytes = 16 * 1024 * 1024;
/** A clock may be off. */
const futureMs = 3_600_000;
/** What is told later than this tells nothing of what is going on. */
const pastMs = 7 * 86_400_000;

const errorMessage = ({ ids, time }: SpansLeftOut): string =>
  `Left out: ${ids} spans without valid ids, ${time} with times in the future, over a week ago or absent`;

/**
 * OTLP/HTTP traces at `POST /v1/traces`, protobuf or JSON, answered in kind. 200 means that what came of the spans is durable: calls
 * between services by minute, examples of them, and spans that wait for their other end. Spans themselves are not kept. Source: the
 * OTLP specification 1.x.
 */
export const otlpTracesRoute = (deps: {
  traces: Pick<Traces, 'accept'>;
  clock: Clock;
  registry: Registry;
}): IntakeRoute => {
  const received = new Counter({
    name: 'watchroom_spans_received_total',
    help: 'Spans received by OTLP and taken, repeats included',
    registers: [deps.registry],
  });
  const leftOut = new Counter({
    name: 'watchroom_spans_left_out_total',
    help: 'Spans received by OTLP that can not be counted: ids that are none, times out of range',
    labelNames: ['reason'],
    registers: [deps.registry],
  });
  return {
    method: 'POST',
    path: '/v1/traces',
    maxBytes,
    receive: async (body, headers) => {
      const type = otlpTypeOf(headers);
      const message = type === protobufType ? readOtlpTraces(body) : checked(otlpTraces, readJson(body));
      const now = deps.clock.now();
      const request = otlpSpans(message, { from: now - pastMs, to: now + futureMs });
      await deps.traces.accept(request.spans);
      received.inc(request.spans.length);
      leftOut.inc({ reason: 'ids' }, request.leftOut.ids);
      leftOut.inc({ reason: 'time' }, request.leftOut.time);
      const rejected = request.leftOut.ids + request.leftOut.time;
      const partial = { errorMessage: errorMessage(request.leftOut) };
      if (type === jsonType) {
        const answer = rejected === 0 ? {} : { partialSuccess: { rejectedSpans: rejected, ...partial } };
        return { status: 200, body: answer };
      }
      // The answers of metrics and traces have the same fields by number.
      const answer = rejected === 0 ? {} : { partialSuccess: { rejectedDataPoints: rejected, ...partial } };
      return { status: 200, binary: { type: protobufType, bytes: otlpResponseBytes(answer) } };
    },
  };
};
