import protobuf from 'protobufjs';
import { compress } from 'snappy';
import { expect, it } from 'vitest';
import { readLokiPush } from './loki-push.js';
import { InvalidPayload } from './sender.js';

const json = (value: unknown) => readLokiPush(Buffer.from(JSON.stringify(value)), 'application/json; charset=utf-8');

const { root } = protobuf.parse(`
  syntax = "proto3";
  message PushRequest { repeated Stream streams = 1; }
  message Stream { string labels = 1; repeated Entry entries = 2; }
  message Entry { Timestamp timestamp = 1; string line = 2; repeated Pair structuredMetadata = 3; }
  message Timestamp { int64 seconds = 1; int32 nanos = 2; }
  message Pair { string name = 1; string value = 2; }`);
const packed = async (streams: object[]): Promise<Buffer> =>
  compress(Buffer.from(root.lookupType('PushRequest').encode({ streams }).finish()));

it('reads JSON, with structured metadata', async () => {
  const stream = { app: 'cart', level: 'warn' };
  const lines = await json({
    streams: [
      {
        stream,
        values: [
          ['1767323045500000000', 'slow'],
          ['1767323045600000000', 'slower', { trace_id: 'abc' }],
        ],
      },
    ],
  });
  expect(lines).toEqual([
    { at: 1767323045500, service: 'cart', level: 'warning', message: 'slow', labels: stream, traceId: '' },
    {
      at: 1767323045600,
      service: 'cart',
      level: 'warning',
      message: 'slower',
      labels: { ...stream, trace_id: 'abc' },
      traceId: 'abc',
    },
  ]);
});

it("reads promtail's protobuf in snappy", async () => {
  const body = await packed([
    {
      labels: '{filename="/var/log/a.log", host="a\\"b"}',
      entries: [
        {
          timestamp: { seconds: 1767323045, nanos: 250_000_000 },
          line: 'hello',
          structuredMetadata: [{ name: 'detected_level', value: 'error' }],
        },
      ],
    },
  ]);
  expect(await readLokiPush(body, 'application/x-protobuf')).toEqual([
    {
      at: 1767323045250,
      service: '/var/log/a.log',
      level: 'error',
      message: 'hello',
      labels: { filename: '/var/log/a.log', host: 'a"b', detected_level: 'error' },
      traceId: '',
    },
  ]);
});

it('refuses what it does not understand, naming the field', async () => {
  await expect(json({ streams: [{ stream: {}, values: [['1']] }] })).rejects.toBeInstanceOf(InvalidPayload);
  await expect(readLokiPush(Buffer.from('nonsense'), 'application/x-protobuf')).rejects.toBeInstanceOf(InvalidPayload);
  const wrongLabels = await packed([{ labels: '{a=b}', entries: [] }]);
  await expect(readLokiPush(wrongLabels, 'application/x-protobuf')).rejects.toMatchObject({
    errors: [{ field: 'streams[0].labels' }],
  });
});
