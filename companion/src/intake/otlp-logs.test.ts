import protobuf from 'protobufjs';
import { describe, expect, it } from 'vitest';
import { logTemplate, otlpLogs } from './otlp-logs.js';
import { senderConformance } from './sender.conformance.js';
import { payloadAt, testdata } from '../../test/intake/testdata.js';

const records = (...logRecords: object[]) => ({ resourceLogs: [{ scopeLogs: [{ logRecords }] }] });
const error = (text: string) => ({ severityNumber: 17, body: { stringValue: text } });

senderConformance(otlpLogs, {
  receivedAt: payloadAt,
  payloads: [testdata('otlp-logs')],
  invalid: [
    ['a list', [], 'body'],
    [
      'records that are no list',
      { resourceLogs: [{ scopeLogs: [{ logRecords: {} }] }] },
      'resourceLogs[0].scopeLogs[0].logRecords',
    ],
    [
      'a severity that is a list',
      records({ severityNumber: [] }),
      'resourceLogs[0].scopeLogs[0].logRecords[0].severityNumber',
    ],
  ],
  sameAlert: [records(error('Order 17 of "Ada" failed')), records(error('Order 4711 of "Bob" failed'))],
});

describe('OTLP logs', () => {
  it('makes an alert of each kind of error and passes over the rest', () => {
    const events = otlpLogs.parse(testdata('otlp-logs'), payloadAt + 9);
    expect(events).toMatchObject([
      {
        name: 'TimeoutError',
        severity: 'high',
        summary: 'no answer in 5 s',
        labels: {
          service_name: 'cart',
          job: 'shop/cart',
          k8s_pod_name: 'cart-5d4f7',
          logger: 'cart.db',
          exception: 'TimeoutError',
        },
        annotations: { trace_id: '5b8efff798038103d269b633813fc60c' },
        startsAt: payloadAt,
        endsAt: payloadAt + 9 + 900_000,
      },
      { name: 'Pool * is exhausted', severity: 'critical' },
    ]);
  });

  it('goes by the text of the severity where there is no number', () => {
    expect(otlpLogs.parse(records({ severityText: 'ERROR' }, { severityText: 'warn' }, {}), payloadAt)).toHaveLength(1);
  });

  it('reads protobuf as it reads JSON', () => {
    const body = Buffer.from(
      protobuf
        .parse(
          `syntax = "proto3";
          message A { repeated B resource_logs = 1; } message B { repeated C scope_logs = 2; } message C { repeated D log_records = 2; }
          message D { fixed64 t = 1; uint32 n = 2; V body = 5; bytes trace = 9; } message V { string s = 1; }`
        )
        .root.lookupType('A')
        .encode({
          resourceLogs: [
            {
              scopeLogs: [
                { logRecords: [{ t: payloadAt * 1e6, n: 18, body: { s: 'No 1' }, trace: Buffer.from('ab', 'hex') }] },
              ],
            },
          ],
        })
        .finish()
    );
    const headers = { 'content-type': 'application/x-protobuf' };
    const payload = otlpLogs.read?.({ body, headers });
    expect(otlpLogs.parse(payload, payloadAt)).toMatchObject([
      { name: 'No *', severity: 'high', annotations: { trace_id: 'ab' } },
    ]);
    expect(otlpLogs.answer?.(payload, [], { body, headers })).toMatchObject({
      status: 200,
      binary: { bytes: Buffer.alloc(0) },
    });
    expect(() => otlpLogs.read?.({ body: Buffer.from('nonsense'), headers })).toThrow('protobuf');
  });

  it('leaves ids, numbers and quoted text out of a line, in time that grows with its length only', () => {
    expect(logTemplate('GET /orders/4711 by 7a485448-a9e2-4c85-8a3c-4f44175783c9 took 12.5 ms: "no"')).toBe(
      'GET /orders/* by * took *.* ms: *'
    );
    const startedAt = performance.now();
    logTemplate('a-'.repeat(1_000_000));
    expect(performance.now() - startedAt).toBeLessThan(50);
  });
});
