import protobuf from 'protobufjs';
import { uncompress } from 'snappy';
import { z } from 'zod';
import { HttpProblem } from '../http/http-problem.js';
import { logLevelOf, type IncomingLogLine } from '../logs/log-line.js';
import { checked } from './checked.js';
import { readJson } from './json-body.js';
import { declaredLength } from './remote-write.js';
import { InvalidPayload } from './sender.js';
import { serviceOf } from './service-name.js';

const maxUnpacked = 64 * 1024 * 1024;

/** Loki's `logproto.PushRequest`, as promtail, Alloy and Docker's driver send it. */
const pushRequest = protobuf
  .parse(
    `
  syntax = "proto3";
  message PushRequest { repeated Stream streams = 1; }
  message Stream { string labels = 1; repeated Entry entries = 2; }
  message Entry { Timestamp timestamp = 1; string line = 2; repeated Pair structuredMetadata = 3; }
  message Timestamp { int64 seconds = 1; int32 nanos = 2; }
  message Pair { string name = 1; string value = 2; }
`
  )
  .root.lookupType('PushRequest');

const metadata = z.record(z.string(), z.coerce.string());
const jsonRequest = z.object({
  streams: z.array(
    z.object({
      stream: metadata,
      values: z.array(z.union([z.tuple([z.string(), z.string()]), z.tuple([z.string(), z.string(), metadata])])),
    })
  ),
});

const packed = z.object({
  streams: z
    .array(
      z.object({
        labels: z.string().default(''),
        entries: z
          .array(
            z.object({
              timestamp: z.object({ seconds: z.number().default(0), nanos: z.number().default(0) }).nullish(),
              line: z.string().default(''),
              structuredMetadata: z
                .array(z.object({ name: z.string().default(''), value: z.string().default('') }))
                .default([]),
            })
          )
          .default([]),
      })
    )
    .default([]),
});

const pair = /\s*([a-zA-Z_][a-zA-Z0-9_]*)\s*=\s*("(?:[^"\\]|\\.){0,10000}")\s*(,|$)/y;

/** Labels as Loki writes them: `{job="a", host="b"}`. @throws {InvalidPayload} */
const labelsOf = (text: string, field: string): Record<string, string> => {
  const refuse = (): never => {
    throw new InvalidPayload([{ field, message: 'are no labels: expected {name="value", ...}' }]);
  };
  const trimmed = text.trim();
  if (!trimmed.startsWith('{') || !trimmed.endsWith('}')) {
    return refuse();
  }
  const inner = trimmed.slice(1, -1);
  const labels: Record<string, string> = {};
  for (pair.lastIndex = 0; inner.slice(pair.lastIndex).trim() !== '';) {
    const found = pair.exec(inner);
    if (found === null) {
      return refuse();
    }
    try {
      labels[found[1] ?? ''] = String(JSON.parse(found[2] ?? '""'));
    } catch {
      return refuse();
    }
  }
  return labels;
};

const levelLabels = ['level', 'detected_level', 'severity', 'lvl'] as const;

const entry = (
  at: number,
  message: string,
  labels: Record<string, string>,
  more: Record<string, string>
): IncomingLogLine => {
  const all = Object.keys(more).length === 0 ? labels : { ...labels, ...more };
  const level = levelLabels.map((name) => all[name]).find((value) => value !== undefined);
  return {
    at,
    service: (serviceOf(all) ?? all['filename'] ?? all['host'] ?? '').slice(0, 200),
    level: logLevelOf(level),
    message,
    labels: all,
    traceId: (all['trace_id'] ?? all['traceID'] ?? '').slice(0, 100),
  };
};

const readPacked = async (body: Buffer): Promise<IncomingLogLine[]> => {
  const length = declaredLength(body);
  if (length === null) {
    throw new InvalidPayload([{ field: 'body', message: 'is not a snappy block' }]);
  }
  if (length > maxUnpacked) {
    throw new HttpProblem(413, 'Payload too large', {
      detail: `body: is larger than ${maxUnpacked} bytes when unpacked`,
    });
  }
  let raw: unknown;
  try {
    const bytes = await uncompress(body, { asBuffer: true });
    const decoded = pushRequest.decode(typeof bytes === 'string' ? Buffer.from(bytes) : bytes);
    raw = pushRequest.toObject(decoded, { longs: Number });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new InvalidPayload([
      { field: 'body', message: `is not a push request of Loki (protobuf in snappy): ${reason}` },
    ]);
  }
  return checked(packed, raw).streams.flatMap((stream, index) => {
    const labels = labelsOf(stream.labels, `streams[${index}].labels`);
    return stream.entries.map(({ timestamp, line, structuredMetadata }) =>
      entry(
        (timestamp?.seconds ?? 0) * 1000 + (timestamp?.nanos ?? 0) / 1e6,
        line,
        labels,
        Object.fromEntries(structuredMetadata.map(({ name, value }) => [name, value]))
      )
    );
  });
};

/**
 * Reads a request of Loki's push API: JSON, or protobuf in a snappy block. Source: Loki's HTTP API, `POST /loki/api/v1/push`.
 *
 * @throws {InvalidPayload}
 */
export const readLokiPush = async (body: Buffer, contentType: string): Promise<IncomingLogLine[]> =>
  contentType.split(';')[0]?.trim().toLowerCase() === 'application/json'
    ? checked(jsonRequest, readJson(body)).streams.flatMap(({ stream, values }) =>
        values.map(([nanoseconds, line, more]) => entry(Number(nanoseconds) / 1e6, line, stream, more ?? {}))
      )
    : readPacked(body);
